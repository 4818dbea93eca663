import { join } from 'node:path';
import type { Clock, Problem, Run } from '../model.ts';
import { redactRun } from '../rules/redact.ts';
import { writeDurably } from '../runs/durable.ts';
import { makeRunFolder, RUN_FILES, refuseSigned } from '../runs/folders.ts';
import { type Identity, type Journal, type JournalEntry, openJournal } from '../runs/journal.ts';
import { type Holder, type Processes, takeLock } from '../runs/lock.ts';
import type { JournalRead } from '../runs/read-journal.ts';
import { fileSink } from '../runs/sink.ts';
import { takeOverJournal } from '../runs/take-over.ts';

export interface ConductContext {
  /** Opens the journal's file; a test puts one in its place that fails or tears. Default: `fileSink`. */
  readonly openSink?: typeof fileSink;
  readonly stateDir: string;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly onTakeover: (dead: Holder) => void;
  /** Told where the lock could not be given back. */
  readonly onStuck: (problem: Problem) => void;
}

/** What stands around the writes of a run: its journal, and the check that the lock is still its own. */
export interface Stage {
  readonly folder: string;
  readonly journal: Journal;
  readonly fence: () => Promise<void>;
}

/** Where a run is kept: in a folder of its own, or in that of the run that it goes on with. */
export type Home =
  | {
      readonly kind: 'new';
      /** By name: a text as it is to be kept, anything else as JSON. */
      readonly files: Readonly<Record<string, unknown>>;
      /** Looks, now that no other run can begin or go on, whether this one still may. Throws Refusal. */
      readonly recheck?: () => void;
    }
  | { readonly kind: 'again'; readonly folder: string; readonly journal: JournalRead };

/**
 * Runs `work` with everything in place that must be durable before the first write: the lock of the organization,
 * the run's folder with its files, and a journal that has begun. Releases the lock however `work` ends.
 *
 * Throws Refusal (`lock-held`, `file-unwritable`, `run-signed`) before any write.
 */
export async function conduct<T>(
  identity: Identity,
  home: Home,
  context: ConductContext,
  work: (stage: Stage) => Promise<T>,
): Promise<T> {
  const { stateDir, processes, clock, onTakeover, onStuck } = context;
  const { organization, run } = identity;
  const since = new Date(clock.now()).toISOString();
  const lock = takeLock(stateDir, organization.id, run, processes, onTakeover, since);
  try {
    const { folder, journal } = await open(identity, home, context);
    try {
      return await work({ folder, journal, fence: () => lock.check() });
    } finally {
      await journal.close();
    }
  } finally {
    const stuck = lock.release();
    if (stuck !== undefined) onStuck(stuck);
  }
}

async function open(
  identity: Identity,
  home: Home,
  { stateDir, clock, openSink = fileSink }: ConductContext,
) {
  const now = (): string => new Date(clock.now()).toISOString();
  if (home.kind === 'again') {
    refuseSigned(home.folder);
    const file = join(home.folder, RUN_FILES.journal);
    takeOverJournal(file, home.journal.length);
    const journal = openJournal(await openSink(file, 'again'), now, home.journal.tail);
    const { tool, caller } = identity;
    await beginWith(journal, { record: 'resume', tool, ...(caller && { caller }) });
    return { folder: home.folder, journal };
  }
  home.recheck?.();
  const folder = makeRunFolder(stateDir, identity.run);
  for (const [name, value] of Object.entries(home.files)) {
    writeDurably(join(folder, name), [
      typeof value === 'string' ? value : `${JSON.stringify(value, null, 2)}\n`,
    ]);
  }
  const journal = openJournal(await openSink(join(folder, RUN_FILES.journal), 'new'), now);
  await beginWith(journal, { record: 'begin', version: 1, ...identity });
  return { folder, journal };
}

/** Makes the first line durable; a journal that cannot even do that is closed again. */
async function beginWith(journal: Journal, entry: JournalEntry): Promise<void> {
  try {
    await journal.append(entry);
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Keeps a finished run for later reports, as these may show it. Throws Refusal (`file-unwritable`). */
export function keepRun(folder: string, run: Run): void {
  writeDurably(join(folder, RUN_FILES.run), [`${JSON.stringify(redactRun(run), null, 2)}\n`]);
}
