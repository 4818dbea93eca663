import { createHash } from 'node:crypto';
import { invalid } from './answer.ts';
import { limitOf, type Query } from './check.ts';

/** `page_info`: both are null where there is nothing, as recorded of the real service. */
export interface PageInfo {
  readonly next_marker: string | null;
  readonly current_count: number | null;
}

/**
 * One page of a list by `limit` and `marker`. A marker names the last row of the page before it, so a row that was
 * made or deleted meanwhile shifts nothing; and it is good for its own list only.
 *
 * @param list names the list and what it is narrowed to
 */
export function pageOf<T>(
  rows: readonly T[],
  query: Query,
  list: string,
  keyOf: (row: T) => string,
  max = 2000,
): { rows: readonly T[]; page_info: PageInfo } {
  const limit = limitOf(query, max, Math.min(200, max));
  const marker = query.get('marker');
  const start = marker === undefined ? 0 : positionAfter(rows, marker, list, keyOf);
  const page = rows.slice(start, start + limit);
  const last = page.at(-1);
  const more = start + page.length < rows.length && last !== undefined;
  return {
    rows: page,
    page_info: {
      next_marker: more ? writeMarker(list, start + page.length, keyOf(last)) : null,
      current_count: page.length === 0 ? null : page.length,
    },
  };
}

/** Characters of a hash in a marker. */
const SEAL = 16;

function writeMarker(list: string, position: number, key: string): string {
  // A key may be longer than a marker can hold; its hash finds the row as well.
  return seal(list) + seal(key) + position.toString(36);
}

function seal(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, SEAL);
}

function positionAfter<T>(
  rows: readonly T[],
  marker: string,
  list: string,
  keyOf: (row: T) => string,
): number {
  const [of, key, at] = [marker.slice(0, SEAL), marker.slice(SEAL, 2 * SEAL), marker.slice(2 * SEAL)];
  if (of !== seal(list) || !/^[0-9a-z]{1,9}$/u.test(at)) throw invalid('marker is malformed.');
  const position = Number.parseInt(at, 36);
  const before = rows[position - 1];
  if (before !== undefined && seal(keyOf(before)) === key) return position;
  const moved = rows.findIndex((row) => seal(keyOf(row)) === key);
  return moved >= 0 ? moved + 1 : position;
}
