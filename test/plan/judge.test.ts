import { describe, expect, it } from 'vitest';
import type {
  Gap,
  Inventory,
  Matcher,
  PlanBody,
  Resource,
  Rule,
  RuleSet,
  Waiver,
} from '../../engine/model.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { makePlanner, unlocatedTruth } from '../../engine/plan/planner.ts';
import { DAY, inventoryOf, NO_RULES } from './generate.ts';

const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'temp',
  severity: 'error',
  enforce: true,
  remove: [{ key: [{ glob: 'temp-*' }] }],
  ...more,
});

const waiver = (more: Partial<Waiver> = {}): Waiver => ({
  rule: 'temp',
  reason: 'agreed',
  'approved-by': 'governance',
  expires: '2027-06-01',
  ...more,
});

/** An account whose place in the tree is not known. */
const lost = (tags: Record<string, string>): Resource => ({
  type: 'account',
  id: 'a1',
  name: 'lab',
  tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
});

const unread = (resource: Resource, set: Partial<RuleSet>): PlanBody =>
  makePlan({ rules: { ...NO_RULES, ...set }, inventory: inventoryOf([resource], 'none'), day: DAY });

const IN_LAB = { path: [{ glob: '/Lab/**' }] };
const REF = { type: 'account', id: 'a1', name: 'lab' };

describe('where it is not known in which place a resource stands', () => {
  it('a rule for a place removes nothing', () => {
    const plan = unread(lost({ 'temp-a': '1' }), { rules: [rule({ match: IN_LAB })] });
    expect([plan.calls, plan.kept]).toEqual([[], []]);
  });

  it('a rule that leaves a place out removes nothing, and says that it could not be decided', () => {
    const plan = unread(lost({ 'temp-a': '1' }), { rules: [rule({ exclude: IN_LAB })] });
    expect(plan.calls).toEqual([]);
    expect(plan.kept).toEqual([
      {
        resource: REF,
        key: 'temp-a',
        value: '1',
        claims: ['temp'],
        shields: [{ kind: 'unknown', rule: 'temp', why: 'its exclude could not be decided' }],
      },
    ]);
  });

  it.each([
    ['a name that it has', [{ equals: 'lab' }], 0],
    ['a name that it has not', [{ equals: 'other' }], 1],
  ])('an exclude of a place and %s', (_name, name, calls) => {
    const plan = unread(lost({ 'temp-a': '1' }), { rules: [rule({ exclude: { ...IN_LAB, name } })] });
    expect(plan.calls).toHaveLength(calls);
  });

  it('a waiver for a place holds the tag, and says that it could not be decided', () => {
    const plan = unread(lost({ 'temp-a': '1' }), { rules: [rule()], waivers: [waiver({ match: IN_LAB })] });
    expect(plan.calls).toEqual([]);
    expect(plan.kept.map(({ shields }) => shields)).toEqual([
      [{ kind: 'unknown', rule: 'temp', why: 'a waiver of it could not be decided' }],
    ]);
  });

  it('a waiver for a place and another key holds nothing', () => {
    const waivers = [waiver({ match: IN_LAB, key: [{ equals: 'temp-b' }] })];
    expect(unread(lost({ 'temp-a': '1' }), { rules: [rule()], waivers }).calls).toHaveLength(1);
  });

  it('a waiver that holds goes before one that could not be decided, in either order', () => {
    const waivers = [waiver({ match: IN_LAB }), waiver()];
    for (const [at, both] of [waivers, waivers.toReversed()].entries()) {
      const { kept } = unread(lost({ 'temp-a': '1' }), { rules: [rule()], waivers: both });
      expect(kept.map(({ shields }) => shields)).toEqual([
        [{ kind: 'waiver', rule: 'temp', waiver: at === 0 ? 1 : 0 }],
      ]);
    }
  });

  it('an undecided waiver is not forgotten over a decided one that does not hold', () => {
    const waivers = [waiver({ match: IN_LAB }), waiver({ key: [{ equals: 'other' }] })];
    expect(unread(lost({ 'temp-a': '1' }), { rules: [rule()], waivers }).calls).toEqual([]);
  });

  it('a key that a rule requires is not called missing where the rule may be out', () => {
    const { remove: _, ...requires } = rule({ require: [{ equals: 'owner' }], exclude: IN_LAB });
    expect(unread(lost({}), { rules: [requires] }).findings).toEqual([]);
  });

  it('is asked once for a place and once for no place, whichever comes first', () => {
    const rules = [rule({ match: { path: [{ equals: '/' }] } })];
    const placed = { ...lost({ 'temp-a': '1' }), path: [] };
    for (const pair of [
      [placed, lost({ 'temp-a': '1' })],
      [lost({ 'temp-a': '1' }), placed],
    ]) {
      const planner = makePlanner({ ...NO_RULES, rules }, DAY, 'unknown');
      const removed = pair.map((one) => planner.judge(one).remove.length);
      expect(removed).toEqual(pair.map((one) => (one === placed ? 1 : 0)));
    }
  });
});

describe('a condition on a path, for a resource without one', () => {
  const whole = { tree: 'whole', gaps: [] } as const;
  it.each<[string, Pick<Inventory, 'tree'> & { gaps: Gap[] }, string]>([
    ['is no where the tree was read', { ...whole, gaps: [] }, 'no'],
    ['is no where the tree was read as far as the rules reach', { tree: 'reached', gaps: [] }, 'no'],
    ['is unknown where no tree was read', { tree: 'none', gaps: [] }, 'unknown'],
    [
      'is unknown where a branch was not read, whatever else was not',
      {
        tree: 'whole',
        gaps: [
          { kind: 'type', type: 'policy', why: 'denied' },
          { kind: 'tree', parent: 'ou-1', why: 'denied' },
        ],
      },
      'unknown',
    ],
    [
      'is no where only tags were not read',
      { tree: 'whole', gaps: [{ kind: 'resource', type: 'ou', id: 'ou-1', why: 'denied' }] },
      'no',
    ],
  ])('%s', (_name, header, truth) => {
    expect(unlocatedTruth(header)).toBe(truth);
  });
});

describe('a date in a value', () => {
  const dated = [
    rule({ id: 'dated', remove: [{ key: [{ equals: 'until' }], value: [{ before: 'today' }] }] }),
  ];
  const planOf = (until: string, set: Partial<RuleSet> = {}) =>
    makePlan({
      rules: { ...NO_RULES, rules: dated, ...set },
      inventory: inventoryOf([lost({ until })]),
      day: DAY,
    });

  const UNREADABLE = {
    ...{ kind: 'date-unreadable', severity: 'warning', rule: 'dated' },
    ...{ resource: REF, key: 'until', value: 'soon' },
  };

  it('that cannot be read removes nothing and is told', () => {
    const { calls, kept, findings } = planOf('soon');
    expect([calls, kept]).toEqual([[], []]);
    expect(findings).toEqual([UNREADABLE]);
  });

  describe('that a rule matches by', () => {
    const tags = [{ key: 'until', value: [{ before: 'today' }] }];
    const told = (until: string, more: Partial<Rule>) =>
      planOf(until, { rules: [rule({ id: 'dated', match: { tags }, ...more })] });

    it.each<[string, Partial<Rule>]>([
      ['removes', {}],
      ['requires', { require: [{ equals: 'owner' }] }],
      ['only reports', { enforce: false }],
    ])('is told where it cannot be read, since the rule %s nothing for it', (_, more) => {
      const { calls, findings } = told('soon', more);
      expect(calls).toEqual([]);
      expect(findings).toEqual([UNREADABLE]);
    });

    it.each<[string, string, Partial<Rule>]>([
      ['it can be read', '2026-11-23', {}],
      ['the rule is not for the resource', 'soon', { match: { tags, name: [{ equals: 'other' }] } }],
      ['the rule excludes it', 'soon', { exclude: { type: ['account'] } }],
      ['the rule excludes it by its name', 'soon', { exclude: { name: [{ glob: '*' }] } }],
    ])('is not told where %s', (_, until, more) => {
      expect(told(until, more).findings.filter(({ kind }) => kind === 'date-unreadable')).toEqual([]);
    });
  });

  it.each([
    ['2026-11-23', 1],
    ['2026-11-24', 0],
  ])('%s is before 2026-11-24 or is not, and nothing is told', (until, calls) => {
    expect(planOf(until)).toMatchObject({ findings: [], calls: { length: calls } });
  });
});

describe('what is kept', () => {
  it('says by what: a tag of the service, a protected key', () => {
    const all = rule({ remove: [{ key: [{ glob: '*' }] }] });
    const protect = [{ equals: 'owner' }, { glob: 'legal-*' }];
    const { calls, kept } = unread(lost({ _sys_a: '', 'legal-hold': 'x', owner: 'y', z: '' }), {
      rules: [all],
      protect,
    });
    expect(calls.flatMap(({ remove }) => remove.map(({ key }) => key))).toEqual(['z']);
    expect(kept.map(({ key, shields }) => [key, shields])).toEqual([
      ['_sys_a', [{ kind: 'system' }]],
      ['legal-hold', [{ kind: 'protect', matcher: 'legal-*' }]],
      ['owner', [{ kind: 'protect', matcher: 'owner' }]],
    ]);
  });

  it('is in the order of resources and keys, like calls, whatever the order in which resources come', () => {
    const unit = (id: string): Resource => ({
      ...lost({ 'temp-a': '', 'temp-b': '', 'temp-c': '' }),
      type: 'ou',
      id,
    });
    const list = [unit('ou-2'), lost({ 'temp-a': '', 'temp-b': '', 'temp-c': '' }), unit('ou-1')];
    const inventory = { ...inventoryOf(list), resources: list };
    const waivers = [waiver({ key: [{ in: ['temp-a', 'temp-b'] }] })];
    const { calls, kept } = makePlan({
      rules: { ...NO_RULES, rules: [rule()], waivers },
      inventory,
      day: DAY,
    });
    expect(calls.map(({ resource }) => resource.id)).toEqual(['ou-1', 'ou-2', 'a1']);
    expect(kept.map(({ resource, key }) => `${resource.id} ${key}`)).toEqual([
      'ou-1 temp-a',
      'ou-1 temp-b',
      'ou-2 temp-a',
      'ou-2 temp-b',
      'a1 temp-a',
      'a1 temp-b',
    ]);
  });
});

describe('a required key that a waiver excuses', () => {
  const { remove: _, ...requires } = rule({
    id: 'owned',
    require: [{ equals: 'owner' }, { equals: 'team' }],
  });

  it('is told with its waiver, which is then not called unused', () => {
    const waivers = [waiver({ rule: 'owned', key: [{ equals: 'owner' }] })];
    expect(unread(lost({}), { rules: [requires], waivers }).findings).toEqual([
      { kind: 'missing', severity: 'error', rule: 'owned', resource: REF, key: 'owner', waiver: 0 },
      { kind: 'missing', severity: 'error', rule: 'owned', resource: REF, key: 'team' },
    ]);
  });

  it.each<[string, Matcher, string, boolean]>([
    ['as it is shown', { glob: 'cost-*' }, 'cost-*', true],
    ['though it is met in any case', { equals: 'owner', 'ignore-case': true }, 'owner', true],
    ['as one of several that would do', { in: ['Team', 'team'] }, 'team', true],
    ['though a report quotes it', { equals: 'a, b' }, 'a, b', true],
    ['though it is a pattern of its own', { equals: 'a*' }, 'a*', true],
    ['though more is said of it', { glob: 'q-*', not: [{ equals: 'q-x' }] }, 'q-*', true],
    ['not as what is left over', { glob: 'q-*', not: [{ equals: 'q-x' }] }, 'q-x', false],
    ['not as a key that its pattern would take', { glob: 'cost-*' }, 'cost-center', false],
  ])('may be called by the waiver %s', (_, required, equals, excused) => {
    const waivers = [waiver({ rule: 'owned', key: [{ equals }] })];
    const { findings } = unread(lost({}), { rules: [{ ...requires, require: [required] }], waivers });
    const missing = findings.filter(({ kind }) => kind === 'missing');
    expect(missing.map((one) => 'waiver' in one)).toEqual([excused]);
  });
});
