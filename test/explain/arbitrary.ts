import fc from 'fast-check';
import type { Matcher, Resource, ResourceType, Rule, RuleSet, Scope, Waiver } from '../../engine/model.ts';
import { compareText, RESOURCE_TYPES } from '../../engine/model.ts';
import type { RulePlaces } from '../../engine/rules/rule-places.ts';
import type { Truth } from '../../engine/rules/truth.ts';

/** The day by which everything here is judged. */
export const DAY = '2026-11-24';

/** Places that lead nowhere, for rule sets that stand in no file. */
export const NO_PLACES: RulePlaces = {
  rule: () => undefined,
  condition: () => undefined,
  waiver: () => undefined,
};

const KEYS = ['temp-a', 'temp-b', 'owner', 'Owner', 'env', '_sys_x', '__proto__', 'constructor', ''];
const VALUES = ['', 'prod', 'dev', '2020-01-01', '2030-01-01', 'soon', '\u202e<script>\n'];
const PATHS = [[], ['A'], ['A', 'B'], ['A/B'], ['Z']];
const DAYS = ['2026-11-23', DAY, '2026-12-01', '2027-06-01'];

const keys: fc.Arbitrary<Matcher> = fc.oneof(
  fc.constantFrom(...KEYS).map((equals): Matcher => ({ equals })),
  fc.constantFrom('temp-*', '*', 'o*').map((glob): Matcher => ({ glob })),
  fc.constantFrom('temp-*', 'owner').map((glob): Matcher => ({ not: [{ glob }] })),
);
const values: fc.Arbitrary<Matcher> = fc.oneof(
  fc.constantFrom(...VALUES).map((equals): Matcher => ({ equals })),
  fc.constant<Matcher>({ before: 'today' }),
  fc.constant<Matcher>({ not: [{ after: '2027-01-01' }] }),
  fc.boolean().map((empty): Matcher => ({ empty })),
);
const paths: fc.Arbitrary<Matcher> = fc.constantFrom('/', '/A', '/A/**', '/**').map((glob) => ({ glob }));
const some = <T>(one: fc.Arbitrary<T>) => fc.array(one, { minLength: 1, maxLength: 2 });

/** A record in which some fields are left out. */
const partly = <T extends object>(fields: { [K in keyof T]-?: fc.Arbitrary<Exclude<T[K], undefined>> }) =>
  fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<T>;

const scopes: fc.Arbitrary<Scope> = partly<Scope>({
  type: fc.subarray([...RESOURCE_TYPES], { minLength: 1 }),
  id: some(fc.constantFrom<Matcher>({ equals: 'x-1' }, { glob: '*' })),
  name: some(fc.constantFrom<Matcher>({ glob: 'prd-*' }, { equals: '' })),
  path: some(paths),
  tags: some(fc.record({ key: fc.constantFrom('env', 'owner'), value: some(values) })),
});

const claims = fc.oneof(
  fc.record({ key: some(keys), value: some(values), except: some(keys) }, { requiredKeys: ['key'] }),
  fc.record({ 'variant-of': fc.constant(['owner']) }),
);

const rules: fc.Arbitrary<Omit<Rule, 'id'>> = fc
  .record({
    severity: fc.constantFrom('error' as const, 'warning' as const),
    enforce: fc.boolean(),
    match: fc.option(scopes, { nil: undefined }),
    exclude: fc.option(scopes, { nil: undefined }),
    remove: fc.option(some(claims), { nil: undefined, freq: 4 }),
    require: fc.option(some(keys), { nil: undefined, freq: 2 }),
  })
  .map((rule) => JSON.parse(JSON.stringify(rule)) as Omit<Rule, 'id'>);

const waivers: fc.Arbitrary<Waiver> = fc
  .record({
    rule: fc.constantFrom('r0', 'r1', 'r2'),
    match: fc.option(scopes, { nil: undefined }),
    key: fc.option(some(keys), { nil: undefined }),
    expires: fc.constantFrom(...DAYS),
  })
  .map(
    (waiver) => JSON.parse(JSON.stringify({ ...waiver, reason: 'agreed', 'approved-by': 'us' })) as Waiver,
  );

/** Rule sets small enough to meet the resources below often. */
export const ruleSets: fc.Arbitrary<RuleSet> = fc
  .record({
    rules: fc.array(rules, { minLength: 1, maxLength: 3 }),
    waivers: fc.array(waivers, { maxLength: 3 }),
    protect: fc.array(fc.constantFrom<Matcher>({ equals: 'owner' }, { glob: '*-b' }), { maxLength: 1 }),
  })
  .map(({ rules, waivers, protect }) => ({
    version: 1,
    rules: rules.map((rule, i) => ({ ...rule, id: `r${i}` })),
    waivers: waivers.filter((waiver) => Number(waiver.rule.slice(1)) < rules.length),
    protect,
    redact: [],
    freeze: [],
    limits: {},
  }));

/** Resources of every type, with and without a path. */
export const resources: fc.Arbitrary<Resource> = fc
  .record({
    type: fc.constantFrom<ResourceType>(...RESOURCE_TYPES),
    id: fc.constantFrom('x-1', 'x-2'),
    name: fc.constantFrom('', 'prd-pay', 'lab'),
    path: fc.option(fc.constantFrom(...PATHS), { nil: undefined }),
    tags: fc.uniqueArray(
      fc.record({
        key: fc.constantFrom(...KEYS.filter((key) => key !== '')),
        value: fc.constantFrom(...VALUES),
      }),
      {
        selector: (tag) => tag.key,
        maxLength: 6,
      },
    ),
  })
  .map(({ path, tags, ...rest }) => ({
    ...rest,
    ...(path !== undefined && rest.type !== 'policy' && { path: rest.type === 'root' ? [] : path }),
    tags: tags.sort((a, b) => compareText(a.key, b.key)),
  }));

export const truths = fc.constantFrom<Truth>('no', 'unknown');
