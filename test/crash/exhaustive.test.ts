import { describe, expect, it } from 'vitest';
import { listRuns } from '../../engine/apply/runs.ts';
import type { FaultRule } from '../../engine/emulator/server.ts';
import type { Plan } from '../../engine/model.ts';
import { everything, type World, world } from '../engine.ts';
import { journaled, mortal, untilCrash, watchUntags } from './crash.ts';

const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, temp-2: two, owner: a } }
    B: { tags: { temp-1: "", owner: b } }
  accounts:
    acc: { tags: { temp-x: "中文", env: prod } }
`;

/** More steps than any of these runs has; a run that needs them all has not died, and ends the loop. */
const MANY = 500;
const QUIET: readonly FaultRule[] = [];

const SITUATIONS: Readonly<Record<string, readonly FaultRule[]>> = {
  'on a good day': QUIET,
  'where an answer is lost after its effect': [fault('reset', 'after')],
  'where a request is lost before its effect': [fault('reset', 'before')],
  'where a call is throttled': [{ on: 'UntagResource', nth: 2, fault: { kind: 'throttle' } }],
  'where the service falls over after the effect': [
    { on: 'UntagResource', nth: [1, 3], fault: { kind: 'status', status: 500, when: 'after' } },
  ],
};

function fault(kind: 'reset', when: 'before' | 'after'): FaultRule {
  return { on: 'UntagResource', nth: [1, 2], fault: { kind, when } };
}

const fresh = (rules: readonly FaultRule[]): Promise<World> =>
  world({ rules: RULES, seed: SEED, options: { faults: { rules } } });

const keysOf = (plan: Plan) =>
  new Map(plan.calls.map((call) => [call.resource.id, new Set(call.remove.map((one) => one.key))]));

const without = (tags: Record<string, Record<string, string>>, prefix: string) =>
  Object.fromEntries(
    Object.entries(tags).map(([id, mine]) => [
      id,
      Object.fromEntries(Object.entries(mine).filter(([key]) => !key.startsWith(prefix))),
    ]),
  );

/** Goes on with what died: the run, if it had begun; else there is nothing to go on with, and it begins anew. */
async function goOn(w: World): Promise<void> {
  const run = ids(w).length > 0 ? await w.resume({ run: only(w) }) : await w.reconcile();
  expect(run.problems).toEqual([]);
  expect(run.exit).toBe(0);
}

function only(w: World): string {
  return `${w.stateDir}/runs/${ids(w).at(-1) ?? ''}`;
}

function ids(w: World): string[] {
  return listRuns(w.stateDir);
}

describe('a process that dies at any step', () => {
  for (const [situation, faults] of Object.entries(SITUATIONS)) {
    it(`while it applies ${situation} loses nothing: resume ends the work, undo takes it back`, async () => {
      let deaths = 0;
      for (let dieAt = 1; dieAt < MANY; dieAt++) {
        await using w = await fresh(faults);
        const original = everything(w.emulator);
        const plan = (await w.dryRun()).plan;
        if (plan === undefined) throw new Error('no plan');
        const broken = watchUntags(w, keysOf(plan));
        const process = mortal(w, dieAt);
        const reading = { mode: 'auto', concurrency: 2 } as const;
        await untilCrash(w.reconcile({ reading }, process.effects));
        if (!process.died()) break;
        deaths += 1;
        await goOn(w);
        expect(everything(w.emulator), `step ${dieAt}`).toEqual(without(original, 'temp-'));
        expect(broken, `step ${dieAt}`).toEqual([]);
        const values = journaled(w.stateDir);
        for (const [id, keys] of keysOf(plan)) {
          for (const key of keys)
            expect(values.get(`${id} ${key}`), `step ${dieAt}`).toBe(original[id]?.[key]);
        }
        w.clock.turn(1_000);
        expect((await w.undo({ what: { run: only(w) } })).exit).toBe(0);
        expect(everything(w.emulator), `step ${dieAt}`).toEqual(original);
      }
      expect(deaths).toBeGreaterThan(20);
    });
  }

  it('while it undoes loses nothing: resume puts back the rest, and what somebody set meanwhile stays', async () => {
    let deaths = 0;
    for (let dieAt = 1; dieAt < MANY; dieAt++) {
      await using w = await fresh(QUIET);
      const original = everything(w.emulator);
      await w.reconcile();
      w.clock.turn(1_000);
      const process = mortal(w, dieAt);
      await untilCrash(w.undo({ concurrency: 2 }, process.effects));
      if (!process.died()) break;
      deaths += 1;
      w.clock.turn(1_000);
      const run =
        ids(w).length > 1 ? await w.resume({ run: only(w) }) : await w.undo({ what: { run: first(w) } });
      expect(run.exit, `step ${dieAt}`).toBe(0);
      expect(everything(w.emulator), `step ${dieAt}`).toEqual(original);
    }
    expect(deaths).toBeGreaterThan(15);
  });

  it('while it resumes loses nothing either', async () => {
    let deaths = 0;
    for (let dieAt = 1; dieAt < MANY; dieAt++) {
      await using w = await fresh(QUIET);
      const original = everything(w.emulator);
      const plan = (await w.dryRun()).plan;
      if (plan === undefined) throw new Error('no plan');
      const broken = watchUntags(w, keysOf(plan));
      await untilCrash(w.reconcile({}, mortal(w, 14).effects));
      const process = mortal(w, dieAt);
      await untilCrash(w.resume({ run: only(w) }, process.effects));
      if (!process.died()) break;
      deaths += 1;
      await goOn(w);
      expect(everything(w.emulator), `step ${dieAt}`).toEqual(without(original, 'temp-'));
      expect(broken, `step ${dieAt}`).toEqual([]);
    }
    expect(deaths).toBeGreaterThan(10);
  });

  it('never lets what somebody set again in between be lost unseen', async () => {
    for (let dieAt = 1; dieAt < MANY; dieAt += 2) {
      await using w = await fresh(QUIET);
      const process = mortal(w, dieAt);
      await untilCrash(w.reconcile({}, process.effects));
      if (!process.died()) break;
      w.emulator.setTag(w.emulator.id('A'), 'temp-1', 'theirs');
      const run = ids(w).length > 0 ? await w.resume({ run: only(w) }) : undefined;
      if (run !== undefined) expect([0, 4, 6], `step ${dieAt}`).toContain(run.exit);
      const now = everything(w.emulator)[w.emulator.id('A')] ?? {};
      expect(now['temp-1'], `step ${dieAt}`).toBe('theirs');
    }
  });
});

function first(w: World): string {
  return `${w.stateDir}/runs/${ids(w)[0] ?? ''}`;
}
