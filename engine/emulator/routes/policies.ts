import { notFound, ok } from '../answer.ts';
import { checkResourceId } from '../check.ts';
import type { Member } from '../members.ts';
import { pageOf } from '../paging.ts';
import { type Call, type Handled, type Route, read } from './call.ts';
import { entityRow, policyRow } from './rows.ts';

const READER = { method: 'GET', callers: 'reader' } as const;

export const POLICY_ROUTES: readonly Route[] = [
  {
    api: 'ListPolicies',
    path: '/v1/organizations/policies',
    action: 'organizations:policies:list',
    ...READER,
    run: listPolicies,
  },
  {
    api: 'ShowPolicy',
    path: '/v1/organizations/policies/{policy_id}',
    action: 'organizations:policies:get',
    ...READER,
    run: showPolicy,
  },
  {
    api: 'ListEntitiesForPolicy',
    path: '/v1/organizations/policies/{policy_id}/attached-entities',
    action: 'organizations:attachedEntities:list',
    ...READER,
    run: listAttached,
  },
];

const idOf = ({ node }: Member) => node.id;

function listPolicies({ state, query }: Call): Handled {
  const entity = query.get('attached_entity_id');
  if (entity !== undefined && state.get(checkResourceId(entity)) === undefined)
    throw notFound('entity', entity);
  const policies = entity === undefined ? state.all('policy') : state.attachedTo(entity);
  const { rows, page_info } = pageOf(policies, query, `policies:${entity ?? ''}`, idOf);
  return read(ok({ policies: rows.map((policy) => policyRow(state.organization, policy)), page_info }));
}

function showPolicy(call: Call): Handled {
  const { policy, content } = policyOf(call);
  return read(ok({ policy: { content, policy_summary: policyRow(call.state.organization, policy) } }));
}

function listAttached(call: Call): Handled {
  const { policy, attached } = policyOf(call);
  const members = attached.map((id) => call.state.get(id)).filter((member) => member !== undefined);
  const { rows, page_info } = pageOf(members, call.query, `attached:${policy.node.id}`, idOf);
  return read(ok({ attached_entities: rows.map(entityRow), page_info }));
}

function policyOf({ state, param }: Call): {
  policy: Member;
  content: string;
  attached: readonly string[];
} {
  const id = checkResourceId(param('policy_id'));
  const policy = state.get(id);
  if (policy?.node.type !== 'policy') throw notFound('policy', id);
  return { policy, content: policy.node.content, attached: policy.node['attached-to'] };
}
