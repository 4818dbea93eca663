import { compareText, type Instant, type Random } from '../model.ts';

/** An id that sorts by time: `20261124T081500Z-4k7q`, the tail telling runs of one second apart. */
export function newRunId(now: Instant, random: Random): string {
  const tail = Array.from({ length: 4 }, () => Math.floor(random() * 36).toString(36)).join('');
  return `${compact(now)}-${tail}`;
}

/** Whether a name is one that a run was given; a folder may have been copied or renamed since. */
export function isRunId(name: string): boolean {
  return /^\d{8}T\d{6}Z-[0-9a-z]{4}$/.test(name);
}

/**
 * Ids oldest first. An id tells the second; its tail is drawn by chance, so that of an undo may sort before that of
 * what it undoes: ids of one second are ordered by when they `began`, as are names that tell no second. Only they are
 * asked for it, since the answer lies in a file.
 */
export function oldestFirst(ids: readonly string[], began: (id: string) => Instant): string[] {
  const sorted = ids
    .map((id) => ({ id, second: secondOf(id) ?? secondOf(compact(began(id))) ?? id }))
    .sort((a, b) => compareText(a.second, b.second) || compareText(a.id, b.id));
  const sharing = sorted.filter(({ second }, i) =>
    [sorted[i - 1], sorted[i + 1]].some((one) => one?.second === second),
  );
  const instants = new Map(sharing.map(({ id }) => [id, began(id)]));
  return sorted
    .sort(
      (a, b) =>
        compareText(a.second, b.second) || compareText(instants.get(a.id) ?? '', instants.get(b.id) ?? ''),
    )
    .map(({ id }) => id);
}

/** The second that a name begins with; undefined where it begins with none. */
function secondOf(name: string): string | undefined {
  return /^\d{8}T\d{6}Z/.exec(name)?.[0];
}

/** An instant as ids have it: `20261124T081500Z`. */
function compact(instant: Instant): string {
  return `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

/**
 * Ids in their order, but each undo behind the run that it undoes. On a machine whose clock is behind it gets an id that
 * sorts before; and it would seem that nothing undid that run.
 *
 * @param undone the run that an undo is of; undefined for any other run
 */
export function undosBehind(ids: readonly string[], undone: (id: string) => string | undefined): string[] {
  const known = new Set(ids);
  const placed = new Set<string>();
  const waiting = new Map<string, string[]>();
  const place = (id: string): void => {
    placed.add(id);
    waiting.get(id)?.forEach(place);
  };
  for (const id of ids) {
    const of = undone(id);
    if (of === undefined || !known.has(of) || placed.has(of)) place(id);
    else waiting.set(of, [...(waiting.get(of) ?? []), id]);
  }
  // Only forged journals are undos of each other.
  return [...placed, ...ids.filter((id) => !placed.has(id))];
}
