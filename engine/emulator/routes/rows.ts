import type { Organization } from '../../model.ts';
import type { Member } from '../members.ts';

/** Rows as the API shows them: every field that a recording has, nulls as nulls. */

const CREATED = '2023-07-20T02:07:56Z';

const WORDS = { root: 'root', ou: 'ou', account: 'account', policy: 'policy' } as const;

/** `organizations::<management account>:<type>:<organization>/<id>`; a policy has its kind before its id. */
export function urnOf(organization: Organization, { node }: Member): string {
  const tail = node.type === 'policy' ? `${node.kind}/${node.id}` : node.id;
  return `organizations::${organization['management-account'].id}:${WORDS[node.type]}:${organization.id}/${tail}`;
}

export function organizationRow(organization: Organization) {
  const { id, 'management-account': owner } = organization;
  return {
    id,
    urn: `organizations::${owner.id}:organization:${id}/${id}`,
    management_account_id: owner.id,
    management_account_name: owner.name,
    created_at: CREATED,
  };
}

export function rootRow(organization: Organization, root: Member) {
  return {
    id: root.node.id,
    urn: urnOf(organization, root),
    name: root.node.name,
    policy_types: [
      { status: 'enabled', type: 'service_control_policy' },
      { status: 'enabled', type: 'tag_policy' },
    ],
    created_at: CREATED,
  };
}

export function unitRow(organization: Organization, unit: Member) {
  return { id: unit.node.id, urn: urnOf(organization, unit), name: unit.node.name, created_at: CREATED };
}

export function accountRow(organization: Organization, account: Member) {
  const { node } = account;
  if (node.type !== 'account') throw new TypeError('not an account');
  return {
    id: node.id,
    urn: urnOf(organization, account),
    join_method: node['join-method'],
    status: node.status,
    joined_at: CREATED,
    name: node.name,
    mobile_phone: null,
    intl_number_prefix: null,
    email: null,
    description: node.description,
  };
}

export function policyRow(organization: Organization, policy: Member) {
  const { node } = policy;
  if (node.type !== 'policy') throw new TypeError('not a policy');
  return {
    is_builtin: node.builtin,
    description: node.description,
    id: node.id,
    urn: urnOf(organization, policy),
    name: node.name,
    type: node.kind,
  };
}

const KINDS = { root: 'root', ou: 'organizational_unit', account: 'account', policy: 'policy' } as const;

export function entityRow({ node }: Member) {
  return { id: node.id, name: node.name, type: KINDS[node.type] };
}
