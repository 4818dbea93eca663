import { RESOURCE_TYPES, type ResourceRef } from './organization.ts';

/** Compares by UTF-16 code units: the one order of keys and ids, in every locale the same. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Compares by type (order of RESOURCE_TYPES), then id. */
export function compareResources(a: ResourceRef, b: ResourceRef): number {
  return RESOURCE_TYPES.indexOf(a.type) - RESOURCE_TYPES.indexOf(b.type) || compareText(a.id, b.id);
}

/** What a plan says of a resource: its identity without the tags. */
export function refOf(resource: ResourceRef): ResourceRef {
  const { type, id, name, path } = resource;
  return path === undefined ? { type, id, name } : { type, id, name, path };
}
