import { describe, expect, it } from 'vitest';
import { listRuns } from '../../engine/runs/folders.ts';
import { everything, type World } from '../engine.ts';
import { journaled, keysOf, lost, watchUntags } from './checks.ts';
import { HEIR } from './mortal.ts';
import { atEveryStep, goOn, lastRun, planOf, READING, SITUATIONS } from './small.ts';

const AMBIGUOUS = SITUATIONS['where answers are lost after their effect'] ?? [];

const id = (w: World): string => w.emulator.id('A');
const valueNow = (w: World): string | undefined => everything(w.emulator)[id(w)]?.['temp-1'];

/** What somebody else does to one of the planned tags, between a death and what comes after it. */
const OTHERS: Readonly<Record<string, (w: World) => void>> = {
  'sets it to another value': (w) => w.emulator.setTag(id(w), 'temp-1', 'theirs'),
  'sets it to the same value again': (w) => w.emulator.setTag(id(w), 'temp-1', 'one'),
  'removes it': (w) => w.emulator.removeTag(id(w), 'temp-1'),
};

describe('somebody else who works between a death and what comes after it', () => {
  for (const [what, act] of Object.entries(OTHERS)) {
    it(`and ${what} loses nothing unseen`, async () => {
      const deaths = await atEveryStep(AMBIGUOUS, async (w, make, about) => {
        const broken = watchUntags(w, keysOf(await planOf(w)));
        const one = make();
        const ended = await one.life(w.reconcile({ reading: READING }, one.effects));
        if (ended !== undefined) return false;
        act(w);
        const began = listRuns(w.stateDir).length > 0;
        const before = valueNow(w);
        const run = await goOn(w, 0, () => w.reconcile({}, HEIR));
        // 4 where it was done and is there again, 6 where another value stands in its place.
        expect([0, 4, 6], about()).toContain(run.exit);
        expect(broken, about()).toEqual([]);
        const values = journaled(w.stateDir);
        expect(
          lost(w.emulator).filter((one) => !values.has(one)),
          about(),
        ).toEqual([]);
        if (began && before === 'theirs') expect(valueNow(w), about()).toBe('theirs');
        if (before !== undefined && valueNow(w) === undefined)
          expect(values, about()).toContain(`${id(w)} temp-1 ${before}`);
        return true;
      });
      expect(deaths).toBeGreaterThan(60);
    });
  }

  it('and sets a key that was being put back keeps that value: undo never overwrites', async () => {
    const deaths = await atEveryStep([], async (w, make, about) => {
      const original = everything(w.emulator);
      await w.reconcile();
      const done = lastRun(w);
      w.clock.turn(1_000);
      const one = make();
      const ended = await one.life(w.undo({ concurrency: 2 }, one.effects));
      if (ended !== undefined) return false;
      w.emulator.setTag(id(w), 'temp-1', 'theirs');
      w.clock.turn(1_000);
      const run = await goOn(w, 1, () => w.undo({ what: { run: done } }, HEIR));
      // 4 where it was put back already and reads differently now, else the key is left alone.
      expect([4, 6], about()).toContain(run.exit);
      const now = everything(w.emulator);
      expect(now, about()).toEqual({ ...original, [id(w)]: { ...original[id(w)], 'temp-1': 'theirs' } });
      return true;
    });
    expect(deaths).toBeGreaterThan(40);
  });
});

describe('an undo of a run that died and was never gone on with', () => {
  for (const [situation, faults] of Object.entries(SITUATIONS).slice(0, 2)) {
    it(`puts back whatever it had removed, ${situation}`, async () => {
      const deaths = await atEveryStep(faults, async (w, make, about) => {
        const original = everything(w.emulator);
        const one = make();
        const ended = await one.life(w.reconcile({ reading: READING }, one.effects));
        if (listRuns(w.stateDir).length > 0) {
          w.clock.turn(1_000);
          const run = await w.undo({ what: { run: lastRun(w) } }, HEIR);
          expect([run.exit, ...run.problems], about()).toEqual([0]);
        }
        expect(everything(w.emulator), about()).toEqual(original);
        return ended === undefined;
      });
      expect(deaths).toBeGreaterThan(60);
    });
  }
});
