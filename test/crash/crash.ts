import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addUp } from '../../engine/apply/ledger.ts';
import { openPast } from '../../engine/apply/past.ts';
import { readJournal } from '../../engine/apply/read-journal.ts';
import { listRuns } from '../../engine/apply/runs.ts';
import { fileSink } from '../../engine/apply/sink.ts';
import type { OrganizationsApi } from '../../engine/cloud/port.ts';
import type { Effects } from '../../engine/run.ts';
import type { World } from '../engine.ts';

/** What ends a process in a test. No stage knows it, so none can mistake it for a failure of the service. */
export class Crash extends Error {}

/**
 * A process that dies at its n-th step. Steps are: a line of the journal about to be written, torn in the middle,
 * written but not yet known to be; a request about to be sent, and answered but not yet heard. From the crash on
 * nothing that the process does has an effect.
 */
export interface Mortal {
  readonly effects: Partial<Effects>;
  /** Steps so far. */
  steps(): number;
  died(): boolean;
}

export function mortal(world: World, dieAt: number): Mortal {
  let steps = 0;
  let dead = false;
  const step = (last?: () => void): void => {
    if (dead) throw new Crash();
    steps += 1;
    if (steps !== dieAt) return;
    dead = true;
    last?.();
    throw new Crash();
  };
  const around = <T>(call: () => Promise<T>): Promise<T> => {
    const alive = async (): Promise<T> => {
      step();
      const result = await call().catch((error: unknown) => {
        step();
        throw error;
      });
      step();
      return result;
    };
    return alive();
  };
  const wrap = (api: OrganizationsApi): OrganizationsApi => ({
    ...api,
    listTags: (id) => around(() => api.listTags(id)),
    untag: (id, keys) => around(() => api.untag(id, keys)),
    tag: (id, tags) => around(() => api.tag(id, tags)),
  });
  return {
    steps: () => steps,
    died: () => dead,
    effects: {
      connect: async () => wrap(await world.effects.connect()),
      // What died is known to be dead, so its lock is taken over.
      processes: { self: { pid: 2, host: 'test', started: String(dieAt) }, isDead: () => true },
      openSink: async (file, how) => {
        const sink = await fileSink(file, how);
        return {
          async append(text) {
            step();
            step(() => tear(file, text));
            await sink.append(text);
            step();
          },
          close: () => sink.close(),
        };
      },
    },
  };
}

/** Half of what was to be written reached the disk. */
function tear(file: string, text: string): void {
  writeFileSync(file, Buffer.from(text, 'utf8').subarray(0, Math.floor(Buffer.byteLength(text) / 2)), {
    flag: 'a',
  });
}

/** Runs until its end or its crash. */
export async function untilCrash<T>(work: Promise<T>): Promise<T | undefined> {
  return work.catch((error: unknown) => {
    if (error instanceof Crash) return undefined;
    throw error;
  });
}

/**
 * Watches every untag of a world: it must be of the plan, its values must be in a journal, and no journal may have
 * it as done already. Gives what broke that.
 */
export function watchUntags(world: World, planned: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const broken: string[] = [];
  const before = world.wrap;
  world.wrap = (api) => {
    const inner = before(api);
    return {
      ...inner,
      untag(id, keys) {
        for (const key of keys) {
          if (planned.get(id)?.has(key) !== true) broken.push(`${key} of ${id} is in no plan`);
          const states = journalStates(world.stateDir, id, key);
          if (!states.includes('doubted')) broken.push(`${key} of ${id} is sent without an intent`);
          if (states.includes('done')) broken.push(`${key} of ${id} is sent again`);
        }
        return inner.untag(id, keys);
      },
    };
  };
  return broken;
}

function journalStates(stateDir: string, id: string, key: string): string[] {
  return listRuns(stateDir).flatMap((run) => {
    const file = join(stateDir, 'runs', run, 'journal.jsonl');
    const ledger = addUp(readJournal(readFileSync(file, 'utf8'), file).records);
    const entry = ledger.entries.get(id)?.get(key);
    return entry?.action === 'untag' ? [entry.state] : [];
  });
}

/** Every value that journals say was removed, by resource and key. */
export function journaled(stateDir: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const run of listRuns(stateDir)) {
    for (const [id, mine] of openPast(join(stateDir, 'runs', run)).ledger.entries) {
      for (const [key, entry] of mine) values.set(`${id} ${key}`, entry.tag.value);
    }
  }
  return values;
}
