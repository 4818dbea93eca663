import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan } from '../../engine/model.ts';
import { listRuns } from '../../engine/runs/folders.ts';
import { addUp } from '../../engine/runs/ledger.ts';
import { readJournal } from '../../engine/runs/read-journal.ts';
import type { World } from '../engine.ts';

/** State directories of crashes live in memory where they can: what a test needs of a disk here is its order alone. */
if (existsSync('/dev/shm')) process.env['TMPDIR'] = '/dev/shm';

/** Keys of a plan by resource id. */
export type Planned = ReadonlyMap<string, ReadonlySet<string>>;

export function keysOf(plan: Plan): Planned {
  return new Map(plan.calls.map((call) => [call.resource.id, new Set(call.remove.map((one) => one.key))]));
}

/**
 * Watches every untag that a world sends: it must be of the plan, rest on an intent of its own, and no journal may
 * have it as done already. Gives what broke that.
 */
export function watchUntags(world: World, planned: Planned): readonly string[] {
  const broken: string[] = [];
  const sent = new Map<string, number>();
  const inner = world.wrap;
  world.wrap = (client) => {
    const api = inner(client);
    return {
      ...api,
      untag(id, keys) {
        for (const key of keys) {
          const place = `${key} of ${id}`;
          const times = (sent.get(place) ?? 0) + 1;
          sent.set(place, times);
          if (planned.get(id)?.has(key) !== true) broken.push(`${place} is in no plan`);
          if (intents(world.stateDir, id, key) < times)
            broken.push(`${place} is sent without an intent of its own`);
          if (isDone(world.stateDir, id, key)) broken.push(`${place} is sent again, though it is done`);
        }
        return api.untag(id, keys);
      },
    };
  };
  return broken;
}

/** How often the journals were about to remove a tag. */
export function intents(stateDir: string, id: string, key: string): number {
  return journals(stateDir)
    .flat()
    .filter((record) => record.record === 'intent' && record.action === 'untag' && record.resource.id === id)
    .filter((record) => 'tags' in record && record.tags.some((tag) => tag.key === key)).length;
}

/** Whether a journal has it as done. */
function isDone(stateDir: string, id: string, key: string): boolean {
  return journals(stateDir).some((records) => {
    const entry = addUp(records).entries.get(id)?.get(key);
    return entry?.action === 'untag' && entry.state === 'done';
  });
}

function journals(stateDir: string) {
  return listRuns(stateDir).map((run) => {
    const file = join(stateDir, 'runs', run, 'journal.jsonl');
    return readJournal(readFileSync(file, 'utf8'), file).records;
  });
}

/** Every value that the journals say was about to be removed: `id key value`. */
export function journaled(stateDir: string): ReadonlySet<string> {
  const values = new Set<string>();
  for (const record of journals(stateDir).flat()) {
    if (record.record !== 'intent' || record.action !== 'untag') continue;
    for (const { key, value } of record.tags) values.add(`${record.resource.id} ${key} ${value}`);
  }
  return values;
}

/** Every value that requests removed or overwrote at the emulator: `id key value`. */
export function lost({ edits }: Pick<World['emulator'], 'edits'>): readonly string[] {
  return edits().flatMap(({ request, resource, before, after }) => {
    if (request === undefined) return [];
    const left = new Map(after.map((tag) => [tag.key, tag.value]));
    return before
      .filter((tag) => left.get(tag.key) !== tag.value)
      .map(({ key, value }) => `${resource} ${key} ${value}`);
  });
}

/** Tags without those whose keys begin so: what the plan of these tests leaves. */
export function without(tags: Record<string, Record<string, string>>, prefix: string) {
  return Object.fromEntries(
    Object.entries(tags).map(([id, mine]) => [
      id,
      Object.fromEntries(Object.entries(mine).filter(([key]) => !key.startsWith(prefix))),
    ]),
  );
}
