import type { Outcome, Tag } from '../model.ts';
import { fold } from '../rules/fold.ts';

/**
 * Tags that were there before a call, were not to be removed, and are gone with one that was and differs from them by
 * case alone: whether the service takes such keys for one, its documents do not say.
 *
 * @param before live tags that the call rested on
 * @param now live tags after it
 */
export function takenWith({ tags }: Outcome, before: readonly Tag[], now: readonly Tag[]): Tag[] {
  const there = new Set(now.map((tag) => tag.key));
  const planned = new Set(tags.map((tag) => tag.key));
  const removed = tags.filter((tag) => tag.state === 'removed');
  return before
    .filter(({ key }) => !there.has(key) && !planned.has(key) && removed.some((tag) => isTwin(tag.key, key)))
    .map(({ key, value }) => ({ key, value }));
}

/** Says, by key, of removed tags what went with them. */
export function blame({ tags }: Outcome, taken: readonly Tag[]): Map<string, string> {
  return new Map(
    taken.flatMap((lost) =>
      tags
        .filter(({ key }) => isTwin(key, lost.key))
        .map(({ key }) => [
          key,
          `"${lost.key}" is gone too, which was not to be removed; an undo puts both back`,
        ]),
    ),
  );
}

function isTwin(one: string, other: string): boolean {
  return fold(one.normalize()) === fold(other.normalize());
}
