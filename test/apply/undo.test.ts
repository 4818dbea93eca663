import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { preview, REPORTS } from '../../engine/report/index.ts';
import { renderRuns } from '../../engine/report/run-list.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { listPast } from '../../engine/runs/list.ts';
import { pastRuns } from '../../engine/runs/past.ts';
import { everything, type World, world } from '../engine.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, owner: a } }
    B: { tags: { temp-1: one, temp-2: two } }
    C: { tags: { temp-1: one } }
`;
const LOOK = { color: false, width: 0 } as const;

const start = (): Promise<World> => world({ rules: RULES, seed: SEED });
const newest = (w: World): string => listRuns(w.stateDir).at(-1) ?? '';
const writes = (w: World): number => w.emulator.requests().filter((request) => request.write).length;
const text = (run: Run): string => [...REPORTS.text(run, LOOK)].join('');
const codes = (run: Run): string[] => run.problems.map((one) => one.code);

/** Undoes a run, by its id or `last`, a second after whatever was before. */
function undo(w: World, run: string, more: Parameters<World['undo']>[0] = {}): Promise<Run> {
  w.clock.turn(1_000);
  return w.undo({ what: { run }, ...more });
}

describe('undo last', () => {
  it('given twice removes nothing: it is refused, and says how the undo is undone', async () => {
    await using w = await start();
    const original = everything(w.emulator);
    await w.reconcile();
    expect((await undo(w, 'last')).exit).toBe(0);
    const sent = writes(w);
    const second = await undo(w, 'last');
    expect([second.exit, ...codes(second)]).toEqual([1, 'nothing-to-undo']);
    expect(text(second)).toContain('Undo in organization o-');
    expect(second.problems[0]?.hint).toContain(`reconcile undo ${newest(w)} would remove again`);
    expect(writes(w)).toBe(sent);
    expect(everything(w.emulator)).toEqual(original);
  });

  it('goes back run by run, and never takes an undo back', async () => {
    await using w = await start();
    await w.reconcile();
    w.emulator.setTag(w.emulator.id('C'), 'temp-9', 'nine');
    w.clock.turn(1_000);
    await w.reconcile();
    const [first, second] = listRuns(w.stateDir);
    expect((await undo(w, 'last')).of).toBe(second);
    expect((await undo(w, 'last')).of).toBe(first);
    expect(codes(await undo(w, 'last'))).toEqual(['nothing-to-undo']);
  });

  it('puts back what the undo of an undo removed again', async () => {
    await using w = await start();
    const original = everything(w.emulator);
    await w.reconcile();
    const cleaned = everything(w.emulator);
    await undo(w, 'last');
    await undo(w, newest(w));
    expect(everything(w.emulator)).toEqual(cleaned);
    const again = newest(w);
    expect((await undo(w, 'last')).of).toBe(again);
    expect(everything(w.emulator)).toEqual(original);
    expect(codes(await undo(w, 'last'))).toEqual(['nothing-to-undo']);
  });

  it('says what to do where no run has removed anything', async () => {
    await using w = await start();
    const run = await undo(w, 'last');
    expect(codes(run)).toEqual(['run-unknown']);
    expect(run.problems[0]?.hint).toContain('reconcile runs');
  });
});

describe('an undo of some resources', () => {
  it('wants ids: by a name it is told which, and by anything else that the run did not change it', async () => {
    await using w = await start();
    await w.reconcile();
    const byName = await undo(w, 'last', { resources: ['B'] });
    const id = w.emulator.id('B');
    expect([byName.exit, byName.problems[0]?.message, byName.problems[0]?.hint]).toEqual([
      1,
      'the run did not change B',
      `an id is wanted; the ou of that name is ${id}`,
    ]);
    const unknown = await undo(w, 'last', { resources: ['x'] });
    expect([codes(unknown), unknown.problems[0]?.hint]).toEqual([['unknown-resource'], undefined]);
    expect((await undo(w, 'last', { resources: [id] })).exit).toBe(0);
  });
});

describe('the undo of an undo', () => {
  it('says in every format that it removes again, and never that it puts back', async () => {
    await using w = await start();
    await w.reconcile();
    await undo(w, 'last');
    const first = newest(w);
    const planned = await undo(w, first, { dryRun: true });
    const done = await undo(w, first);
    expect([planned.exit, done.exit]).toEqual([0, 0]);
    for (const run of [planned, done]) {
      for (const [name, report] of Object.entries(REPORTS)) {
        const said = [...report(run, LOOK)].join('');
        expect(said, name).not.toMatch(/put(?:s|ting)? back|would put/i);
        if (name !== 'json' && name !== 'sarif' && name !== 'gitlab') {
          expect(said, name).toMatch(/remov(?:e|es|ed|al)(?: its tags)?[ -]again/i);
          expect(said, name).not.toMatch(/restore/i);
        }
      }
    }
    const shown = [...preview(planned, LOOK)].join('');
    expect(shown).toContain('Would remove again 4 tags from 3 resources');
    expect(shown).toContain('    - temp-1 = "one"\n');
    expect(shown).not.toMatch(/put back|\+ temp/);
    expect(text(done)).toContain('Exit 0: 4 tags removed again and verified.');
    const [, , listed] = [...renderRuns(listPast(pastRuns(w.stateDir)), LOOK)];
    expect(listed).toContain(`undo of ${first}: 4 removed again`);
  });
});

describe('a dry run of an undo', () => {
  it('reads the live tags, and lists with both values what would not be put back', async () => {
    await using w = await start();
    await w.reconcile();
    w.emulator.setTag(w.emulator.id('A'), 'temp-1', 'one');
    w.emulator.setTag(w.emulator.id('B'), 'temp-1', 'theirs');
    const [sent, asked] = [writes(w), w.emulator.requests().length];
    const run = await undo(w, 'last', { dryRun: true });
    expect([run.exit, writes(w) - sent, w.emulator.requests().length - asked]).toEqual([6, 0, 4]);
    const page = text(run);
    expect(page).toContain('Would not be put back: 2\n');
    expect(page).toContain('there already temp-1 = "one"');
    expect(page).toContain('stale         temp-1 = "one"');
    expect(page).toContain('the key has another value now: "theirs"');
    expect(page).toContain('Would put back 2 tags\n');
    expect(page).toContain('+ temp-2 = "two"');
    // What it foresees is what then happens.
    const done = await undo(w, 'last');
    expect(done.exit).toBe(6);
    expect(text(done)).toContain('the key has another value now: "theirs"');
    expect(done.foreseen).toBeUndefined();
  });

  it('says what it could not read, and exits 5', async () => {
    await using w = await start();
    await w.reconcile();
    const gone = w.emulator.id('B');
    w.wrap = (api) => ({
      ...api,
      listTags: (id) => api.listTags(id === gone ? 'ou-0000000000000000' : id),
    });
    const run = await undo(w, 'last', { dryRun: true });
    expect([run.exit, ...codes(run)]).toEqual([5, 'undo-unread']);
    expect(run.problems[0]?.message).toContain(gone);
  });
});

describe('an undo of what is back already', () => {
  it('asks nobody and sends nothing, and the run counts as undone', async () => {
    await using w = await start();
    const original = everything(w.emulator);
    await w.reconcile();
    for (const [id, tags] of Object.entries(original))
      for (const [key, value] of Object.entries(tags)) w.emulator.setTag(id, key, value);
    const sent = writes(w);
    w.clock.turn(1_000);
    const confirm = (): Promise<boolean> => Promise.reject(new Error('there was nothing to ask'));
    const run = await w.undo({}, { confirm });
    expect([run.exit, run.wrote, writes(w) - sent]).toEqual([0, false, 0]);
    expect(text(run)).toContain('Exit 0: nothing was put back: 4 tags were there already.');
    expect(listPast(pastRuns(w.stateDir)).map((line) => [line.state, line.wrote])).toEqual([
      ['undone', true],
      ['done', false],
    ]);
  });
});

describe('a run that was stopped before its first call', () => {
  it('is what resume last goes on with, and what undo last passes over', async () => {
    await using w = await start();
    const ctrlC = new AbortController();
    const confirm = (): Promise<boolean> => {
      ctrlC.abort();
      return Promise.resolve(true);
    };
    const stopped = await w.reconcile({}, { confirm, interrupt: ctrlC.signal });
    expect([stopped.exit, stopped.wrote, writes(w)]).toEqual([130, false, 0]);
    expect(codes(await undo(w, 'last'))).toEqual(['run-unknown']);
    const [line] = [...renderRuns(listPast(pastRuns(w.stateDir)), LOOK)];
    expect(line).toContain('interrupted  apply: 4 not sent (sent nothing)');
    const run = await w.resume();
    expect([run.exit, run.id]).toEqual([0, stopped.id]);
    expect(listRuns(w.stateDir)).toHaveLength(1);
  });
});

describe('a plan that was applied already', () => {
  it('is refused, and told apart where that was undone since', async () => {
    await using w = await start();
    const { plan } = await w.dryRun();
    if (plan === undefined) throw new Error('no plan');
    const { id } = await w.apply(plan);
    expect((await w.apply(plan)).problems[0]?.message).toBe(`run ${id} has applied this plan already`);
    const back = await undo(w, 'last');
    const [refused] = (await w.apply(plan)).problems;
    expect(refused?.message).toBe(
      `run ${id} has applied this plan already, and run ${back.id} has undone that since`,
    );
    expect(refused?.hint).toContain('--again');
    w.clock.turn(1_000);
    expect(text(await w.apply(plan, { again: true }))).toContain('4 tags removed and verified.');
    w.clock.turn(1_000);
    expect(text(await w.apply(plan, { again: true }))).toContain(
      'nothing was removed: 4 tags were gone already.',
    );
  });
});
