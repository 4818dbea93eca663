import type { Tag } from '../model.ts';
import { ApiError, INVENTED, invalid } from './answer.ts';

/** Limits and patterns of the API reference, checked the way a strict service would. */

/** What a resource can have at most; `_sys_` keys are the cloud's own and do not count. */
export const TAGS_PER_RESOURCE = 20;
const TAGS_PER_CALL = 20;

const TAG_KEY = /^((?!_sys_|\s)[\p{L}\p{Z}\p{N}_.:=+\-@]*[\p{L}\p{N}_.:=+\-@])$/u;
const TAG_VALUE = /^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$/u;
const RESOURCE_ID = /^(?:r-[0-9a-z]{4,32}|[\w-]+|ou-[0-9a-z]{8,32}|p-[0-9a-zA-Z_]{8,128})$/u;
const PARENT_ID = /^(?:r-[0-9a-z]{4,32}|ou-[0-9a-z]{8,32})$/u;

export type Query = ReadonlyMap<string, string>;

/** `limit` within its range, or the default. */
export function limitOf(query: Query, max: number, otherwise: number): number {
  const text = query.get('limit');
  if (text === undefined) return otherwise;
  const limit = /^\d{1,9}$/u.test(text) ? Number(text) : Number.NaN;
  if (!(limit >= 1 && limit <= max)) throw invalid(`limit must be a number from 1 to ${max}.`);
  return limit;
}

/** `offset` of the bulk read: digits, a number of rows. */
export function offsetOf(query: Query): number {
  const text = query.get('offset') ?? '0';
  if (!/^\d{1,15}$/u.test(text)) throw invalid('offset must be a number of rows.');
  return Number(text);
}

export function checkResourceId(id: string): string {
  if (id.length > 130 || !RESOURCE_ID.test(id)) throw invalid('resource_id is malformed.');
  return id;
}

export function parentOf(query: Query): string | undefined {
  const parent = query.get('parent_id');
  if (parent !== undefined && (parent.length > 100 || !PARENT_ID.test(parent)))
    throw invalid('parent_id is malformed.');
  return parent;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `tag_keys` of an untag: 1 to 20. */
export function tagKeysOf(body: unknown): string[] {
  const keys = isRecord(body) ? body['tag_keys'] : undefined;
  return counted(keys, 'tag_keys').map((key) => checkKey(key));
}

/** `tags` of a tag or tags/delete: 1 to 20 pairs, a key once. */
export function tagsOf(body: unknown): Tag[] {
  const tags = counted(isRecord(body) ? body['tags'] : undefined, 'tags').map((tag): Tag => {
    if (!isRecord(tag)) throw invalid('Each of tags must be an object.');
    return { key: checkKey(tag['key']), value: checkValue(tag['value']) };
  });
  if (new Set(tags.map(({ key }) => key)).size < tags.length) throw invalidTag('A key stands twice in tags.');
  return tags;
}

function counted(items: unknown, name: string): readonly unknown[] {
  if (!Array.isArray(items)) throw invalid(`${name} must be a list.`);
  if (items.length < 1 || items.length > TAGS_PER_CALL)
    throw invalid(`${name} must have 1 to ${TAGS_PER_CALL} items.`);
  return items;
}

function checkKey(key: unknown): string {
  if (typeof key !== 'string' || length(key) > 128 || !TAG_KEY.test(key))
    throw invalidTag('A tag key is invalid.');
  return key;
}

function checkValue(value: unknown): string {
  if (typeof value !== 'string' || length(value) > 255 || !TAG_VALUE.test(value))
    throw invalidTag('A tag value is invalid.');
  return value;
}

function invalidTag(message: string): ApiError {
  return new ApiError(400, INVENTED.tagInvalid, message);
}

/** Characters, not code units. */
function length(text: string): number {
  return Array.from(text).length;
}

/** What a bulk read asks for. */
export interface Filter {
  readonly withoutAnyTag: boolean;
  readonly tags: readonly { readonly key: string; readonly values: readonly string[] }[];
  readonly names: readonly string[];
}

/** The body of filter and count. */
export function filterOf(body: unknown): Filter {
  if (!isRecord(body)) throw invalid('The body must be an object.');
  const { without_any_tag: without = false, tags = [], matches = [] } = body;
  if (typeof without !== 'boolean') throw invalid('without_any_tag must be true or false.');
  if (!Array.isArray(tags) || tags.length > 20) throw invalid('tags must be a list of at most 20.');
  if (!Array.isArray(matches)) throw invalid('matches must be a list.');
  const wanted = tags.map(tagFilterOf);
  if (new Set(wanted.map(({ key }) => key)).size < wanted.length)
    throw invalid('A key stands twice in tags.');
  return { withoutAnyTag: without, tags: wanted, names: matches.map(nameOf) };
}

function tagFilterOf(filter: unknown): Filter['tags'][number] {
  if (!isRecord(filter)) throw invalid('Each of tags must be an object.');
  const key = checkKey(filter['key']);
  const values: unknown = filter['values'] ?? [];
  if (!Array.isArray(values) || values.length > 10) throw invalid('values must be a list of at most 10.');
  const texts = values.map((value) => checkValue(value));
  if (new Set(texts).size < texts.length) throw invalid('A value stands twice in values.');
  return { key, values: texts };
}

function nameOf(match: unknown): string {
  if (!isRecord(match) || match['key'] !== 'resource_name')
    throw invalid('matches knows the key resource_name only.');
  const value = match['value'];
  if (typeof value !== 'string' || length(value) > 256) throw invalid('A value of matches is malformed.');
  return value;
}
