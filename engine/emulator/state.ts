import type { Clock, Organization, Path, Resource, Tag } from '../model.ts';
import { compareResources, RESOURCE_TYPES } from '../model.ts';
import type { FaultPlan } from './faults/plan.ts';
import { createMembers, type Member, type Members } from './members.ts';
import type { Seed, SeedNode } from './seed/types.ts';
import type { Switches } from './switches.ts';
import { sortTags } from './tags.ts';

/** The organization in memory: its members, and their tags as they are and as reads see them. */
export interface State extends Members {
  readonly organization: Organization;
  readonly root: Member;
  /** Tags as a read sees them now; counts as a read where reads are counted. */
  visible(member: Member): readonly Tag[];
  /** Removes some tags, then sets some. Gives whether anything changed. */
  edit(member: Member, set: readonly Tag[], remove: readonly string[]): boolean;
  /** Everything with its real tags and whole path, sorted by type and id. */
  resources(): Resource[];
}

/** What a state depends on besides its seed. */
export interface StateOptions {
  readonly switches: Switches;
  readonly clock: Clock;
  readonly lag?: FaultPlan['lag'];
  /** Told of every change of tags, after it. */
  readonly edited?: (member: Member, before: readonly Tag[]) => void;
}

/** Builds the organization of a seed. */
export function createState(seed: Seed, options: StateOptions): State {
  const members = createMembers(seed.organization, options.switches);
  seed.nodes.forEach((node) => members.insert(node));
  const root = members.all('root')[0];
  if (root === undefined) throw new Error('A seed has a root.');

  const visible = (member: Member) => {
    const { past } = member;
    if (past === undefined) return member.tags;
    if (past.until > options.clock.now() || past.reads-- > 0) return past.tags;
    member.past = undefined;
    return member.tags;
  };

  const edit = (member: Member, set: readonly Tag[], remove: readonly string[]) => {
    const before = member.tags;
    const tags = edited(before, set, remove);
    if (same(before, tags)) return false;
    if (options.lag !== undefined) {
      const until = options.clock.now() + (options.lag.ms ?? 0);
      member.past = { tags: member.past?.tags ?? before, until, reads: options.lag.reads ?? 0 };
    }
    member.tags = tags;
    member.row = undefined;
    options.edited?.(member, before);
    return true;
  };

  return {
    ...members,
    organization: seed.organization,
    root,
    visible,
    edit,
    resources: () => RESOURCE_TYPES.flatMap((type) => snapshot(members.all(type), members)),
  };
}

function edited(tags: readonly Tag[], set: readonly Tag[], remove: readonly string[]): Tag[] {
  const next = new Map(tags.map(({ key, value }) => [key, value]));
  for (const key of remove) next.delete(key);
  for (const { key, value } of set) next.set(key, value);
  return sortTags(Array.from(next, ([key, value]) => ({ key, value })));
}

function same(a: readonly Tag[], b: readonly Tag[]): boolean {
  const text = (tags: readonly Tag[]) => JSON.stringify(tags.map(({ key, value }) => [key, value]));
  return text(a) === text(b);
}

function snapshot(list: readonly Member[], members: Members): Resource[] {
  return list
    .map(({ node, tags }) => ({
      type: node.type,
      id: node.id,
      name: node.name,
      ...(node.type === 'policy' ? {} : { path: pathOf(node, members) }),
      tags,
    }))
    .sort(compareResources);
}

/** Names of the units above, and a unit's own. */
function pathOf(node: SeedNode | undefined, members: Members): Path {
  if (node?.type === 'ou') return [...pathOf(members.get(node.parent)?.node, members), node.name];
  return node?.type === 'account' ? pathOf(members.get(node.parent)?.node, members) : [];
}
