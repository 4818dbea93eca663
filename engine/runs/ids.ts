import { compareText, type Instant, type Random } from '../model.ts';

/** An id that sorts by time: `20261124T081500Z-4k7q`, the tail telling runs of one second apart. */
export function newRunId(now: Instant, random: Random): string {
  const time = `${now.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const tail = Array.from({ length: 4 }, () => Math.floor(random() * 36).toString(36)).join('');
  return `${time}-${tail}`;
}

/**
 * Ids oldest first. An id tells the second; its tail is drawn by chance, so that of an undo may sort before that of
 * what it undoes: ids of one second are ordered by when they `began`, and only they are asked for it, since the
 * answer lies in a file.
 */
export function oldestFirst(ids: readonly string[], began: (id: string) => Instant): string[] {
  const sorted = [...ids].sort(compareText);
  const sharing = sorted.filter((id, i) => sharesSecond(id, sorted[i - 1], sorted[i + 1]));
  const instants = new Map(sharing.map((id) => [id, began(id)]));
  return sorted.sort(
    (a, b) =>
      compareText(secondOf(a), secondOf(b)) || compareText(instants.get(a) ?? '', instants.get(b) ?? ''),
  );
}

function secondOf(id: string): string {
  return id.slice(0, '20261124T081500Z'.length);
}

function sharesSecond(id: string, ...neighbours: readonly (string | undefined)[]): boolean {
  return neighbours.some((one) => one !== undefined && secondOf(one) === secondOf(id));
}
