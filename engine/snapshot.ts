import type { ReadMode } from './inventory/take.ts';
import { ALL } from './inventory/take.ts';
import type { Inventory, Run } from './model.ts';
import { meet, readLive } from './reading.ts';
import { type Effects, recordRun } from './run.ts';

/** What was read; where there is no inventory, the run's problems say why. */
export interface Snapshot {
  readonly run: Run;
  readonly inventory?: Inventory;
}

/** Reads the whole organization: resources of all four types with their tags, and the tree of OUs. */
export async function takeSnapshot(
  reading: { readonly mode: ReadMode; readonly concurrency: number },
  outside: Effects,
): Promise<Snapshot> {
  let inventory: Inventory | undefined;
  const run = await recordRun({ mode: 'dry-run', failOn: 'none' }, outside, async (run, effects) => {
    effects.progress({ stage: 'reading' });
    const api = await meet(run, effects);
    inventory = await readLive(api, ALL, run, reading, effects);
    return undefined;
  });
  return { run, ...(inventory && { inventory }) };
}
