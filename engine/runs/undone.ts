import { type PastRun, pastRuns } from './past.ts';

/** A past run, and the undo that took it back, if one did. */
export interface Fate {
  readonly past: PastRun;
  readonly undoneBy?: string;
}

/**
 * Tells of past runs, given newest first, which are undone: an undo, not undone itself, has put back (or removed
 * again) all that they changed. An undo is younger than what it undoes, so its own fate is known first.
 */
export function* fatesOf(newestFirst: Iterable<PastRun>): Iterable<Fate> {
  const undos = new Map<string, PastRun[]>();
  for (const past of newestFirst) {
    const by = undos.get(past.id)?.find((undo) => takesBack(undo, past));
    const { of } = past.begin;
    if (by === undefined && of !== undefined) undos.set(of, [...(undos.get(of) ?? []), past]);
    yield by === undefined ? { past } : { past, undoneBy: by.id };
  }
}

/** The undo that took a run of a state directory back, if one did. */
export function undoneBy(stateDir: string, run: string): string | undefined {
  const fates = [...fatesOf(pastRuns(stateDir).reverse())];
  return fates.find(({ past }) => past.id === run)?.undoneBy;
}

/** Whether a run removed something, or may have. */
export function hasRemoved({ ledger }: PastRun): boolean {
  return changesOf(ledger).some(({ action }) => action === 'untag');
}

/** Whether a run put something back, or may have. */
export function hasPutBack({ ledger }: PastRun): boolean {
  return changesOf(ledger).some(({ action }) => action === 'tag');
}

/** Whether everything that a run changed, or may have changed, is as it was before, by the word of its undo. */
function takesBack({ ledger: undo }: PastRun, { ledger }: PastRun): boolean {
  const changed = changesOf(ledger);
  return (
    changed.length > 0 &&
    changed.every(({ id, key }) => {
      const word = undo.words.get(id)?.get(key)?.state;
      return undo.entries.get(id)?.get(key)?.state === 'done' || word === 'present' || word === 'gone';
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
