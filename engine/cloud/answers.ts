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

/**
 * Lengths in characters and counts that no answer of the service comes near. What is longer is no answer of its own:
 * journals and plans hold no more, so that every text that is let in can be put back.
 */
const MOST = { key: 1_024, value: 4_096, name: 1_024, organization: 64, total: 1_000_000 } as const;

/** Ids of all kinds (Organizations API Reference: `resource_id`). */
export const RESOURCE_ID = /^[\w-]{1,130}$/;

export function readOrganization(body: string): Organization {
  const organization = record(parse(body)['organization'], 'organization');
  return {
    id: bounded(id(organization['id'], 'organization.id'), MOST.organization, 'organization.id'),
    'management-account': {
      id: bounded(id(organization[MANAGER], MANAGER), MOST.organization, MANAGER),
      name: nameIn(organization, 'management_account_name'),
    },
  };
}

const MANAGER = 'management_account_id';

export function readInstances(body: string): InstancePage {
  const page = parse(body);
  const total = page['total_count'];
  if (typeof total !== 'number' || !Number.isSafeInteger(total) || total < 0) {
    throw new Malformed('has no total_count');
  }
  if (total > MOST.total) throw new Malformed(`counts ${total} resources, more than any organization has`);
  return { instances: list(page['resources'], 'resources').map(readInstance), total };
}

export function readTagPage(body: string): Page<Tag> {
  const page = parse(body);
  return wholePage(readTags(page['tags'], 'tags'), page);
}

/** Takes the name of the list in the body and what its rows are; undefined for `entities`, whose rows say so. */
export function readEntityPage(body: string, name: string, type?: ResourceType): Page<Entity> {
  const page = parse(body);
  const rows = list(page[name], name).map((row, at) => readEntity(record(row, `${name}[${at}]`), type));
  return wholePage(rows, page);
}

/** A page that holds less than it counts (`current_count`: entries of this page) was cut off on its way. */
function wholePage<T>(rows: readonly T[], page: Record<string, unknown>): Page<T> {
  const info = page['page_info'];
  // The last page may have none (Organizations API: facts of its recordings).
  if (info === undefined || info === null) return { rows, next: undefined };
  const { next_marker: next, current_count: counted } = record(info, 'page_info');
  if (typeof counted === 'number' && counted > rows.length)
    throw new Malformed(`counts ${counted} entries on a page and holds ${rows.length}`);
  return { rows, next: markerOf(next) };
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
    name: nameIn(row, 'resource_name', where),
    tags: refuseDuplicates(readTags(row['tags'], `${where}.tags`)),
  };
}

function readTags(value: unknown, where: string): Tag[] {
  return list(value, where).map((one, at) => {
    const tag = record(one, `${where}[${at}]`);
    const key = text(tag['key'], `${where}[${at}].key`);
    if (key === '') throw new Malformed(`has an empty ${where}[${at}].key`);
    return {
      key: bounded(key, MOST.key, `${where}[${at}].key`),
      value: bounded(text(tag['value'], `${where}[${at}].value`), MOST.value, `${where}[${at}].value`),
    };
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
  return { type, id: id(row['id'], 'id'), name: nameIn(row, 'name') };
}

/** The last page says null, an empty text, or nothing. */
function markerOf(marker: unknown): string | undefined {
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

/** A name, which an answer may leave out. */
function nameIn(row: Record<string, unknown>, field: string, of?: string): string {
  const where = of === undefined ? field : `${of}.${field}`;
  const value = row[field] ?? '';
  return bounded(text(value, where), MOST.name, where);
}

function bounded(value: string, most: number, where: string): string {
  if (value.length > most)
    throw new Malformed(`has a ${where} of ${value.length} characters, and ${most} are the most`);
  return value;
}

function id(value: unknown, where: string): string {
  const found = text(value, where);
  if (!RESOURCE_ID.test(found)) throw new Malformed(`has an ${where} that is no id: ${show(found)}`);
  return found;
}

function show(value: unknown): string {
  return typeof value === 'string' ? `"${quote(value, 60)}"` : typeof value;
}
