import type { Organization, ResourceType, Tag } from '../model.ts';
import type { Entity, Instance, InstancePage } from './port.ts';
import { quote } from './quote.ts';

/**
 * Bodies of successful answers, checked before anything is made of them: what is missing or of another shape is
 * an error, never an empty list, since an unread tag must not look like no tag.
 */

/** Thrown where a body is not what the API promises; `message` completes "the answer …". */
export class Malformed extends Error {}

/** A list with the marker of its next page, if there is one. */
export interface Page<T> {
  readonly rows: readonly T[];
  readonly next: string | undefined;
}

/** Ids of all kinds (Organizations API Reference: `resource_id`). */
export const RESOURCE_ID = /^[\w-]{1,130}$/;

export function readOrganization(body: string): Organization {
  const organization = record(parse(body)['organization'], 'organization');
  return {
    id: id(organization['id'], 'organization.id'),
    'management-account': {
      id: id(organization['management_account_id'], 'organization.management_account_id'),
      name: optionalText(organization['management_account_name'], 'organization.management_account_name'),
    },
  };
}

export function readInstances(body: string): InstancePage {
  const page = parse(body);
  const total = page['total_count'];
  if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0) {
    throw new Malformed('has no total_count');
  }
  return { instances: list(page['resources'], 'resources').map(readInstance), total };
}

export function readTagPage(body: string): Page<Tag> {
  const page = parse(body);
  return { rows: readTags(page['tags'], 'tags'), next: nextMarker(page) };
}

/** Takes the name of the list in the body and what its rows are; undefined for `entities`, whose rows say so. */
export function readEntityPage(body: string, name: string, type?: ResourceType): Page<Entity> {
  const page = parse(body);
  const rows = list(page[name], name).map((row, at) => readEntity(record(row, `${name}[${at}]`), type));
  return { rows, next: nextMarker(page) };
}

/** Throws Malformed where a key occurs twice: a resource has one value for a key. */
export function refuseDuplicates(tags: readonly Tag[]): readonly Tag[] {
  const keys = new Set(tags.map((tag) => tag.key));
  if (keys.size !== tags.length) throw new Malformed('has a tag key twice on one resource');
  return tags;
}

function readInstance(value: unknown, at: number): Instance {
  const where = `resources[${at}]`;
  const row = record(value, where);
  return {
    id: id(row['resource_id'], `${where}.resource_id`),
    name: optionalText(row['resource_name'], `${where}.resource_name`),
    tags: refuseDuplicates(readTags(row['tags'], `${where}.tags`)),
  };
}

function readTags(value: unknown, where: string): Tag[] {
  return list(value, where).map((one, at) => {
    const tag = record(one, `${where}[${at}]`);
    const key = text(tag['key'], `${where}[${at}].key`);
    if (key === '') throw new Malformed(`has an empty ${where}[${at}].key`);
    return { key, value: text(tag['value'], `${where}[${at}].value`) };
  });
}

const ENTITY_TYPES: ReadonlyMap<unknown, ResourceType> = new Map([
  ['root', 'root'],
  ['organizational_unit', 'ou'],
  ['account', 'account'],
]);

function readEntity(row: Record<string, unknown>, known: ResourceType | undefined): Entity {
  const type = known ?? ENTITY_TYPES.get(row['type']);
  if (type === undefined) throw new Malformed(`has an entity of an unknown type ${show(row['type'])}`);
  return { type, id: id(row['id'], 'id'), name: optionalText(row['name'], 'name') };
}

/** The last page says null, an empty text, or has no `page_info` at all. */
function nextMarker(page: Record<string, unknown>): string | undefined {
  const info = page['page_info'];
  if (info === undefined || info === null) return undefined;
  const marker = record(info, 'page_info')['next_marker'];
  if (marker === undefined || marker === null || marker === '') return undefined;
  return text(marker, 'page_info.next_marker');
}

function parse(body: string): Record<string, unknown> {
  if (body === '') throw new Malformed('is empty');
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (error) {
    throw new Malformed('is not JSON', { cause: error });
  }
  return record(value, 'body');
}

function record(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Malformed(`has no ${where}`);
  return value as Record<string, unknown>;
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Malformed(`has no list ${where}`);
  return value;
}

function text(value: unknown, where: string): string {
  if (typeof value !== 'string') throw new Malformed(`has no text ${where}`);
  return value;
}

function optionalText(value: unknown, where: string): string {
  return value === undefined || value === null ? '' : text(value, where);
}

function id(value: unknown, where: string): string {
  const found = text(value, where);
  if (!RESOURCE_ID.test(found)) throw new Malformed(`has an ${where} that is no id: ${show(found)}`);
  return found;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${quote(value, 60)}"` : typeof value;
}
