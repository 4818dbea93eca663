import type { Claim, Day, Matcher, Resource, Rule, Scope, Tag } from '../model.ts';
import { variantOf } from '../plan/compile.ts';
import { fold } from '../rules/fold.ts';
import { compileMatchers, type TextTest } from '../rules/matcher.ts';
import { compilePath } from '../rules/path.ts';
import { compileScope } from '../rules/scope.ts';
import { showMatcher } from '../rules/show.ts';

/** A matcher of a rule, and whether it decided about any of the tested resources. */
export interface Part {
  /** `match path /Production/**`. */
  readonly what: string;
  /** The keys that lead to it in its rule: `match/path`. */
  readonly pointer: string;
  /** Whether the rule does something where this matches; the others only say where it does not. */
  readonly acts: boolean;
  readonly tested: boolean;
}

/** Every matcher of a rule, tried where the rest of the rule leaves it something to decide. */
export function partsOf(rule: Rule, day: Day, resources: readonly Resource[]): Part[] {
  const match = compileScope(rule.match, day);
  const exclude = rule.exclude && compileScope(rule.exclude, day);
  const matched = resources.filter((one) => match(one, 'unknown') === 'yes');
  const excluded = matched.filter((one) => exclude?.(one, 'unknown') === 'yes');
  const covered = matched.filter((one) => !excluded.includes(one));
  const tags = covered.flatMap((resource) => resource.tags);
  return [
    ...partsOfScope('match', rule.match, day, matched),
    ...partsOfScope('exclude', rule.exclude, day, excluded),
    ...(rule.remove ?? []).flatMap((claim) => partsOfClaim(claim, day, tags)),
    ...partsOfRequire(rule.require ?? [], day, covered),
  ];
}

/** `resources` are those that the whole scope covers. */
function partsOfScope(
  side: 'match' | 'exclude',
  scope: Scope | undefined,
  day: Day,
  resources: readonly Resource[],
): Part[] {
  const part = (steps: readonly string[], shown: string, test: (resource: Resource) => boolean): Part => ({
    what: [side, ...steps, shown].join(' '),
    pointer: [side, ...steps].join('/'),
    acts: false,
    tested: resources.some(test),
  });
  const texts = (of: 'id' | 'name') =>
    shownTests(scope?.[of], day).map(({ shown, test }) =>
      part([of], shown, (resource) => test(resource[of]) === 'yes'),
    );
  const paths = (scope?.path ?? []).map((matcher) => {
    const test = compilePath([matcher]);
    return part(['path'], showMatcher(matcher), ({ path }) => path !== undefined && test(path));
  });
  const values = (scope?.tags ?? []).flatMap(({ key, value }) =>
    shownTests(value, day).map(({ shown, test }) =>
      part(['tags', key], shown, ({ tags }) =>
        tags.some((tag) => tag.key === key && test(tag.value) === 'yes'),
      ),
    ),
  );
  const types = (scope?.type ?? []).map((type) => part(['type'], type, (resource) => resource.type === type));
  return [...types, ...texts('id'), ...texts('name'), ...paths, ...values];
}

/** `tags` are those of the resources that the rule speaks of. */
function partsOfClaim(claim: Claim, day: Day, tags: readonly Tag[]): Part[] {
  const variants = claim['variant-of']?.map(variantTest);
  const keys = variants ?? shownTests(claim.key, day);
  const values = shownTests(claim.value, day);
  const spared = shownTests(claim.except, day);
  const candidates = tags.filter(
    ({ key, value }) => anyHolds(keys, key) && (values.length === 0 || anyHolds(values, value)),
  );
  const claimed = candidates.filter(({ key }) => !anyHolds(spared, key));
  const part = (word: string, { shown, test }: ShownTest, texts: readonly string[], acts = true): Part => ({
    what: `remove ${word} ${shown}`,
    pointer: 'remove',
    acts,
    tested: texts.some((text) => test(text) === 'yes'),
  });
  const claimedKeys = claimed.map(({ key }) => key);
  const claimedValues = claimed.map(({ value }) => value);
  const candidateKeys = candidates.map(({ key }) => key);
  return [
    ...keys.map((one) => part(variants === undefined ? 'key' : 'variant of', one, claimedKeys)),
    ...values.map((one) => part('value', one, claimedValues)),
    ...spared.map((one) => part('except', one, candidateKeys, false)),
  ];
}

function partsOfRequire(required: readonly Matcher[], day: Day, resources: readonly Resource[]): Part[] {
  return shownTests(required, day).map(({ shown, test }) => ({
    what: `require ${shown}`,
    pointer: 'require',
    acts: true,
    tested: resources.some(({ tags }) => tags.every(({ key }) => test(key) !== 'yes')),
  }));
}

interface ShownTest {
  readonly shown: string;
  readonly test: TextTest;
}

function shownTests(matchers: readonly Matcher[] = [], day: Day): ShownTest[] {
  return matchers.map((matcher) => ({ shown: showMatcher(matcher), test: compileMatchers([matcher], day) }));
}

/** Which variants of the listed keys are those of `one`. A listed key is a variant of none. */
function variantTest(one: string, _: number, listed: readonly string[]): ShownTest {
  const isVariant = variantOf(listed);
  const folded = fold(one);
  return { shown: one, test: (key) => (fold(key) === folded ? isVariant(key) : 'no') };
}

function anyHolds(tests: readonly ShownTest[], text: string): boolean {
  return tests.some(({ test }) => test(text) === 'yes');
}
