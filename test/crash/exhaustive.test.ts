import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import type { Effects } from '../../engine/run.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { everything, sequence } from '../engine.ts';
import { keysOf, watchUntags } from './checks.ts';
import { HEIR, mortal } from './mortal.ts';
import { atEveryStep, expectPlanned, fresh, goOn, lastRun, planOf, READING, SITUATIONS } from './small.ts';

describe('a process that dies at any step', () => {
  for (const [situation, faults] of Object.entries(SITUATIONS)) {
    it(`while it applies ${situation} loses nothing: resume ends the work, undo takes it back`, async () => {
      const deaths = await atEveryStep(faults, async (w, make, about) => {
        const original = everything(w.emulator);
        const broken = watchUntags(w, keysOf(await planOf(w)));
        const one = make();
        const ended = await one.life(w.reconcile({ reading: READING }, one.effects));
        const run = ended ?? (await goOn(w, 0, () => w.reconcile({}, HEIR)));
        expect([run.exit, ...run.problems], about()).toEqual([0]);
        // Nobody else works here, so what is gone was removed by us, whoever of us lived to hear of it.
        const states = run.outcomes.flatMap((outcome) => outcome.tags.map((tag) => tag.state));
        expect(new Set(states), about()).toEqual(new Set(['removed']));
        expectPlanned(w, original, about());
        expect(broken, about()).toEqual([]);
        w.clock.turn(1_000);
        expect((await w.undo({ what: { run: lastRun(w) } })).exit, about()).toBe(0);
        expect(everything(w.emulator), about()).toEqual(original);
        return ended === undefined;
      });
      expect(deaths).toBeGreaterThan(60);
    });
  }

  it('while it applies a saved plan loses nothing, and the plan is not applied twice', async () => {
    const deaths = await atEveryStep([], async (w, make, about) => {
      const original = everything(w.emulator);
      const plan = await planOf(w);
      const broken = watchUntags(w, keysOf(plan));
      const one = make();
      const ended = await one.life(w.apply(plan, {}, one.effects));
      const run = ended ?? (await goOn(w, 0, () => w.apply(plan, {}, HEIR)));
      expect([run.exit, ...run.problems], about()).toEqual([0]);
      expectPlanned(w, original, about());
      expect(broken, about()).toEqual([]);
      w.clock.turn(1_000);
      const again = await w.apply(plan);
      expect(
        again.problems.map((problem) => problem.code),
        about(),
      ).toEqual(['plan-applied']);
      return ended === undefined;
    });
    expect(deaths).toBeGreaterThan(50);
  });

  it('while it resumes loses nothing either', async () => {
    const deaths = await atEveryStep(
      SITUATIONS['where answers are lost after their effect'] ?? [],
      async (w, make, about) => {
        const original = everything(w.emulator);
        const broken = watchUntags(w, keysOf(await planOf(w)));
        // The first process dies with calls under way, and one of them in doubt.
        const before = make(45);
        await before.life(w.reconcile({ reading: READING }, before.effects));
        expect(listRuns(w.stateDir)).toHaveLength(1);
        const one = make();
        const ended = await one.life(w.resume({ run: lastRun(w), concurrency: 2 }, one.effects));
        const run = ended ?? (await w.resume({ run: lastRun(w) }, HEIR));
        expect([run.exit, ...run.problems], about()).toEqual([0]);
        expectPlanned(w, original, about());
        expect(broken, about()).toEqual([]);
        return ended === undefined;
      },
    );
    expect(deaths).toBeGreaterThan(30);
  });

  it('while it undoes loses nothing: resume puts back the rest', async () => {
    const deaths = await atEveryStep([], async (w, make, about) => {
      const original = everything(w.emulator);
      await w.reconcile();
      const done = lastRun(w);
      w.clock.turn(1_000);
      const one = make();
      const ended = await one.life(w.undo({ concurrency: 2 }, one.effects));
      w.clock.turn(1_000);
      const run = ended ?? (await goOn(w, 1, () => w.undo({ what: { run: done } }, HEIR)));
      expect([run.exit, ...run.problems], about()).toEqual([0]);
      expect(everything(w.emulator), about()).toEqual(original);
      return ended === undefined;
    });
    expect(deaths).toBeGreaterThan(40);
  });

  it('while it undoes an undo loses nothing: resume takes away the rest', async () => {
    const deaths = await atEveryStep([], async (w, make, about) => {
      const original = everything(w.emulator);
      for (const verb of ['reconcile', 'undo'] as const) {
        await w[verb]();
        w.clock.turn(1_000);
      }
      const one = make();
      const what = { run: lastRun(w) };
      const ended = await one.life(w.undo({ what, concurrency: 2 }, one.effects));
      w.clock.turn(1_000);
      const run = ended ?? (await goOn(w, 2, () => w.undo({ what }, HEIR)));
      expect([run.exit, ...run.problems], about()).toEqual([0]);
      expectPlanned(w, original, about());
      return ended === undefined;
    });
    expect(deaths).toBeGreaterThan(40);
  });

  it('again and again, at seeded steps of apply, resume and undo, loses nothing', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const random = sequence(seed);
      const situations = Object.values(SITUATIONS);
      await using w = await fresh(situations[Math.floor(random() * situations.length)]);
      const original = everything(w.emulator);
      const broken = watchUntags(w, keysOf(await planOf(w)));
      const about = `seed ${seed}`;
      const dying = async (work: (effects: Partial<Effects>) => Promise<Run>) => {
        const one = mortal(w, 1 + Math.floor(random() * 110));
        return one.life(work(one.effects));
      };
      const survive = async (runs: number, work: (effects: Partial<Effects>) => Promise<Run>) => {
        let ended = await dying(work);
        for (let lives = 1; ended === undefined && lives < 4; lives++) {
          ended = await dying((effects) =>
            listRuns(w.stateDir).length > runs
              ? w.resume({ run: lastRun(w), concurrency: 2 }, effects)
              : work(effects),
          );
        }
        const run = ended ?? (await goOn(w, runs, () => work(HEIR)));
        expect([run.exit, ...run.problems], about).toEqual([0]);
        w.clock.turn(1_000);
      };
      await survive(0, (effects) => w.reconcile({ reading: READING }, effects));
      expectPlanned(w, original, about);
      expect(broken, about).toEqual([]);
      const done = lastRun(w);
      await survive(1, (effects) => w.undo({ what: { run: done }, concurrency: 2 }, effects));
      expect(everything(w.emulator), about).toEqual(original);
    }
  });
});
