import type { Organization, ResourceType, Tag } from '../model.ts';
import { compareText, RESOURCE_TYPES } from '../model.ts';
import type { SeedNode } from './seed/types.ts';
import type { Switches } from './switches.ts';

/** A resource as it stands now. `node.tags` is what it began with. */
export interface Member {
  readonly node: SeedNode;
  tags: readonly Tag[];
  /** Its row in the bulk read, as JSON text, until its tags change. */
  row: string | undefined;
  /** What reads still see while the last write has not reached them. */
  past: { readonly tags: readonly Tag[]; readonly until: number; reads: number } | undefined;
}

/** Units and accounts right below a root or unit. */
export interface Children {
  readonly units: readonly Member[];
  readonly accounts: readonly Member[];
}

/** Who is in the organization. Every list is kept ready, so that no call has to scan. */
export interface Members {
  get(id: string): Member | undefined;
  /** All of a type, in the order they were made. */
  all(type: ResourceType): readonly Member[];
  /** All of a type that the bulk read lists, in its order. */
  listed(type: ResourceType): readonly Member[];
  children(parent: string): Children;
  /** Policies attached to a root, unit or account. */
  attachedTo(entity: string): readonly Member[];
  insert(node: SeedNode): void;
  /** Gives whether it could be deleted: a root never, a unit only when empty. */
  remove(id: string): boolean;
}

interface Lists {
  readonly byId: Map<string, Member>;
  readonly byType: Map<ResourceType, Member[]>;
  readonly below: Map<string, { units: Member[]; accounts: Member[] }>;
}

const NO_CHILDREN: Children = { units: [], accounts: [] };

export function createMembers(organization: Organization, switches: Switches): Members {
  const lists: Lists = {
    byId: new Map(),
    byType: new Map(RESOURCE_TYPES.map((type) => [type, []])),
    below: new Map(),
  };
  // Made at first use, forgotten when somebody comes or goes.
  const listings = new Map<ResourceType, readonly Member[]>();
  const attachments = new Map<string, Member[]>();
  const forget = () => {
    listings.clear();
    attachments.clear();
  };
  const all = (type: ResourceType) => lists.byType.get(type) ?? [];
  return {
    get: (id) => lists.byId.get(id),
    all,
    listed: (type) => {
      const known = listings.get(type) ?? listing(all(type), organization, switches);
      listings.set(type, known);
      return known;
    },
    children: (parent) => lists.below.get(parent) ?? NO_CHILDREN,
    attachedTo: (entity) => {
      if (attachments.size === 0) indexAttachments(all('policy'), attachments);
      return attachments.get(entity) ?? [];
    },
    insert: (node) => {
      const member: Member = { node, tags: node.tags, row: undefined, past: undefined };
      lists.byId.set(node.id, member);
      for (const list of homes(lists, node)) list.push(member);
      forget();
    },
    remove: (id) => {
      const member = lists.byId.get(id);
      const { units, accounts } = lists.below.get(id) ?? NO_CHILDREN;
      if (member === undefined || member.node.type === 'root' || units.length + accounts.length > 0)
        return false;
      lists.byId.delete(id);
      for (const list of homes(lists, member.node)) list.splice(list.indexOf(member), 1);
      forget();
      return true;
    },
  };
}

/** The lists that a node stands in. */
function homes({ byType, below }: Lists, node: SeedNode): Member[][] {
  const ofType = byType.get(node.type) ?? [];
  if (node.type !== 'ou' && node.type !== 'account') return [ofType];
  const children = below.get(node.parent) ?? { units: [], accounts: [] };
  below.set(node.parent, children);
  return [ofType, node.type === 'ou' ? children.units : children.accounts];
}

/** The members that the bulk read shows, in its order; both are unknown of the real service, hence switches. */
function listing(members: readonly Member[], organization: Organization, switches: Switches): Member[] {
  const shown = members.filter(({ node }) => {
    if (node.type === 'policy') return switches['filter-lists-builtin-policies'] || !node.builtin;
    if (node.type !== 'account') return true;
    if (node.id === organization['management-account'].id) return switches['filter-lists-management-account'];
    return switches['filter-lists-inactive-accounts'] || node.status === 'active';
  });
  if (switches['filter-order'] === 'newest') shown.reverse();
  if (switches['filter-order'] === 'id') shown.sort((a, b) => compareText(a.node.id, b.node.id));
  return shown;
}

function indexAttachments(policies: readonly Member[], into: Map<string, Member[]>): void {
  for (const member of policies) {
    if (member.node.type !== 'policy') continue;
    for (const entity of member.node['attached-to']) into.set(entity, [...(into.get(entity) ?? []), member]);
  }
}
