import type { Instant, Organization, Origin, Resource, ResourceType } from './organization.ts';

/**
 * Something that could not be read. A gap is data: it stands in every report, nothing is planned for what it
 * covers, and the run exits 5.
 *
 * - `type`: resources of a type could not be listed, or their count does not add up after a second read
 * - `resource`: one resource was listed, but its tags could not be read or came in two versions
 * - `tree`: the children of a parent could not be read
 * - `need`: an inventory file lacks what a rule needs (a type, the tree)
 */
export type Gap =
  | { readonly kind: 'type'; readonly type: ResourceType; readonly why: string }
  | { readonly kind: 'resource'; readonly type: ResourceType; readonly id: string; readonly why: string }
  | { readonly kind: 'tree'; readonly parent: string; readonly why: string }
  | { readonly kind: 'need'; readonly what: ResourceType | 'tree'; readonly why: string };

/**
 * How much of the tree of OUs was read: `none`; `reached`, the branches that some path of the rules can reach, so
 * that a resource without a path is known to lie elsewhere; `whole`.
 */
export type TreeRead = 'none' | 'reached' | 'whole';

/** What an inventory says of itself; the first line of an inventory file. */
export interface InventoryHeader {
  readonly organization: Organization;
  readonly origin: Origin;
  readonly 'read-at': Instant;
  readonly types: readonly ResourceType[];
  readonly tree: TreeRead;
  readonly gaps: readonly Gap[];
}

/** Current tags of an organization, sorted by type (order of RESOURCE_TYPES), then id. */
export interface Inventory extends InventoryHeader {
  readonly resources: Iterable<Resource>;
}
