import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../../engine/cloud/port.ts';
import type { Plan } from '../../engine/model.ts';
import { sealOf } from '../../engine/plan/digest.ts';
import { Refusal } from '../../engine/problem.ts';
import { openJournal } from '../../engine/runs/journal.ts';
import { isPrunable, listPast } from '../../engine/runs/list.ts';
import { type Processes, takeLock } from '../../engine/runs/lock.ts';
import { pastRuns } from '../../engine/runs/past.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import { readPlan } from '../../engine/runs/saved-plan.ts';
import { everything, type World, world } from '../engine.ts';
import { rulesFrom } from '../rules-from.ts';
import { scenario, untagged } from '../scenario.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, temp-2: two, owner: a } }
    B: { tags: { temp-1: one } }
    C: { tags: { temp-1: one } }
    D: { tags: { temp-1: one } }
`;

const start = (): Promise<World> => world({ rules: RULES, seed: SEED });

describe('a file that is no plan', () => {
  const hintOf = (text: string): string => {
    try {
      readPlan(text, 'plan.json');
    } catch (error) {
      if (error instanceof Refusal) return error.problems.map((one) => `${one.message}: ${one.hint}`).join();
    }
    return '';
  };

  it('is told apart: cut off, empty, or rules', () => {
    expect(hintOf('{ "version": 1, "org')).toContain('is no whole JSON: was the file cut off?');
    expect(hintOf(' \n')).toContain('plan.json is empty: make the plan anew');
    expect(hintOf(RULES)).toContain(
      'this looks like rules, and a saved plan is wanted: reconcile --dry-run --rules',
    );
    expect(hintOf('hello')).toContain('is not JSON: make the plan anew');
  });

  it('is made first where there is none', async () => {
    await using here = await scenario({ seed: SEED });
    const { code, stderr } = await here.cli('apply', 'nothere.json', '--yes');
    expect(code).toBe(1);
    expect(stderr).toContain('make the plan first: reconcile --dry-run --out nothere.json');
  });
});

async function planOf(w: World): Promise<Plan> {
  const { plan } = await w.dryRun();
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

const writes = (w: World) => w.emulator.requests().filter((request) => request.write);

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.problems[0]?.code;
    throw error;
  }
}

describe('a saved plan', () => {
  it('is applied as it stands, and nothing else is', async () => {
    await using w = await start();
    const plan = readPlan(JSON.stringify(await planOf(w)), 'plan.json');
    w.emulator.setTag(w.emulator.id('D'), 'temp-new', 'came later');
    const run = await w.apply(plan);
    expect(run.exit).toBe(0);
    expect(everything(w.emulator)[w.emulator.id('D')]).toEqual({ 'temp-new': 'came later' });
  });

  it('is refused where any value in it was changed, whatever it was', async () => {
    await using w = await start();
    const plan = await planOf(w);
    const texts = JSON.stringify(plan, null, 1).split('\n');
    const numbers = texts.flatMap((line, i) => (/: "[^"]+",?$/.test(line) ? [i] : []));
    expect(numbers.length).toBeGreaterThan(30);
    for (const i of numbers) {
      const edited = texts.map((line, j) => (i === j ? line.replace(/"(,?)$/, 'x"$1') : line)).join('\n');
      const code = codeOf(() => readPlan(edited, 'plan.json'));
      expect(['plan-edited', 'plan-broken'], texts[i]).toContain(code);
    }
  });

  it('is refused, never a crash, where it is any other text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          expect(['plan-broken', 'plan-version', 'plan-edited']).toContain(
            codeOf(() => readPlan(text, 'plan.json')),
          );
        },
      ),
    );
  });

  it('is held against organization, origin, age, rules and gaps, all at once, before anything is sent', async () => {
    await using w = await start();
    const plan = await planOf(w);
    w.clock.turn(25 * 3_600_000);
    const other = {
      ...plan,
      organization: { ...plan.organization, id: 'o-another0one0' },
      origin: 'https://organizations.myhuaweicloud.com',
      gaps: [{ kind: 'type', type: 'policy', why: 'not read' }],
    } as const;
    const rules = await rulesFrom(RULES.replace('temp-*', 'tmp-*'));
    const run = await w.apply(other, { requireComplete: true, rules });
    expect(run.problems.map((one) => one.code)).toEqual([
      'plan-organization',
      'plan-origin',
      'plan-old',
      'plan-rules',
      'plan-incomplete',
    ]);
    expect(run.exit).toBe(1);
    expect(writes(w)).toEqual([]);
  });

  it('of a rehearsal is refused before another machine is asked anything', async () => {
    await using w = await start();
    const { plan } = await w.dryRun();
    const asked = w.emulator.requests().length;
    w.wrap = (api) => ({ ...api, endpoint: 'https://organizations.myhuaweicloud.com' });
    const run = await w.apply(plan as Plan);
    expect([run.exit, run.problems.map(({ code }) => code)]).toEqual([1, ['plan-origin']]);
    expect(run.problems[0]?.message).toBe(
      'the plan was made against emulator, this is https://organizations.myhuaweicloud.com',
    );
    expect(w.emulator.requests()).toHaveLength(asked);
  });

  it('is applied once, and once more only on demand', async () => {
    await using w = await start();
    const plan = await planOf(w);
    expect((await w.apply(plan)).exit).toBe(0);
    const second = await w.apply(plan);
    expect([second.exit, second.problems[0]?.code]).toEqual([1, 'plan-applied']);
    w.clock.turn(1_000);
    expect((await w.apply(plan, { again: true })).exit).toBe(0);
  });

  it('is judged again: past a limit it carries, nothing is sent', async () => {
    await using w = await start();
    const plan = { ...(await planOf(w)), limits: { removals: 2 } };
    const run = await w.apply({ ...plan, seal: sealOf(plan) });
    expect([run.exit, run.objections[0]?.limit]).toEqual([3, 'removals']);
    expect(writes(w)).toEqual([]);
  });

  it('never removes what its own rules do not claim, though somebody forged its calls', async () => {
    await using w = await start();
    const plan = await planOf(w);
    const [call] = plan.calls;
    if (call === undefined) throw new Error('no call');
    const owner = { key: 'owner', value: 'a', because: ['no-temp'] };
    const forged = {
      ...plan,
      calls: [{ resource: { ...call.resource, id: w.emulator.id('A') }, remove: [owner] }],
    };
    const run = await w.apply(forged);
    expect(run.exit).toBe(6);
    expect(writes(w)).toEqual([]);
  });
});

describe('a failure budget', () => {
  it('stops the run once it is used up; what was not started is not sent', async () => {
    await using w = await start();
    w.wrap = (api) => ({
      ...api,
      untag: () => Promise.reject(new ApiFailure('refused', 'no', { status: 400 })),
    });
    const reading = { mode: 'auto', concurrency: 1 } as const;
    const run = await w.reconcile({ reading, maxFailures: { of: 'percent', value: 25 } });
    expect(run.exit).toBe(4);
    const states = run.outcomes.map((one) => one.tags[0]?.state);
    expect(states).toEqual(['failed', 'failed', 'not-sent', 'not-sent']);
    expect(run.problems.map((one) => one.code)).toEqual(['too-many-failures']);
  });
});

describe('the lock of an organization', () => {
  const process = (pid: number, dead: readonly number[] = []): Processes => ({
    self: { pid, host: 'here', started: String(pid) },
    isDead: (holder) => holder.host === 'here' && dead.includes(holder.pid),
  });

  it('goes to exactly one of two, and to the other once it is given back', async () => {
    await using w = await start();
    const first = takeLock(w.stateDir, 'o-1', 'run-1', process(1), () => undefined);
    const second = (): unknown => takeLock(w.stateDir, 'o-1', 'run-2', process(2), () => undefined);
    expect(codeOf(second)).toBe('lock-held');
    expect(second).toThrow('run run-1 (process 1 on here) works on this organization now');
    takeLock(w.stateDir, 'o-2', 'run-3', process(2), () => undefined).release();
    first.release();
    takeLock(w.stateDir, 'o-1', 'run-2', process(2), () => undefined).release();
  });

  it('is told of with the time since when it is held, as people read it', async () => {
    await using w = await start();
    const since = '2026-11-24T09:30:01.123Z';
    takeLock(w.stateDir, 'o-1', 'run-1', process(1), () => undefined, since);
    expect(() => takeLock(w.stateDir, 'o-1', 'run-2', process(2), () => undefined)).toThrow(
      'run run-1 (process 1 on here, since 2026-11-24 09:30:01 UTC) works on this organization now',
    );
  });

  it('is taken over from a dead holder, which is told of', async () => {
    await using w = await start();
    takeLock(w.stateDir, 'o-1', 'run-1', process(1), () => undefined);
    const dead: string[] = [];
    const lock = takeLock(w.stateDir, 'o-1', 'run-2', process(2, [1]), (holder) => dead.push(holder.run));
    expect(dead).toEqual(['run-1']);
    await expect(lock.check()).resolves.toBeUndefined();
  });

  it('stops a run before its next write where it was taken away', async () => {
    await using w = await start();
    let calls = 0;
    w.wrap = (api) => ({
      ...api,
      async untag(id, keys) {
        calls += 1;
        const answer = await api.untag(id, keys);
        const folder = join(w.stateDir, 'locks');
        for (const name of readdirSync(folder)) rmSync(join(folder, name));
        return answer;
      },
    });
    const run = await w.reconcile({ reading: { mode: 'auto', concurrency: 1 } });
    expect([run.exit, calls]).toEqual([4, 1]);
    expect(run.problems.map((one) => one.code)).toEqual(['lock-lost']);
  });
});

describe('a journal', () => {
  it('makes the lines of many workers durable in few syncs', async () => {
    const syncs: string[] = [];
    const sink = {
      append: async (text: string) => {
        await Promise.resolve();
        syncs.push(text);
      },
      close: () => Promise.resolve(),
    };
    const journal = openJournal(sink, () => '2026-11-24T08:00:00.000Z');
    await Promise.all(
      Array.from({ length: 200 }, () => journal.append({ record: 'end', interrupted: false })),
    );
    expect(syncs.length).toBeLessThanOrEqual(2);
    expect(syncs.join('').split('\n')).toHaveLength(201);
  });

  it('names the damaged line, and is neither gone on with nor undone', async () => {
    await using w = await start();
    await w.reconcile();
    const [id = ''] = readdirSync(join(w.stateDir, 'runs'));
    const file = join(w.stateDir, 'runs', id, 'journal.jsonl');
    const lines = readFileSync(file, 'utf8').split('\n');
    for (const n of [1, 3, lines.length - 3]) {
      const damaged = lines
        .map((line, i) => (i === n ? line.replace('"at":"2026', '"at":"2025') : line))
        .join('\n');
      writeFileSync(file, damaged);
      w.clock.turn(1_000);
      for (const run of [await w.resume({ run: id }), await w.undo({ what: { run: id } })]) {
        expect([run.exit, run.problems[0]?.code]).toEqual([1, 'journal-broken']);
        expect(run.problems[0]?.place?.line).toBe(n + 2);
      }
    }
  });

  it('is cut where its last line was torn, at any byte', async () => {
    await using w = await start();
    await w.reconcile();
    const [id = ''] = readdirSync(join(w.stateDir, 'runs'));
    const file = join(w.stateDir, 'runs', id, 'journal.jsonl');
    const whole = readFileSync(file);
    const last = whole.lastIndexOf('\n', whole.length - 2) + 1;
    const before = readJournal(whole.toString(), file).records.length;
    for (let size = last; size < whole.length; size += 7) {
      truncateSync(file, size);
      expect(readJournal(readFileSync(file, 'utf8'), file).records).toHaveLength(before - 1);
      writeFileSync(file, whole);
    }
  });

  it('that cannot be written stops the run before a call is sent', async () => {
    await using w = await start();
    const full = () =>
      Promise.resolve({
        append: () =>
          Promise.reject(new Refusal([{ code: 'file-unwritable', severity: 'error', message: 'disk full' }])),
        close: () => Promise.resolve(),
      });
    const run = await w.reconcile({}, { openSink: full });
    expect([run.exit, run.problems[0]?.code]).toEqual([1, 'file-unwritable']);
    expect(untagged(w.emulator.requests())).toEqual([]);
  });

  it('whose file is removed stops the run before its next call', async () => {
    await using w = await start();
    let calls = 0;
    w.wrap = (api) => ({
      ...api,
      async untag(id, keys) {
        calls += 1;
        const [run = ''] = readdirSync(join(w.stateDir, 'runs'));
        rmSync(join(w.stateDir, 'runs', run, 'journal.jsonl'));
        return api.untag(id, keys);
      },
    });
    const run = await w.reconcile({ reading: { mode: 'auto', concurrency: 1 } });
    expect([run.exit, calls]).toEqual([4, 1]);
  });
});

describe('an undo', () => {
  it('sends nothing as a dry run, and only for the resource it is narrowed to', async () => {
    await using w = await start();
    const original = everything(w.emulator);
    await w.reconcile();
    w.clock.turn(1_000);
    const before = writes(w).length;
    const dry = await w.undo({ dryRun: true });
    expect(dry.restore).toHaveLength(4);
    expect(writes(w)).toHaveLength(before);
    const b = w.emulator.id('B');
    await w.undo({ resources: [b] });
    expect(everything(w.emulator)[b]).toEqual(original[b]);
    expect(everything(w.emulator)[w.emulator.id('C')]).toEqual({});
  });

  it('never overwrites a value that is there now, and lists what it could not put back', async () => {
    await using w = await start();
    await w.reconcile();
    w.emulator.setTag(w.emulator.id('B'), 'temp-1', 'theirs');
    w.clock.turn(1_000);
    const run = await w.undo();
    expect(run.exit).toBe(6);
    expect(everything(w.emulator)[w.emulator.id('B')]).toEqual({ 'temp-1': 'theirs' });
    const outcome = run.outcomes.find((one) => one.resource.name === 'B');
    expect(outcome?.tags[0]).toMatchObject({ value: 'theirs', state: 'stale' });
  });

  it('never goes past 20 tags on a resource', async () => {
    await using w = await start();
    await w.reconcile();
    const a = w.emulator.id('A');
    for (let i = 0; i < 18; i++) w.emulator.setTag(a, `new-${i}`, 'x');
    w.clock.turn(1_000);
    const run = await w.undo({ resources: [a] });
    expect(run.exit).toBe(6);
    expect(Object.keys(everything(w.emulator)[a] ?? {})).toHaveLength(20);
  });

  it('works from the plan where the run folder was lost', async () => {
    await using w = await start();
    const original = everything(w.emulator);
    const plan = await planOf(w);
    await w.apply(plan);
    rmSync(join(w.stateDir, 'runs'), { recursive: true });
    expect((await w.undo({ what: { plan } })).exit).toBe(0);
    expect(everything(w.emulator)).toEqual(original);
  });
});

describe('the list of runs', () => {
  it('tells done, undone and interrupted runs apart, and never gives up one that is unfinished', async () => {
    await using w = await start();
    const ctrlC = new AbortController();
    w.wrap = (api) => ({
      ...api,
      untag(id, keys) {
        ctrlC.abort();
        return api.untag(id, keys);
      },
    });
    await w.reconcile({ reading: { mode: 'auto', concurrency: 1 } }, { interrupt: ctrlC.signal });
    w.wrap = (api) => api;
    const states = () => listPast(pastRuns(w.stateDir)).map((line) => line.state);
    const prunable = () => listPast(pastRuns(w.stateDir)).map((line) => isPrunable(line, w.clock.now() + 1));
    expect([states(), prunable()]).toEqual([['interrupted'], [false]]);
    await w.resume();
    expect([states(), prunable()]).toEqual([['done'], [true]]);
    w.clock.turn(1_000);
    await w.undo();
    expect([states(), prunable()]).toEqual([
      ['undone', 'done'],
      [true, true],
    ]);
  });

  it('counts for a run that was cut off what its journal knows', async () => {
    await using w = await start();
    await w.reconcile();
    const [id = ''] = readdirSync(join(w.stateDir, 'runs'));
    rmSync(join(w.stateDir, 'runs', id, 'run.json'));
    const [line] = listPast(pastRuns(w.stateDir));
    expect([line?.state, line?.counts]).toEqual(['unfinished', { removed: 5 }]);
  });
});
