import { describe, expect, it } from 'vitest';
import type { Finding, PlanBody, Resource, Rule, RuleSet, Scope, Waiver } from '../../engine/model.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { narrowRules } from '../../engine/plan/only.ts';
import { DAY, inventoryOf, NO_RULES } from './generate.ts';

const rule = (more: Partial<Rule> = {}): Rule => ({
  id: 'r1',
  severity: 'error',
  enforce: true,
  remove: [{ key: [{ glob: 'temp-*' }] }],
  ...more,
});

const waiver = (expires: string, more: Partial<Waiver> = {}): Waiver => ({
  rule: 'r1',
  reason: 'agreed',
  'approved-by': 'governance',
  expires,
  ...more,
});

const unit = (name: string, tags: Record<string, string>, ...above: string[]): Resource => ({
  type: 'ou',
  id: `ou-${name}`,
  name,
  path: [...above, name],
  tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
});

const UNITS = [unit('A', { 'temp-a': '1', owner: 'x' }), unit('B', { _sys_a: '1', owner: 'y' }, 'A')];

const planOf = (set: Partial<RuleSet>, more: Partial<Parameters<typeof makePlan>[0]> = {}): PlanBody =>
  makePlan({ rules: { ...NO_RULES, ...set }, inventory: inventoryOf(UNITS), day: DAY, ...more });

const about = (finding: Finding) => [finding.kind, finding.severity, 'what' in finding ? finding.what : ''];

describe('a waiver', () => {
  it.each([
    ['2026-11-23', 'temp-a', [['waiver-expired', 'warning']]],
    ['2026-11-24', 'temp-a', [['waiver-ending', 'info']]],
    ['2026-12-24', 'temp-a', [['waiver-ending', 'info']]],
    ['2026-12-25', 'temp-a', []],
    ['2026-12-25', 'temp-z', [['waiver-unused', 'warning']]],
    ['2026-11-30', 'temp-z', [['waiver-unused', 'warning']]],
  ])('until %s for %s, on 2026-11-24: %j', (expires, key, told) => {
    const { findings, calls } = planOf({
      rules: [rule()],
      waivers: [waiver(expires, { key: [{ equals: key }] })],
    });
    expect(findings.map(({ kind, severity }) => [kind, severity])).toEqual(told);
    expect(findings).toEqual(
      told.map(() => expect.objectContaining({ rule: 'r1', waiver: 0, expires }) as Finding),
    );
    expect(calls).toHaveLength(expires < DAY || key === 'temp-z' ? 1 : 0);
  });

  it('is not called unused where not everything was read, or was looked at', () => {
    const rules = { rules: [rule()], waivers: [waiver('2027-06-01', { key: [{ equals: 'temp-z' }] })] };
    const gaps = [{ kind: 'resource', type: 'ou', id: 'ou-C', why: 'denied' }] as const;
    expect(planOf(rules).findings).toHaveLength(1);
    expect(planOf(rules, { inventory: { ...inventoryOf(UNITS), gaps } }).findings).toEqual([]);
    expect(planOf(rules, { only: { rules: [], resources: ['ou-B'] } }).findings).toEqual([]);
  });

  it('that has ended is told all the same', () => {
    const rules = { rules: [rule()], waivers: [waiver('2026-01-01')] };
    const told = planOf(rules, { only: { rules: [], resources: ['ou-B'] } }).findings;
    expect(told.map((one) => one.kind)).toEqual(['waiver-expired']);
  });
});

describe('a path or an exclude that matches nothing', () => {
  it.each<[string, Partial<Rule>, unknown[]]>([
    ['path that is there', { match: { path: [{ glob: '/A/**' }] } }, []],
    ['path that is not', { match: { path: [{ glob: '/Z/**' }] } }, [['path-unused', 'warning', '/Z/**']]],
    [
      'one of two paths',
      { match: { path: [{ glob: '/A/**' }, { equals: '/Z' }] } },
      [['path-unused', 'warning', '/Z']],
    ],
    ['name that is there', { match: { name: [{ equals: 'B' }, { glob: 'A*' }] } }, []],
    [
      'one of two names',
      { match: { name: [{ equals: 'B' }, { glob: 'prod-*' }] } },
      [['match-unused', 'info', 'name prod-*']],
    ],
    [
      'name of another type alone',
      { match: { type: ['account'], name: [{ equals: 'B' }] } },
      [['match-unused', 'info', 'name B']],
    ],
    ['id that is there', { match: { type: ['ou'], id: [{ equals: 'ou-A' }] } }, []],
    ['id that is not', { match: { id: [{ equals: 'ou-none' }] } }, [['match-unused', 'info', 'id ou-none']]],
    ['exclude by name that is there', { exclude: { name: [{ equals: 'B' }] } }, []],
    [
      'exclude by name that is not',
      { exclude: { name: [{ equals: 'Z' }] } },
      [['exclude-unused', 'warning']],
    ],
    ['exclude by path that is there', { exclude: { path: [{ glob: '/A/B' }] } }, []],
    ['exclude by path that is not', { exclude: { path: [{ glob: '/B' }] } }, [['exclude-unused', 'warning']]],
    ['exclude by tag that is there', { exclude: { tags: [{ key: 'owner', value: [{ equals: 'y' }] }] } }, []],
    [
      'exclude by tag that is not',
      { exclude: { tags: [{ key: 'owner', value: [{ equals: 'z' }] }] } },
      [['exclude-unused', 'warning']],
    ],
    [
      'exclude whose name and path are of two units',
      { exclude: { name: [{ equals: 'B' }], path: [{ equals: '/A' }] } },
      [['exclude-unused', 'warning']],
    ],
  ])('%s', (_name, more, told) => {
    const found = planOf({ rules: [rule(more)] }).findings.map(about);
    expect(found.map((one, i) => one.slice(0, (told[i] as unknown[] | undefined)?.length))).toEqual(told);
  });

  it('is told only where everything was read and looked at', () => {
    const rules = {
      rules: [
        rule({
          match: { path: [{ glob: '/Z/**' }], name: [{ equals: 'Z' }] },
          exclude: { name: [{ equals: 'Z' }] },
        }),
      ],
    };
    const gaps = [{ kind: 'resource', type: 'ou', id: 'ou-C', why: 'denied' }] as const;
    expect(planOf(rules).findings.map((one) => one.kind)).toEqual([
      'exclude-unused',
      'path-unused',
      'match-unused',
    ]);
    expect(planOf(rules, { inventory: { ...inventoryOf(UNITS), gaps } }).findings).toEqual([]);
    expect(planOf(rules, { only: { rules: [], resources: ['ou-A'] } }).findings).toEqual([]);
  });

  it('says which path differs by case alone, always the same of several', () => {
    const near = (units: Resource[]) =>
      planOf({ rules: [rule({ match: { path: [{ glob: '/a/**' }] } })] }, { inventory: inventoryOf(units) })
        .findings;
    expect(near(UNITS)).toEqual([expect.objectContaining({ kind: 'path-unused', near: ['A'] })]);
    expect(near([...UNITS].reverse())).toEqual(near(UNITS));
    expect(near([unit('Z', {})])[0]).not.toHaveProperty('near');
  });

  it.each<[string, string[][], string[] | undefined]>([
    [
      'nearest to the root',
      [
        ['A', 'B', 'X'],
        ['C', 'X'],
        ['A', 'A', 'X'],
      ],
      ['C', 'X'],
    ],
    [
      'first by its names',
      [
        ['B', 'X'],
        ['A', 'X'],
        ['C', 'X'],
      ],
      ['A', 'X'],
    ],
    [
      'none where one is as written',
      [
        ['A', 'X'],
        ['B', 'x'],
        ['C', 'X'],
      ],
      undefined,
    ],
    ['none where no case would do', [['A', 'Y'], ['B']], undefined],
  ])('says of paths that differ by case alone the one %s', (_name, paths, near) => {
    const rules = [rule({ match: { path: [{ glob: '/**/x' }] } })];
    for (const some of [paths, paths.toReversed()]) {
      const units = some.map((path, i) => ({ ...unit(`${i}`, {}), path }));
      const { findings } = planOf({ rules }, { inventory: { ...inventoryOf([]), resources: units } });
      const unused = { kind: 'path-unused', severity: 'warning', rule: 'r1', what: '/**/x' };
      const there = paths.some((path) => path.at(-1) === 'x');
      expect(findings).toStrictEqual(there ? [] : [{ ...unused, ...(near && { near }) }]);
    }
  });

  it('is looked for in every resource of a place, not only in the first', () => {
    const account = (id: string, more: Partial<Resource> = {}): Resource => ({
      type: 'account',
      id,
      name: id,
      path: ['A'],
      tags: [],
      ...more,
    });
    const tags = [{ key: 'owner', value: 'y' }];
    const inventory = inventoryOf([account('a1'), account('a2', { tags }), account('a3')]);
    const of = (exclude: Scope) =>
      planOf({ rules: [rule({ exclude })] }, { inventory }).findings.map(({ kind }) => kind);
    expect(of({ name: [{ equals: 'a3' }] })).toEqual([]);
    expect(of({ type: ['account'], id: [{ equals: 'a2' }], path: [{ equals: '/A' }] })).toEqual([]);
    expect(of({ tags: [{ key: 'owner', value: [{ equals: 'y' }] }] })).toEqual([]);
    expect(of({ type: ['ou'], id: [{ equals: 'a2' }] })).toEqual(['exclude-unused']);
  });

  it('is not told of an exclude that may match: by a path that is not known, by a date that is none', () => {
    const { path: _, ...lost } = unit('A', { until: 'soon' });
    const inventory = inventoryOf([lost], 'none');
    const of = (exclude: Scope) =>
      planOf({ rules: [rule({ exclude })] }, { inventory }).findings.map(({ kind }) => kind);
    const dated = { tags: [{ key: 'until', value: [{ before: 'today' }] }] };
    expect(of({ path: [{ glob: '/Z/**' }] })).toEqual([]);
    expect(of(dated)).toEqual([]);
    expect(of({ path: [{ glob: '/Z/**' }], ...dated })).toEqual([]);
    expect(of({ path: [{ glob: '/Z/**' }], name: [{ equals: 'Z' }] })).toEqual(['exclude-unused']);
  });

  it('of a waiver is told while the waiver is in force', () => {
    const of = (expires: string) =>
      planOf({
        rules: [rule()],
        waivers: [waiver(expires, { match: { path: [{ equals: '/Z' }] } })],
      }).findings.map((one) => one.kind);
    expect(of('2026-11-24')).toEqual(['waiver-unused', 'path-unused']);
    expect(of('2026-11-23')).toEqual(['waiver-expired']);
  });
});

describe('a plan', () => {
  it('counts what was read, by type, and no tag of the service', () => {
    const account: Resource = {
      type: 'account',
      id: 'a1',
      name: 'a',
      path: [],
      tags: [{ key: 'k', value: '' }],
    };
    const { counts } = planOf({ rules: [rule()] }, { inventory: inventoryOf([...UNITS, account]) });
    expect(counts).toEqual({
      resources: 3,
      tags: 4,
      'per-type': { ou: { resources: 2, tags: 3 }, account: { resources: 1, tags: 1 } },
    });
  });

  it('says what it was narrowed to, and counts the whole all the same', () => {
    const only = { rules: ['r1'], resources: ['ou-B'] };
    const plan = planOf({ rules: [rule()] }, { only });
    expect(plan.only).toEqual(['rule=r1', 'resource=ou-B']);
    expect(plan.calls).toEqual([]);
    expect(plan.counts.resources).toBe(2);
  });

  it('carries limits as they hold, and what was laid over them', () => {
    expect(planOf({ limits: { removals: 3 } })).toMatchObject({ limits: { removals: 3 }, overrides: [] });
    const over = { limits: { removals: 9 }, overrides: ['removals=9'] };
    expect(planOf({ limits: { removals: 3 } }, over)).toMatchObject(over);
  });
});

describe('--only rule=ID', () => {
  const set: RuleSet = {
    ...NO_RULES,
    rules: [rule(), rule({ id: 'r2' })],
    waivers: [waiver('2027-01-01'), waiver('2027-01-01', { rule: 'r2' })],
    protect: [{ equals: 'owner' }],
    limits: {
      removals: 1,
      'per-rule': [
        { rule: 'r1', removals: 1 },
        { rule: 'r2', removals: 2 },
      ],
    },
  };

  it('leaves the named rules, their waivers and their limits, and all that is not of rules', () => {
    expect(narrowRules(set, { rules: ['r2'], resources: [] })).toEqual({
      ...set,
      rules: [rule({ id: 'r2' })],
      waivers: [waiver('2027-01-01', { rule: 'r2' })],
      limits: { removals: 1, 'per-rule': [{ rule: 'r2', removals: 2 }] },
    });
  });

  it('changes nothing where no rule is named', () => {
    expect(narrowRules(set, { rules: [], resources: ['ou-A'] })).toBe(set);
    const { limits } = narrowRules({ ...set, limits: { removals: 1 } }, { rules: ['r1'], resources: [] });
    expect(limits).toEqual({ removals: 1 });
  });
});
