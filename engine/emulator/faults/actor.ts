import type { Tag } from '../../model.ts';
import type { Member } from '../members.ts';
import { deriveId } from '../seed/ids.ts';
import type { SeedNode } from '../seed/types.ts';
import type { State } from '../state.ts';
import { tagsFrom } from '../tags.ts';
import type { Fault } from './plan.ts';

type Deed = Extract<Fault, { kind: 'edit' | 'insert' | 'delete' }>;

/** Somebody else at work in the organization while a client reads and writes. */
export interface Deeds {
  readonly state: State;
  /** The resource of the request, if it has one. */
  readonly resource: string | undefined;
  readonly chance: (purpose: string) => number;
}

/** Does one deed. One that has nothing to act on, such as a deletion of what is gone already, does nothing. */
export function perform(deed: Deed, deeds: Deeds): void {
  if (deed.kind === 'edit') edit(deed, deeds);
  else if (deed.kind === 'insert') insert(deed, deeds);
  else remove(deed, deeds.state);
}

function edit(deed: Extract<Deed, { kind: 'edit' }>, { state, resource, chance }: Deeds): void {
  const id = deed.resource ?? resource;
  const member = id === undefined ? someone(state, chance('who')) : state.get(id);
  if (member === undefined) return;
  const set = tagsFrom(deed.set);
  const lot = deed.draw === undefined ? { set: [], remove: [] } : lotFor(deed.draw, member, chance);
  state.edit(member, [...set, ...lot.set], [...(deed.remove ?? []), ...lot.remove]);
}

function someone(state: State, chance: number): Member | undefined {
  const everyone = [state.root, ...state.all('ou'), ...state.all('account'), ...state.all('policy')];
  return everyone[Math.floor(chance * everyone.length)];
}

/** An edit drawn by lot. A person's edit does not touch what belongs to the cloud. */
function lotFor(
  draw: 'add' | 'change' | 'remove' | 'any',
  member: Member,
  chance: (purpose: string) => number,
): { set: Tag[]; remove: string[] } {
  const kinds = ['add', 'change', 'remove'] as const;
  const kind = draw === 'any' ? kinds[Math.floor(chance('kind') * kinds.length)] : draw;
  const own = member.tags.filter(({ key }) => !key.startsWith('_sys_'));
  const tag = own[Math.floor(chance('tag') * own.length)];
  const mark = Math.floor(chance('mark') * 1e6).toString(36);
  if (kind === 'add')
    return { set: own.length < 20 ? [{ key: `other-${mark}`, value: mark }] : [], remove: [] };
  if (tag === undefined) return { set: [], remove: [] };
  return kind === 'change'
    ? { set: [{ key: tag.key, value: `other-${mark}` }], remove: [] }
    : { set: [], remove: [tag.key] };
}

function insert(deed: Extract<Deed, { kind: 'insert' }>, { state, chance }: Deeds): void {
  const name = deed.name ?? `other-${Math.floor(chance('name') * 1e9).toString(36)}`;
  const named = {
    id: deriveId(deed.type, state.organization.id, 'inserted', name),
    name,
    tags: tagsFrom(deed.tags),
  };
  if (state.get(named.id) === undefined) state.insert(nodeOf(deed.type, named, state.root.node.id));
}

function nodeOf(
  type: 'ou' | 'account' | 'policy',
  named: { id: string; name: string; tags: readonly Tag[] },
  parent: string,
): SeedNode {
  if (type === 'ou') return { type, ...named, parent };
  if (type === 'account')
    return {
      type,
      ...named,
      parent,
      status: 'active',
      'join-method': 'invited',
      'delegated-administrator': false,
      description: null,
    };
  return {
    type,
    ...named,
    kind: 'service_control_policy',
    builtin: false,
    description: '',
    content: '{"Version":"5.0","Statement":[]}',
    'attached-to': [],
  };
}

function remove(deed: Extract<Deed, { kind: 'delete' }>, state: State): void {
  const id = deed.resource ?? state.all(deed.type ?? 'account')[0]?.node.id;
  // The service does not let its management account go.
  if (id !== undefined && id !== state.organization['management-account'].id) state.remove(id);
}
