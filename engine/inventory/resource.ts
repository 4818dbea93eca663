import type { Resource, ResourceType, Tag } from '../model.ts';
import { compareText } from '../model.ts';

/**
 * Makes a resource of what the service or a file said, its tags sorted. Gives a reason instead where a text is
 * not well-formed Unicode: such a text has no UTF-8 form, so it could neither be digested nor sent back.
 */
export function resourceFrom(
  type: ResourceType,
  row: { readonly id: string; readonly name: string; readonly tags: readonly Tag[] },
): Resource | { readonly why: string } {
  if (!isWellFormed(row)) return { why: 'a name, key or value is not well-formed Unicode' };
  return { type, id: row.id, name: row.name, tags: sortTags(row.tags) };
}

/** Whether every text of a resource is well-formed Unicode (no surrogate without its pair). */
export function isWellFormed({ id, name, path = [], tags }: Omit<Resource, 'type'>): boolean {
  const texts = [id, name, ...path, ...tags.flatMap((tag) => [tag.key, tag.value])];
  return texts.every((text) => text.isWellFormed());
}

/** Tags in the order of every plan and file: by key, code units. */
export function sortTags(tags: readonly Tag[]): Tag[] {
  return tags.map(({ key, value }) => ({ key, value })).sort((a, b) => compareText(a.key, b.key));
}
