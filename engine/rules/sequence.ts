/**
 * Finds segments in order within a sequence, with anything (or nothing) between two of them. The first segment is
 * held at the start, the last at the end, and a single one must be the whole:
 *
 * ```
 *   a*bc*d   =   a | bc | d        a . . . b c . . d
 *                                  ^       ^^^     ^
 *                               start    leftmost  end
 * ```
 *
 * A segment between the two goes to the leftmost place that takes it: a later place would only leave less room for
 * the rest, so nothing is ever tried again. Each search begins where the one before ended, so a pattern costs at
 * most (longest segment) comparisons for each item: linear in the sequence, however many segments there are.
 *
 * @param segments at least one; a segment may be empty
 * @param accepts whether an element of a segment takes an item of the sequence
 */
export function inOrder<Element, Item>(
  segments: readonly ArrayLike<Element>[],
  items: ArrayLike<Item>,
  accepts: (element: Element, item: Item) => boolean,
): boolean {
  const first = segments[0] ?? [];
  const last = segments[segments.length - 1] ?? [];
  const end = items.length - last.length;
  if (segments.length === 1) return end === 0 && standsAt(first, items, 0, accepts);
  let from = first.length;
  if (from > end || !standsAt(first, items, 0, accepts) || !standsAt(last, items, end, accepts)) return false;
  for (let i = 1; i < segments.length - 1; i++) {
    from = endOfFirst(segments[i] ?? [], items, from, end, accepts);
    if (from < 0) return false;
  }
  return true;
}

/** Whether `segment` takes the items from `at` on. The caller sees to it that there are enough of them. */
export function standsAt<Element, Item>(
  segment: ArrayLike<Element>,
  items: ArrayLike<Item>,
  at: number,
  accepts: (element: Element, item: Item) => boolean,
): boolean {
  for (let i = 0; i < segment.length; i++) {
    // Both indices are within bounds; an Item may itself be undefined, so this is no place for a check.
    if (!accepts(segment[i] as Element, items[at + i] as Item)) return false;
  }
  return true;
}

/** Index just after the leftmost place of `segment` within `[from, end)`, or -1. */
function endOfFirst<Element, Item>(
  segment: ArrayLike<Element>,
  items: ArrayLike<Item>,
  from: number,
  end: number,
  accepts: (element: Element, item: Item) => boolean,
): number {
  for (let at = from; at + segment.length <= end; at++) {
    if (standsAt(segment, items, at, accepts)) return at + segment.length;
  }
  return -1;
}
