import { join } from 'node:path';
import { listRuns } from './folders.ts';
import { beginOf, type PastRun, tryOpen } from './past.ts';

/** A past run, and what undos made of it. */
export interface Fate {
  readonly past: PastRun;
  /** The newest undo of it that is not undone itself, however far that came. */
  readonly undo?: string;
  /** The undo that took back all that it changed. */
  readonly undoneBy?: string;
  /** Whether an undo has done what can be done: what it did not take back was set anew since, and is left alone. */
  readonly isSpent?: true;
}

/**
 * Tells of past runs, given newest first, which are undone: an undo, not undone itself, has put back (or removed
 * again) all that they changed. An undo is younger than what it undoes, so its own fate is known first.
 */
export function* fatesOf(newestFirst: Iterable<PastRun>): Iterable<Fate> {
  const undos = new Map<string, PastRun[]>();
  for (const past of newestFirst) {
    const [undo, ...older] = undos.get(past.id) ?? [];
    const by = [undo, ...older].find((one) => one !== undefined && settles(one, past, BACK));
    const spent = undo !== undefined && settles(undo, past, LEFT_ALONE);
    const { of } = past.begin;
    if (by === undefined && of !== undefined) undos.set(of, [...(undos.get(of) ?? []), past]);
    yield {
      past,
      ...(undo && { undo: undo.id }),
      ...(by && { undoneBy: by.id }),
      ...(spent && { isSpent: true }),
    };
  }
}

/** What undos made of a run of a state directory; nothing where that has no such run, or its journal is damaged. */
export function fateOf(stateDir: string, run: string): Partial<Fate> {
  const ids = listRuns(stateDir);
  const folders = ids.slice(ids.indexOf(run)).map((id) => join(stateDir, 'runs', id));
  const asked = folders.filter((folder, i) => i === 0 || beginOf(folder)?.mode === 'undo').reverse();
  const fate = Array.from(fatesOf(asked.flatMap((folder) => tryOpen(folder) ?? []))).at(-1);
  return fate?.past.id === run ? fate : {};
}

/** Whether a run removed something, or may have. */
export function hasRemoved({ ledger }: PastRun): boolean {
  return changesOf(ledger).some(({ action }) => action === 'untag');
}

/** Whether a run put something back, or may have. */
export function hasPutBack({ ledger }: PastRun): boolean {
  return changesOf(ledger).some(({ action }) => action === 'tag');
}

/** As it was before the run: put back by somebody else, or, of an undo, removed again. */
const BACK: ReadonlySet<string | undefined> = new Set(['present', 'gone']);
const LEFT_ALONE: ReadonlySet<string | undefined> = new Set([...BACK, 'stale']);

/** Whether everything that a run changed, or may have changed, was undone or, by the word of its undo, is settled. */
function settles(
  { ledger: undo }: PastRun,
  { ledger }: PastRun,
  settled: ReadonlySet<string | undefined>,
): boolean {
  const changed = changesOf(ledger);
  return (
    changed.length > 0 &&
    changed.every(({ id, key }) => {
      const isDone = undo.entries.get(id)?.get(key)?.state === 'done';
      return isDone || settled.has(undo.words.get(id)?.get(key)?.state);
    })
  );
}

function changesOf({ entries }: PastRun['ledger']) {
  return [...entries].flatMap(([id, mine]) =>
    [...mine.values()]
      .filter((entry) => entry.state !== 'refused')
      .map(({ action, tag }) => ({ id, key: tag.key, action })),
  );
}
