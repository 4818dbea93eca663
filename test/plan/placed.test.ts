import { describe, expect, it } from 'vitest';
import type { Resource, Rule, RuleSet } from '../../engine/model.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { DAY, inventoryOf, NO_RULES } from './generate.ts';

const account = (id: string, more: Partial<Resource> = {}): Resource => ({
  type: 'account',
  id,
  name: id,
  path: ['A'],
  tags: [{ key: 'k', value: '' }],
  ...more,
});

const { path: _, ...lost } = account('a2');
const until = (value: string) => [
  { key: 'k', value: '' },
  { key: 'until', value },
];

/** What the rule does to the tag `k` of each resource. */
function done(resources: Resource[], scopes: Pick<Rule, 'match' | 'exclude'>): string {
  const rules: RuleSet = {
    ...NO_RULES,
    rules: [{ id: 'r', severity: 'error', enforce: true, remove: [{ key: [{ equals: 'k' }] }], ...scopes }],
  };
  const { calls, kept } = makePlan({ rules, inventory: inventoryOf(resources, 'none'), day: DAY });
  const has = (list: readonly { resource: { id: string } }[], id: string) =>
    list.some(({ resource }) => resource.id === id);
  return resources.map(({ id }) => (has(calls, id) ? 'goes' : has(kept, id) ? 'kept' : '-')).join(' ');
}

const around = (more: Partial<Resource>) => [account('a1'), account('a2', more), account('a3')];
const A2 = { name: [{ equals: 'a2' }] };
const IN_A = { path: [{ equals: '/A' }] };
const IN_B = { path: [{ equals: '/B' }] };
const PAST = { tags: [{ key: 'until', value: [{ before: 'today' }] }] };

describe('a rule for some of the resources at a place', () => {
  it.each<[string, Resource[], Pick<Rule, 'match' | 'exclude'>, string]>([
    ['no condition', around({}), {}, 'goes goes goes'],
    ['a match by name', around({}), { match: A2 }, '- goes -'],
    ['a match by place', around({ path: ['B'] }), { match: IN_B }, '- goes -'],
    ['a match by both', around({}), { match: { ...A2, ...IN_A } }, '- goes -'],
    ['a match by name at another place', around({}), { match: { ...A2, ...IN_B } }, '- - -'],
    ['an exclude by name', around({}), { exclude: A2 }, 'goes - goes'],
    ['an exclude by place', around({ path: ['B'] }), { exclude: IN_A }, '- goes -'],
    ['an exclude by both', around({}), { exclude: { ...A2, ...IN_A } }, 'goes - goes'],
    ['an exclude by name at another place', around({}), { exclude: { ...A2, ...IN_B } }, 'goes goes goes'],
    ['a match and an exclude by name', around({}), { match: A2, exclude: A2 }, '- - -'],
    ['a match by name, an exclude by place', around({}), { match: A2, exclude: IN_B }, '- goes -'],
    ['the same where all are out', around({}), { match: A2, exclude: IN_A }, '- - -'],
    ['a match by a date that is none', around({ tags: until('soon') }), { match: PAST }, '- - -'],
    ['a match by a date that has passed', around({ tags: until('2026-01-01') }), { match: PAST }, '- goes -'],
    [
      'an exclude by a date that is none',
      around({ tags: until('soon') }),
      { exclude: PAST },
      'goes kept goes',
    ],
    ['an exclude by a place not known', [account('a1'), lost, account('a3')], { exclude: IN_A }, '- kept -'],
    [
      'an exclude by a place not known, and a name',
      [account('a1'), lost, account('a3')],
      { exclude: { ...A2, ...IN_B } },
      'goes kept goes',
    ],
    [
      'an exclude by a place not known, and another name',
      [account('a1'), lost, account('a3')],
      { exclude: { name: [{ equals: 'a1' }], ...IN_B } },
      'goes goes goes',
    ],
    [
      'a match by name, an exclude by a place not known',
      [account('a1'), lost, account('a3')],
      { match: A2, exclude: IN_B },
      '- kept -',
    ],
    ['a match by a place not known', [account('a1'), lost, account('a3')], { match: IN_A }, 'goes - goes'],
  ])('%s', (_name, resources, scopes, told) => {
    expect(done(resources, scopes)).toBe(told);
  });
});
