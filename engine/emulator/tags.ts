import { compareText, type Tag } from '../model.ts';

/** The tags of a map as a person writes it, sorted by key. */
export function tagsFrom(map: Readonly<Record<string, string>> | null | undefined): Tag[] {
  return sortTags(Object.entries(map ?? {}).map(([key, value]) => ({ key, value })));
}

/** Tags sorted by key, with nothing in them but key and value. */
export function sortTags(tags: Iterable<Tag>): Tag[] {
  return Array.from(tags, ({ key, value }) => ({ key, value })).sort((a, b) => compareText(a.key, b.key));
}
