import { expect } from 'vitest';
import type { FaultRule } from '../../engine/emulator/server.ts';
import type { Plan, Run } from '../../engine/model.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { everything, type World, world } from '../engine.ts';
import { journaled, lost, without } from './checks.ts';
import { HEIR, type Mortal, mortal } from './mortal.ts';

export const RULES = 'version: 1\nlimits: { share: none }\nrules:\n  - id: no-temp\n    remove: "temp-*"\n';
const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { tags: { temp-1: one, temp-2: two, owner: a } }
    B: { tags: { temp-1: "", owner: b } }
  accounts:
    acc: { tags: { temp-x: "中文", env: prod } }
`;

const on = 'UntagResource';
export const SITUATIONS: Readonly<Record<string, readonly FaultRule[]>> = {
  'on a good day': [],
  'where answers are lost after their effect': [{ on, nth: [1, 2], fault: { kind: 'reset', when: 'after' } }],
  'where requests are lost before their effect': [
    { on, nth: [1, 2], fault: { kind: 'reset', when: 'before' } },
  ],
  'where calls are throttled and collide': [
    { on, nth: 1, fault: { kind: 'conflict' } },
    { on, nth: 2, fault: { kind: 'throttle' } },
  ],
  'where the service falls over and half an answer comes': [
    { on, nth: 1, fault: { kind: 'status', status: 500, when: 'after' } },
    { on: 'ListTagsForResource', nth: 2, fault: { kind: 'half-body' } },
    { on, nth: 3, fault: { kind: 'status', status: 503, when: 'before' } },
  ],
};

export const fresh = (rules: readonly FaultRule[] = []): Promise<World> =>
  world({ rules: RULES, seed: SEED, options: { faults: { rules } } });

export const READING = { mode: 'auto', concurrency: 2 } as const;

/** Folder of the last run that began, and how many did. */
export function lastRun({ stateDir }: World): string {
  return `${stateDir}/runs/${listRuns(stateDir).at(-1) ?? ''}`;
}

/** Goes on with what died: the run, if it had begun; else nothing was sent, and it begins anew. */
export function goOn(w: World, runs: number, anew: () => Promise<Run>): Promise<Run> {
  return listRuns(w.stateDir).length > runs ? w.resume({ run: lastRun(w) }, HEIR) : anew();
}

export async function planOf(w: World): Promise<Plan> {
  const { plan } = await w.dryRun();
  if (plan === undefined) throw new Error('no plan');
  return plan;
}

/**
 * Lets a process die at its first step, then at its second, and so on until one outlives its work, each in a world
 * of its own. Gives how many died.
 */
export async function atEveryStep(
  rules: readonly FaultRule[],
  live: (w: World, make: (dieAt?: number) => Mortal, about: () => string) => Promise<boolean>,
): Promise<number> {
  for (let dieAt = 1; ; dieAt++) {
    await using w = await fresh(rules);
    let last: Mortal | undefined;
    const make = (at = dieAt): Mortal => (last = mortal(w, at));
    const died = await live(w, make, () => `died at step ${dieAt}: ${last?.steps.at(-1) ?? ''}`);
    if (!died) return dieAt - 1;
  }
}

/** The end state is as planned, nothing else was sent, and every value that is gone is in a journal. */
export function expectPlanned(w: World, original: ReturnType<typeof everything>, about: string): void {
  expect(everything(w.emulator), about).toEqual(without(original, 'temp-'));
  const values = journaled(w.stateDir);
  expect(
    lost(w.emulator).filter((one) => !values.has(one)),
    about,
  ).toEqual([]);
}
