import type { Tag } from '../../model.ts';
import { ApiError, ok, okText } from '../answer.ts';
import { type Filter, filterOf, limitOf, offsetOf } from '../check.ts';
import type { Member } from '../members.ts';
import type { State } from '../state.ts';
import type { Switches } from '../switches.ts';
import { type Call, type Handled, type Route, read, typeOf } from './call.ts';

export const INSTANCE_ROUTES: readonly Route[] = [
  {
    api: 'ListResourceInstances',
    method: 'POST',
    path: '/v1/organizations/{resource_type}/resource-instances/filter',
    action: 'organizations:resources:listByTag',
    callers: 'reader',
    run: listInstances,
  },
  {
    api: 'ShowResourceInstancesCount',
    method: 'POST',
    path: '/v1/organizations/{resource_type}/resource-instances/count',
    action: 'organizations:resources:countByTag',
    callers: 'reader',
    run: countInstances,
  },
];

function listInstances(call: Call): Handled {
  // The reference states a maximum and no default.
  const limit = limitOf(call.query, 1000, 200);
  const offset = offsetOf(call.query);
  const found = matching(call);
  const rows = found.slice(offset, offset + limit).map((member) => rowOf(call.state, member));
  return read(okText(`{"resources":[${rows.join(',')}],"total_count":${found.length}}`));
}

function countInstances(call: Call): Handled {
  return read(ok({ total_count: matching(call).length }));
}

function matching(call: Call): readonly Member[] {
  if (call.caller.standing === 'delegated' && !call.switches['delegated-administrator-filters'])
    throw new ApiError(401, 'Organizations.1001', 'Only the management account can perform this operation.');
  const filter = filterOf(call.body);
  const type = typeOf(call.param('resource_type'));
  const rows = type === undefined ? [] : call.state.listed(type);
  const everything = !filter.withoutAnyTag && filter.tags.length === 0 && filter.names.length === 0;
  return everything ? rows : rows.filter((member) => fits(member, filter, call));
}

function fits(
  member: Member,
  filter: Filter,
  { state, switches }: { state: State; switches: Switches },
): boolean {
  const tags = state.visible(member);
  if (filter.withoutAnyTag && tags.length > 0) return false;
  if (!filter.names.every((name) => name === member.node.name)) return false;
  return filter.tags.every(({ key, values }) => {
    const value = tags.find((tag) => tag.key === key)?.value;
    if (value === undefined) return false;
    return values.length === 0 ? switches['any-value-filter'] === 'any-value' : values.includes(value);
  });
}

/** A row as text, kept until the tags change; a page of a thousand is then a join. */
function rowOf(state: State, member: Member): string {
  if (member.past !== undefined) return write(member, state.visible(member));
  member.row ??= write(member, member.tags);
  return member.row;
}

function write({ node }: Member, tags: readonly Tag[]): string {
  return JSON.stringify({ resource_id: node.id, resource_name: node.name, tags });
}
