import { invalid, notFound, ok } from '../answer.ts';
import { parentOf } from '../check.ts';
import type { Member } from '../members.ts';
import { pageOf } from '../paging.ts';
import type { State } from '../state.ts';
import { type Call, type Handled, type Route, read } from './call.ts';
import { accountRow, entityRow, organizationRow, rootRow, unitRow } from './rows.ts';

const READER = { method: 'GET', callers: 'reader' } as const;

export const TREE_ROUTES: readonly Route[] = [
  {
    api: 'ShowOrganization',
    method: 'GET',
    path: '/v1/organizations',
    action: 'organizations:organizations:get',
    callers: 'member',
    run: ({ state }) => read(ok({ organization: organizationRow(state.organization) })),
  },
  {
    api: 'ListRoots',
    path: '/v1/organizations/roots',
    action: 'organizations:roots:list',
    ...READER,
    run: listRoots,
  },
  {
    api: 'ListOrganizationalUnits',
    path: '/v1/organizations/organizational-units',
    action: 'organizations:ous:list',
    ...READER,
    run: listUnits,
  },
  {
    api: 'ShowOrganizationalUnit',
    path: '/v1/organizations/organizational-units/{organizational_unit_id}',
    action: 'organizations:ous:get',
    ...READER,
    run: showUnit,
  },
  {
    api: 'ListAccounts',
    path: '/v1/organizations/accounts',
    action: 'organizations:accounts:list',
    ...READER,
    run: listAccounts,
  },
  {
    api: 'ShowAccount',
    path: '/v1/organizations/accounts/{account_id}',
    action: 'organizations:accounts:get',
    ...READER,
    run: showAccount,
  },
  {
    api: 'ListEntities',
    path: '/v1/organizations/entities',
    action: 'organizations:entities:list',
    ...READER,
    run: listEntities,
  },
  {
    api: 'ListQuotas',
    path: '/v1/organizations/quotas',
    action: 'organizations:quotas:list',
    ...READER,
    run: listQuotas,
  },
];

const idOf = ({ node }: Member) => node.id;

function listRoots({ state, query }: Call): Handled {
  const { rows, page_info } = pageOf([state.root], query, 'roots', idOf);
  return read(ok({ roots: rows.map((root) => rootRow(state.organization, root)), page_info }));
}

function listUnits({ state, query }: Call): Handled {
  const parent = parentOf(query);
  const units = parent === undefined ? state.all('ou') : state.children(branch(state, parent)).units;
  const { rows, page_info } = pageOf(units, query, `units:${parent ?? ''}`, idOf);
  return read(ok({ organizational_units: rows.map((unit) => unitRow(state.organization, unit)), page_info }));
}

function showUnit({ state, param }: Call): Handled {
  const unit = state.get(param('organizational_unit_id'));
  if (unit?.node.type !== 'ou') throw notFound('organizational unit', param('organizational_unit_id'));
  return read(ok({ organizational_unit: unitRow(state.organization, unit) }));
}

function listAccounts({ state, query }: Call): Handled {
  const parent = parentOf(query);
  const accounts =
    parent === undefined ? state.all('account') : state.children(branch(state, parent)).accounts;
  // With contact details a page is shorter; this organization has none to show.
  const max = query.get('with_register_contact_info') === 'true' ? 200 : 2000;
  const { rows, page_info } = pageOf(accounts, query, `accounts:${parent ?? ''}`, idOf, max);
  return read(ok({ accounts: rows.map((account) => accountRow(state.organization, account)), page_info }));
}

function showAccount({ state, param }: Call): Handled {
  const account = state.get(param('account_id'));
  if (account?.node.type !== 'account') throw notFound('account', param('account_id'));
  return read(ok({ account: accountRow(state.organization, account) }));
}

function listEntities(call: Call): Handled {
  const { query, state } = call;
  const parent = parentOf(query);
  const child = query.get('child_id');
  if (parent !== undefined && child !== undefined)
    throw invalid('parent_id and child_id exclude each other.');
  const entities =
    parent !== undefined ? below(state, parent) : child === undefined ? every(state) : above(call, child);
  const { rows, page_info } = pageOf(entities, query, `entities:${parent ?? ''}:${child ?? ''}`, idOf);
  return read(ok({ entities: rows.map(entityRow), page_info }));
}

function every(state: State): readonly Member[] {
  return [state.root, ...state.all('ou'), ...state.all('account')];
}

function below(state: State, parent: string): readonly Member[] {
  const { units, accounts } = state.children(branch(state, parent));
  return [...units, ...accounts];
}

/** The parent of a unit or account, alone in a list. */
function above({ state, switches }: Call, child: string): readonly Member[] {
  const node = state.get(child)?.node;
  if (node === undefined || node.type === 'policy') throw notFound('entity', child);
  const parent = node.type === 'root' ? undefined : state.get(node.parent);
  const hidden =
    node.type === 'ou' && parent === state.root && switches['parent-of-first-level-unit'] === 'empty';
  return parent === undefined || hidden ? [] : [parent];
}

/** The id of a root or unit that is there. */
function branch(state: State, id: string): string {
  const type = state.get(id)?.node.type;
  if (type !== 'root' && type !== 'ou') throw notFound('parent', id);
  return id;
}

function listQuotas({ state }: Call): Handled {
  const quota = (type: 'account' | 'ou' | 'policy', word: string, limit: number) => ({
    type: word,
    quota: Math.max(limit, state.all(type).length),
    min: 0,
    max: Math.max(limit, state.all(type).length),
    used: state.all(type).length,
  });
  const resources = [
    quota('account', 'account', 10),
    quota('ou', 'organizational_unit', 1000),
    quota('policy', 'policy', 1000),
  ];
  return read(ok({ quotas: { resources } }));
}
