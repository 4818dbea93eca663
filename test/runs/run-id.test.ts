import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeRecord } from '../../engine/fleet/record.ts';
import { sequence, world } from '../engine.ts';

const RULES = 'version: 1\nlimits: { removals: none, share: 100% }\nrules: [{ id: r, remove: "temp-*" }]\n';
const SEED = 'organization: { name: acme }\nroot:\n  units:\n    U: { tags: { temp-a: "1", owner: x } }\n';
/** What a process draws that has bad luck: always the same. */
const SAME = (): number => 0.5;

/** Draws the same id as another process did, so many times, and then others. */
function unlucky(ids: number): () => number {
  const random = sequence(7);
  let draws = 0;
  return () => (draws++ < ids * 4 ? SAME() : random());
}

describe('the id of a run', () => {
  it('is drawn again where another process has it: the run is done, and the other one is as it was', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const first = await made.reconcile({}, { random: SAME });
    made.emulator.setTag(made.emulator.id('U'), 'temp-b', '2');
    const second = await made.reconcile({}, { random: unlucky(2) });
    expect([first.exit, second.exit, second.problems]).toEqual([0, 0, []]);
    expect(readdirSync(join(made.stateDir, 'runs')).sort()).toEqual([first.id, second.id].sort());
    expect(second.id).not.toBe(first.id);
    expect((await made.undo({ what: { run: first.id } })).exit).toBe(0);
  });

  it('that is always taken is refused before anything is sent', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    await made.reconcile({}, { random: SAME });
    made.emulator.setTag(made.emulator.id('U'), 'temp-b', '2');
    const writes = made.emulator.requests().filter((one) => one.write).length;
    const second = await made.reconcile({}, { random: SAME });
    expect([second.exit, second.problems.map((one) => one.code)]).toEqual([1, ['run-id-taken']]);
    expect(made.emulator.requests().filter((one) => one.write)).toHaveLength(writes);
  });

  it('of a fleet is drawn again as well', async () => {
    await using made = await world({ rules: RULES, seed: SEED });
    const about = {
      version: 1,
      fleet: { name: 'group', file: 'fleet.yaml', organizations: [] },
      request: { mode: 'apply', failOn: 'error', read: 'auto' },
      tool: 'test',
      started: '2026-01-01T00:00:00.000Z',
      files: { reads: [], globs: [], links: [] },
    } as const;
    const ids = [SAME, unlucky(2)].map((random) => makeRecord(made.stateDir, about, random).order.id);
    expect(new Set(ids).size).toBe(2);
    expect(() => makeRecord(made.stateDir, about, SAME)).toThrow(/is of another run/);
  });
});
