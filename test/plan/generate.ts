import fc from 'fast-check';
import type { Inventory, Matcher, Resource, Rule, RuleSet, Scope, Waiver } from '../../engine/model.ts';
import { compareResources, compareText, RESOURCE_TYPES } from '../../engine/model.ts';

/** Few words, so that rules and tags meet often. */
const KEYS = ['a', 'ab', 'Ab', 'temp-a', 'temp-b', 'owner', '_sys_x', '__proto__', '项目'];
const VALUES = ['', '1', '2026-01-01', '2027-01-01', 'x'];
const NAMES = ['P', 'Q', 'P Q'];

export const DAY = '2026-11-24';

const text = (words: readonly string[]) => fc.constantFrom(...words);

const keyMatcher: fc.Arbitrary<Matcher> = fc.oneof(
  text(KEYS).map((equals) => ({ equals })),
  fc.constantFrom<Matcher>({ glob: 'temp-*' }, { glob: '*' }, { glob: 'a?' }, { in: ['a', 'owner'] }),
  fc.constantFrom<Matcher>({ equals: 'ab', 'ignore-case': true }, { not: [{ equals: 'owner' }] }),
);

const valueMatcher: fc.Arbitrary<Matcher> = fc.oneof(
  text(VALUES).map((equals) => ({ equals })),
  fc.constantFrom<Matcher>(
    { before: 'today' },
    { after: '2026-06-01' },
    { 'older-than': 30 },
    { empty: true },
  ),
  fc.constantFrom<Matcher>({ not: [{ before: 'today' }] }),
);

const matchers = (one: fc.Arbitrary<Matcher>) => fc.array(one, { minLength: 1, maxLength: 2 });

const path = fc.constantFrom<Matcher>({ glob: '/P/**' }, { glob: '/*' }, { equals: '/' }, { glob: '/**/Q' });

/** `tags` of an exclude can bring a claim into being when another claim is carried out, so it is left to choice. */
const scope = (withTags: boolean): fc.Arbitrary<Scope> =>
  fc
    .record(
      {
        type: fc.subarray([...RESOURCE_TYPES], { minLength: 1 }),
        name: matchers(text(NAMES).map((equals) => ({ equals }))),
        path: fc.array(path, { minLength: 1, maxLength: 2 }),
        ...(withTags && {
          tags: fc.array(fc.record({ key: text(KEYS), value: matchers(valueMatcher) }), {
            minLength: 1,
            maxLength: 1,
          }),
        }),
      },
      { requiredKeys: [] },
    )
    .filter((one) => Object.keys(one).length > 0);

const claim = fc.oneof(
  fc.record(
    { key: matchers(keyMatcher), value: matchers(valueMatcher), except: matchers(keyMatcher) },
    { requiredKeys: ['key'] },
  ),
  fc.record({ 'variant-of': fc.constantFrom(['ab'], ['Ab', 'a']) }),
);

const rule = (id: string): fc.Arbitrary<Rule> =>
  fc.record(
    {
      id: fc.constant(id),
      severity: fc.constantFrom('error', 'warning', 'info'),
      enforce: fc.boolean(),
      match: scope(true),
      exclude: scope(false),
      remove: fc.array(claim, { minLength: 1, maxLength: 2 }),
      require: matchers(keyMatcher),
    },
    { requiredKeys: ['id', 'severity', 'enforce', 'remove'] },
  );

const waiver: fc.Arbitrary<Waiver> = fc.record(
  {
    rule: fc.constantFrom('r1', 'r2', 'r3'),
    match: scope(false),
    key: matchers(keyMatcher),
    reason: fc.constant('agreed'),
    'approved-by': fc.constant('governance'),
    expires: fc.constantFrom('2026-11-23', '2026-11-24', '2027-06-01'),
  },
  { requiredKeys: ['rule', 'reason', 'approved-by', 'expires'] },
);

export const ruleSet: fc.Arbitrary<RuleSet> = fc.record({
  version: fc.constant(1),
  rules: fc.tuple(rule('r1'), rule('r2'), rule('r3')).map((rules) => [...rules]),
  waivers: fc.array(waiver, { maxLength: 2 }),
  protect: fc.array(keyMatcher, { maxLength: 1 }),
  redact: fc.constant([]),
  freeze: fc.constant([]),
  limits: fc.constant({ removals: null, share: null }),
});

const resource: fc.Arbitrary<Resource> = fc
  .record({
    type: fc.constantFrom(...RESOURCE_TYPES),
    id: fc.integer({ min: 0, max: 99 }).map((n) => `id-${n}`),
    name: text(NAMES),
    path: fc.option(fc.constantFrom<string[]>([], ['P'], ['P', 'Q'], ['Q']), { nil: undefined }),
    tags: fc.uniqueArray(fc.record({ key: text(KEYS), value: text(VALUES) }), {
      selector: (tag) => tag.key,
      maxLength: 6,
    }),
  })
  .map(({ path: where, ...one }) => {
    const tags = [...one.tags].sort((a, b) => compareText(a.key, b.key));
    const located = where !== undefined && one.type !== 'policy';
    return located ? { ...one, tags, path: one.type === 'root' ? [] : where } : { ...one, tags };
  });

export const resources = fc.uniqueArray(resource, {
  selector: (one) => `${one.type} ${one.id}`,
  maxLength: 8,
});

/** A rule set that says nothing. */
export const NO_RULES: RuleSet = {
  version: 1,
  rules: [],
  waivers: [],
  protect: [],
  redact: [],
  freeze: [],
  limits: {},
};

/** An inventory of these resources, in order, with nothing left unread. */
export function inventoryOf(list: readonly Resource[], tree: Inventory['tree'] = 'whole'): Inventory {
  return {
    organization: { id: 'o-1', 'management-account': { id: 'm', name: 'root' } },
    origin: 'emulator',
    'read-at': '2026-11-24T08:00:00.000Z',
    types: RESOURCE_TYPES,
    tree,
    gaps: [],
    resources: [...list].sort(compareResources),
  };
}
