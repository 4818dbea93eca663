import {
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns, listStillborn } from '../../engine/runs/folders.ts';
import type { JournalEntry, JournalRecord } from '../../engine/runs/journal.ts';
import { isPrunable, listPast } from '../../engine/runs/list.ts';
import { runsAtWork } from '../../engine/runs/lock.ts';
import { openPast, pastRuns } from '../../engine/runs/past.ts';
import { runOfPast } from '../../engine/runs/report.ts';
import { everything, type World, world } from '../engine.ts';
import { runCli, untagged } from '../scenario.ts';
import { begin, intent, journalText, settled, UNIT } from './kept.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, owner: a } }
    B: { tags: { temp-1: one } }
    C: { tags: { temp-1: one } }
`;

const start = (): Promise<World> => world({ rules: RULES, seed: SEED });
const ONE_BY_ONE = { reading: { mode: 'auto', concurrency: 1 } } as const;
const folderOf = (w: World, nth = -1): string => join(w.stateDir, 'runs', listRuns(w.stateDir).at(nth) ?? '');
const journalOf = (w: World, nth = -1): string => join(folderOf(w, nth), 'journal.jsonl');
const states = (w: World): string[] => listPast(pastRuns(w.stateDir)).map((line) => line.state);
const codes = (run: { problems: readonly { code: string }[] }): string[] =>
  run.problems.map((one) => one.code);

/** Leaves a finished run as a kill in the middle would have: so many whole lines, and no record. */
function cutOff(w: World, lines: number): void {
  const text = readFileSync(journalOf(w), 'utf8').split('\n');
  truncateSync(journalOf(w), Buffer.byteLength(`${text.slice(0, lines).join('\n')}\n`) + 20);
  rmSync(join(folderOf(w), 'run.json'), { force: true });
}

/** Leaves a finished run as a kill would have after everything was done, right before its end was noted. */
function cutOffAtEnd(w: World): void {
  cutOff(w, readFileSync(journalOf(w), 'utf8').split('\n').length - 2);
}

describe('a folder whose run died before it began', () => {
  it('is no run: last, apply and undo pass it over, and runs tells of it', async () => {
    await using w = await start();
    const { plan } = await w.dryRun();
    if (plan === undefined) throw new Error('no plan');
    await w.apply(plan);
    for (const [id, text] of [
      ['99990101T000000Z-none', undefined],
      ['99990101T000001Z-void', ''],
      ['99990101T000002Z-torn', '{"n":0,"prev":"0000'],
    ] as const) {
      mkdirSync(join(w.stateDir, 'runs', id));
      if (text !== undefined) writeFileSync(join(w.stateDir, 'runs', id, 'journal.jsonl'), text);
    }
    expect(listRuns(w.stateDir)).toHaveLength(1);
    expect(listStillborn(w.stateDir)).toHaveLength(3);
    expect(codes(await w.apply(plan))).toEqual(['plan-applied']);
    w.clock.turn(1_000);
    expect((await w.undo()).exit).toBe(0);

    const cli = (...args: string[]) => runCli([...args, '--state-dir', w.stateDir], { cwd: w.stateDir });
    const listed = await cli('runs');
    expect([listed.code, listed.stdout.split('\n').length - 1]).toEqual([0, 2]);
    expect(listed.stderr.match(/holds no run/g)).toHaveLength(3);
    await cli('runs', 'prune', '--keep-days', '1');
    expect(listStillborn(w.stateDir)).toHaveLength(3);
    const old = new Date('2020-01-01');
    utimesSync(join(w.stateDir, 'runs', '99990101T000000Z-none'), old, old);
    const pruned = await cli('runs', 'prune', '--keep-days', '1');
    expect(listStillborn(w.stateDir)).toHaveLength(2);
    expect(pruned.stdout).toBe('0 runs removed, and 1 folder of runs that never began\n');
  });
});

describe('a run whose record is damaged', () => {
  it('is listed by what its journal tells, beside all others; runs says what is wrong with it and exits 1', async () => {
    await using w = await start();
    await w.reconcile();
    w.clock.turn(1_000);
    await w.undo();
    const [first = '', second = ''] = listRuns(w.stateDir);
    writeFileSync(join(folderOf(w, 0), 'run.json'), '{ half');
    const cli = (...args: string[]) => runCli([...args, '--state-dir', w.stateDir], { cwd: w.stateDir });
    const listed = await cli('runs', '--json');
    const lines = JSON.parse(listed.stdout) as Record<string, unknown>[];
    expect(lines).toMatchObject([
      { id: first, state: 'undone', counts: { removed: 3 }, damage: { code: 'run-unfit' } },
      { id: second, state: 'done', counts: { restored: 3 } },
    ]);
    expect(lines[1]).not.toHaveProperty('damage');
    expect(listed.code).toBe(1);
    expect(listed.stderr).toContain(`run ${first} cannot be used: its run.json is not JSON`);
    const { code, stdout } = await cli('runs');
    expect([code, stdout.split('\n').length - 1]).toEqual([1, 2]);
    w.clock.turn(1_000);
    await cli('runs', 'prune', '--keep-days', '0');
    expect(listRuns(w.stateDir)).toEqual([first]);
  });
});

describe('a run that lost its journal', () => {
  it('is told of as damaged, and no prune removes what is left of it', async () => {
    await using w = await start();
    await w.reconcile();
    writeFileSync(journalOf(w), '');
    const cli = (...args: string[]) => runCli([...args, '--state-dir', w.stateDir], { cwd: w.stateDir });
    const listed = await cli('runs');
    expect([listed.code, listed.stdout, listed.stderr]).toEqual([
      1,
      '',
      expect.stringContaining('has no journal that can be read'),
    ]);
    expect(listed.stderr).not.toContain('nothing was sent');
    const history = await cli('history');
    expect([history.code, history.stdout]).toEqual([1, '']);
    const { stdout } = await cli('runs', 'prune', '--keep-days', '0');
    expect([stdout, readdirSync(folderOf(w)).toSorted()]).toEqual([
      '0 runs removed\n',
      ['journal.jsonl', 'plan.json', 'run.json'],
    ]);
  });

  it('is never where another journal says that it is: prune removes folders of its list alone', async () => {
    await using w = await start();
    mkdirSync(join(w.stateDir, 'precious'));
    await w.reconcile();
    const lines = readFileSync(journalOf(w), 'utf8').trim().split('\n');
    const forged = lines.map((line, n) => {
      const { prev: _, ...entry } = JSON.parse(line) as JournalRecord;
      return n === 0 ? { ...entry, run: '../precious' } : entry;
    });
    writeFileSync(journalOf(w), journalText(forged));
    const file = join(folderOf(w), 'run.json');
    const head = openPast(folderOf(w)).journal.tail.head;
    const record = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...record, 'journal-head': head }));
    expect(states(w)).toEqual(['done']);
    const prune = ['runs', 'prune', '--keep-days', '0', '--state-dir', w.stateDir];
    const { stdout } = await runCli(prune, { cwd: w.stateDir });
    expect([stdout, readdirSync(w.stateDir)]).toEqual([
      '0 runs removed\n',
      expect.arrayContaining(['precious']),
    ]);
  });
});

describe('a run folder that was copied beside its run', () => {
  it('is no second run: last, history and the list leave it out, and say so', async () => {
    await using w = await start();
    const first = await w.reconcile();
    w.clock.turn(60_000);
    w.emulator.setTag(w.emulator.id('A'), 'temp-1', 'again');
    const second = await w.reconcile();
    cpSync(folderOf(w, 0), join(w.stateDir, 'runs', 'before-the-move'), { recursive: true });
    const cli = (...args: string[]) => runCli([...args, '--state-dir', w.stateDir], { cwd: w.stateDir });
    const listed = await cli('runs', '--json');
    const ids = (JSON.parse(listed.stdout) as { id: string }[]).map((line) => line.id);
    expect([listed.code, ids]).toEqual([0, [first.id, second.id]]);
    expect(listed.stderr).toContain(`folder before-the-move is a copy of run ${first.id}`);
    const history = await cli('history');
    expect([history.code, history.stdout]).toEqual([0, expect.stringContaining('no-temp  4 tags in 2 runs')]);
    expect(history.stderr).toContain(`folder before-the-move is a copy of run ${first.id}`);
    expect((await w.undo()).of).toBe(second.id);
  });

  it('and one that was renamed is listed where it began, with the name that it should have', async () => {
    await using w = await start();
    const first = await w.reconcile();
    renameSync(folderOf(w), join(w.stateDir, 'runs', 'old'));
    w.clock.turn(60_000);
    w.emulator.setTag(w.emulator.id('A'), 'temp-1', 'again');
    const second = await w.reconcile();
    const listed = await runCli(['runs', '--json', '--state-dir', w.stateDir], { cwd: w.stateDir });
    const ids = (JSON.parse(listed.stdout) as { id: string }[]).map((line) => line.id);
    expect([listed.code, ids]).toEqual([0, [first.id, second.id]]);
    expect(listed.stderr).toContain(`folder old holds run ${first.id}`);
    expect((await w.undo()).of).toBe(second.id);
  });
});

describe('last', () => {
  it('passes runs of another organization or service over, damaged ones too', async () => {
    await using w = await start();
    await using other = await world({ rules: RULES, seed: SEED.replace('acme,', 'other,') });
    await w.reconcile();
    await other.reconcile();
    const copy = join(w.stateDir, 'runs', '99990101T000000Z-else');
    mkdirSync(copy);
    for (const name of readdirSync(folderOf(other)))
      copyFileSync(join(folderOf(other), name), join(copy, name));
    const lines = readFileSync(join(copy, 'journal.jsonl'), 'utf8').split('\n');
    writeFileSync(join(copy, 'journal.jsonl'), lines.toSpliced(1, 1).join('\n'));
    w.clock.turn(1_000);
    const run = await w.undo();
    expect([run.exit, run.of]).toEqual([0, listRuns(w.stateDir)[0]]);
    expect(codes(await w.undo({ what: { run: '99990101T000000Z-else' } }))).toEqual(['journal-broken']);
  });

  it('never means the run before a damaged one: it is refused, and an undo of the wrong run does not happen', async () => {
    await using w = await start();
    await w.reconcile();
    w.clock.turn(1_000);
    w.emulator.setTag(w.emulator.id('B'), 'temp-9', 'x');
    await w.reconcile();
    const lines = readFileSync(journalOf(w), 'utf8').split('\n');
    writeFileSync(journalOf(w), lines.toSpliced(2, 1).join('\n'));
    w.clock.turn(1_000);
    const before = everything(w.emulator);
    expect(codes(await w.undo())).toEqual(['journal-broken']);
    expect(everything(w.emulator)).toEqual(before);
    rmSync(journalOf(w));
    expect(codes(await w.undo())).toEqual(['file-unreadable']);
  });

  it('is refused by name where the run was of another service: a rehearsal never reaches the cloud', async () => {
    await using w = await start();
    await w.reconcile();
    w.clock.turn(1_000);
    w.wrap = (api) => ({
      ...api,
      async showOrganization() {
        return {
          ...(await api.showOrganization()),
          origin: 'https://organizations.myhuaweicloud.com',
        };
      },
    });
    const writes = w.emulator.requests().filter((request) => request.write).length;
    const [run = ''] = listRuns(w.stateDir);
    for (const tried of [await w.undo({ what: { run } }), await w.resume({ run })])
      expect([tried.exit, ...codes(tried)]).toEqual([1, 'run-origin']);
    for (const tried of [await w.undo(), await w.resume()])
      expect([tried.exit, ...codes(tried)]).toEqual([1, 'run-unknown']);
    expect(w.emulator.requests().filter((request) => request.write)).toHaveLength(writes);
  });
});

describe('the report of a run that was cut off', () => {
  it('tells what was done, what is in doubt and what was never sent, and exits 130', async () => {
    await using w = await start();
    await w.reconcile(ONE_BY_ONE);
    // begin; intent, answer and last word of the first; intent of the second, and nothing more.
    cutOff(w, 5);
    const run = runOfPast(openPast(folderOf(w)), 'error');
    expect(run.exit).toBe(130);
    const found = run.outcomes.map((one) => one.tags[0]?.state);
    expect(found).toEqual(['removed', 'in-doubt', 'not-sent']);
    const { code, stdout } = await runCli(
      ['report', listRuns(w.stateDir)[0] ?? '', '--state-dir', w.stateDir],
      {
        cwd: w.stateDir,
      },
    );
    expect([code, stdout.startsWith('INTERRUPTED')]).toEqual([130, true]);
    expect(states(w)).toEqual(['unfinished']);
  });

  it('is of the journal, not of the record from before it was gone on with', async () => {
    await using w = await start();
    const ctrlC = new AbortController();
    w.wrap = (api) => ({
      ...api,
      untag(id, keys) {
        ctrlC.abort();
        return api.untag(id, keys);
      },
    });
    await w.reconcile(ONE_BY_ONE, { interrupt: ctrlC.signal });
    const before = readFileSync(join(folderOf(w), 'run.json'), 'utf8');
    expect(runOfPast(openPast(folderOf(w)), 'error').outcomes.at(-1)?.tags[0]?.state).toBe('not-sent');
    w.wrap = (api) => api;
    await w.resume();
    // As if the process had died between the end of its journal and its record.
    writeFileSync(join(folderOf(w), 'run.json'), before);
    const run = runOfPast(openPast(folderOf(w)), 'error');
    expect(run.outcomes.at(-1)?.tags[0]?.state).toBe('removed');
    expect(states(w)).toEqual(['unfinished']);
    expect((await w.resume()).exit).toBe(0);
    expect(states(w)).toEqual(['done']);
  });

  it('speaks of what an undo of an undo took away as removed', async () => {
    await using w = await start();
    await w.reconcile();
    for (const _ of ['undo', 'undo of the undo']) {
      w.clock.turn(1_000);
      await w.undo({ what: { run: listRuns(w.stateDir).at(-1) ?? '' }, concurrency: 1 });
    }
    cutOff(w, 4);
    const run = runOfPast(openPast(folderOf(w)), 'error');
    expect(run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state))).toContain('removed');
    expect(run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state))).not.toContain('restored');
  });
});

describe('the list of runs', () => {
  it('calls a run undone only once everything of it is back, and no longer once that was undone', async () => {
    await using w = await start();
    await w.reconcile();
    w.clock.turn(1_000);
    const [run = ''] = listRuns(w.stateDir);
    await w.undo({ what: { run }, resources: [w.emulator.id('B')] });
    expect(states(w)).toEqual(['done', 'done']);
    w.clock.turn(1_000);
    await w.undo({ what: { run } });
    expect(states(w)).toEqual(['undone', 'done', 'done']);
    w.clock.turn(1_000);
    await w.undo({ what: { run: listRuns(w.stateDir).at(-1) ?? '' } });
    expect(states(w)).toEqual(['done', 'done', 'undone', 'done']);
  });
});

describe('a run that announced a call and did not make it', () => {
  it('sent nothing: the list says so, and last is the run before it', async () => {
    await using w = await start();
    const first = await w.reconcile();
    const unsent: JournalEntry = { record: 'unsent', id: UNIT.id, try: 1 };
    const told: JournalEntry[] = [intent('k'), unsent, settled(['k', 'not-sent'])];
    const folder = join(w.stateDir, 'runs', '99990101T000000Z-late');
    mkdirSync(folder);
    writeFileSync(join(folder, 'journal.jsonl'), journalText([begin('99990101T000000Z-late'), ...told]));
    const cli = (...args: string[]) => runCli([...args, '--state-dir', w.stateDir], { cwd: w.stateDir });
    const { stdout } = await cli('runs');
    expect(stdout).toMatch(/^99990101T000000Z-late .*\(sent nothing\)/m);
    expect((await cli('report', 'last', '--report', 'json')).stdout).toContain(`"id": "${first.id}"`);
    expect((await cli('verify', 'last')).stdout).toContain(`Evidence of run ${first.id}`);
  });
});

describe('an undo on a machine whose clock is behind', () => {
  it('has undone its run all the same: that is not undone again, nor gone on with', async () => {
    await using w = await start();
    const run = await w.reconcile();
    w.clock.turn(-3_600_000);
    const undo = await w.undo();
    expect(listRuns(w.stateDir)).toEqual([run.id, undo.id]);
    expect(states(w)).toEqual(['undone', 'done']);
    expect(codes(await w.undo())).toEqual(['nothing-to-undo']);
    expect(codes(await w.resume({ run: run.id }))).toEqual(['run-undone']);
  });
});

describe('a run that works now', () => {
  it('is listed as running while its process lives, is never pruned, and is unfinished once that is dead', async () => {
    await using w = await start();
    const seen: unknown[] = [];
    w.wrap = (api) => ({
      ...api,
      untag(id, keys) {
        for (const dead of [false, true]) {
          const atWork = runsAtWork(w.stateDir, { isDead: () => dead });
          const [line] = listPast(pastRuns(w.stateDir), atWork);
          seen.push(line?.state, line && isPrunable(line, w.clock.now() + 86_400_000));
        }
        return api.untag(id, keys);
      },
    });
    await w.reconcile();
    expect(seen.slice(0, 4)).toEqual(['running', false, 'unfinished', false]);
    expect(runsAtWork(w.stateDir, { isDead: () => false }).size).toBe(0);
    expect(states(w)).toEqual(['done']);
  });
});

describe('runs that began within one second', () => {
  it('are listed in their order, so that each undo follows what it undoes', async () => {
    await using w = await start();
    for (let nth = 0; nth < 3; nth++) {
      await w.reconcile();
      w.clock.turn(1);
      expect((await w.undo()).exit).toBe(0);
      w.clock.turn(1);
    }
    const ids = listRuns(w.stateDir);
    expect(new Set(ids.map((id) => id.slice(0, 16))).size).toBe(1);
    expect(ids, 'the ids alone would tell another order').not.toEqual([...ids].sort());
    const list = listPast(pastRuns(w.stateDir));
    expect(list.map((line) => [line.mode, line.state])).toEqual(
      Array.from({ length: 3 }, () => [
        ['apply', 'undone'],
        ['undo', 'done'],
      ]).flat(),
    );
  });
});

describe('a run that is gone on with', () => {
  it('though it is done sends nothing, not even for what somebody set again', async () => {
    await using w = await start();
    const confirm = (): Promise<boolean> => {
      w.emulator.removeTag(w.emulator.id('C'), 'temp-1');
      return Promise.resolve(true);
    };
    await w.reconcile({}, { confirm });
    const sent = untagged(w.emulator.requests()).length;
    w.emulator.setTag(w.emulator.id('C'), 'temp-1', 'one');
    cutOffAtEnd(w);
    const run = await w.resume();
    expect(run.exit).toBe(0);
    expect(run.outcomes.find((one) => one.resource.name === 'C')?.tags[0]?.state).toBe('gone');
    w.emulator.setTag(w.emulator.id('B'), 'temp-1', 'one');
    cutOffAtEnd(w);
    const second = await w.resume();
    expect([second.exit, second.outcomes.find((one) => one.resource.name === 'B')?.tags[0]?.state]).toEqual([
      4,
      'failed',
    ]);
    expect(untagged(w.emulator.requests())).toHaveLength(sent);
  });

  it('tries again what failed, and is judged again before', async () => {
    await using w = await start();
    const denied = w.emulator.id('B');
    w.wrap = (api) => ({
      ...api,
      untag: (id, keys) => (id === denied ? api.untag('ou-0000000000000000', keys) : api.untag(id, keys)),
    });
    expect((await w.reconcile()).exit).toBe(4);
    w.wrap = (api) => api;
    w.clock.turn(25 * 3_600_000);
    expect(codes(await w.resume())).toEqual(['plan-old']);
    expect(codes(await w.resume({ maxAgeHours: 48 }))).toEqual([]);
    expect(everything(w.emulator)[denied]).toEqual({});
  });

  it('has in doubt what was about to be sent, and leaves a value alone that changed since', async () => {
    await using w = await start();
    const whole = await w.reconcile(ONE_BY_ONE);
    const [done = '', doubted = ''] = whole.outcomes.map((one) => one.resource.id);
    cutOff(w, 5);
    w.emulator.setTag(doubted, 'temp-1', 'theirs');
    w.emulator.setTag(done, 'temp-1', 'one');
    const run = await w.resume();
    expect(run.outcomes.map(({ tags: [tag] }) => [tag?.state, tag?.value])).toEqual([
      ['failed', 'one'],
      ['stale', 'theirs'],
      ['gone', 'one'],
    ]);
    w.clock.turn(1_000);
    // Whether the value was lost to us cannot be known, so the undo lists it and leaves theirs in place.
    const undone = await w.undo();
    expect(undone.outcomes.find((one) => one.resource.id === doubted)?.tags[0]).toMatchObject({
      state: 'stale',
      value: 'theirs',
    });
    expect(undone.restore?.find((one) => one.resource.id === doubted)?.tags[0]?.value).toBe('one');
    expect(everything(w.emulator)[doubted]?.['temp-1']).toBe('theirs');
  });
});

describe('an undo', () => {
  it('is possible where the plan of the run is damaged, and then hides every value', async () => {
    await using w = await start();
    const original = everything(w.emulator);
    await w.reconcile();
    writeFileSync(join(folderOf(w), 'plan.json'), '{"calls":[]}');
    w.clock.turn(1_000);
    const run = await w.undo();
    expect([run.exit, run.redact]).toEqual([0, [{ glob: '*' }]]);
    expect(run.problems.map((one) => one.severity)).toEqual(['warning']);
    expect(everything(w.emulator)).toEqual(original);
  });

  it('does not begin where the run went on while it was asked about', async () => {
    await using w = await start();
    await w.reconcile(ONE_BY_ONE);
    cutOff(w, 5);
    w.clock.turn(1_000);
    const confirm = async (): Promise<boolean> => {
      await w.resume();
      return true;
    };
    const run = await w.undo({}, { confirm });
    expect([run.exit, ...codes(run)]).toEqual([1, 'lock-held']);
    expect(listRuns(w.stateDir)).toHaveLength(1);
  });
});

describe('a plan', () => {
  it('that another run applied while the user was asked is not applied again', async () => {
    await using w = await start();
    const { plan } = await w.dryRun();
    if (plan === undefined) throw new Error('no plan');
    const confirm = async (): Promise<boolean> => {
      await w.apply(plan);
      return true;
    };
    const run = await w.apply(plan, {}, { confirm });
    expect([run.exit, ...codes(run)]).toEqual([1, 'plan-applied']);
    expect(listRuns(w.stateDir)).toHaveLength(1);
  });
});
