import type { Claim, Day, Matcher, Rule, RuleSet, Waiver } from '../model.ts';
import { fold } from '../rules/fold.ts';
import { compileMatchers, usesDates } from '../rules/matcher.ts';
import { compileScope, type ScopeTest, type SplitScope, splitScope } from '../rules/scope.ts';
import { showMatcher } from '../rules/show.ts';
import { or, type Truth } from '../rules/truth.ts';

type TextTest = (text: string) => Truth;

/** A waiver in force, with its index into the set's `waivers`. */
export interface CompiledWaiver {
  readonly index: number;
  readonly match: ScopeTest;
  readonly key: TextTest | undefined;
}

/** A rule whose texts have become functions. `at` is its index into the set's `rules`. */
export interface CompiledRule {
  readonly at: number;
  readonly rule: Rule;
  readonly match: SplitScope;
  readonly exclude: SplitScope | undefined;
  readonly waivers: readonly CompiledWaiver[];
  readonly require: readonly Requirement[];
  /** Tags that `match` holds against days, whose values may turn out to be unreadable. */
  readonly dated: readonly { readonly key: string; readonly holds: TextTest }[];
}

/** A key that must be there. */
export interface Requirement {
  readonly shown: string;
  /** See `namesOf`. */
  readonly names: readonly string[];
  readonly has: TextTest;
}

/** A rule that may claim a key; `value` decides by the tag's value, and is absent where any value will do. */
export interface Candidate {
  readonly rule: CompiledRule;
  readonly value: TextTest | undefined;
}

/** All that can be said of a key before its resource and value are known. */
export interface KeyView {
  readonly system: boolean;
  /** The `protect` matcher that covers the key, as shown. */
  readonly protect: string | undefined;
  readonly candidates: readonly Candidate[];
  /** Those of them that a value does not rule out. */
  readonly candidatesWith: (value: string) => readonly Candidate[];
}

export interface CompiledRules {
  readonly rules: readonly CompiledRule[];
  /** Remembers: organizations use few distinct keys, so most tags cost one look-up here. */
  readonly view: (key: string) => KeyView;
}

/** Tags that the service refuses to untag (facts: the key pattern of UntagResource). */
export const SYSTEM_PREFIX = '_sys_';

/** Keys, and values of them, remembered at most; strangers choose both, so memory must not grow with them. */
const REMEMBERED = 50_000;

export function compileRules(set: RuleSet, day: Day): CompiledRules {
  const rules = set.rules.map((rule, at) => compileRule(rule, at, set.waivers, day));
  const claims = rules.flatMap((rule) =>
    (rule.rule.remove ?? []).map((claim) => compileClaim(rule, claim, day)),
  );
  const protect = set.protect.map((one) => ({
    shown: showMatcher(one),
    covers: compileMatchers([one], day),
  }));
  const remembered = new Map<string, KeyView>();

  let size = 0;
  const makeRoom = (): void => {
    size += 1;
    if (size <= REMEMBERED) return;
    remembered.clear();
    size = 1;
  };

  const look = (key: string): KeyView => {
    const candidates = candidatesFor(key, claims);
    return {
      system: key.startsWith(SYSTEM_PREFIX),
      protect: protect.find((one) => one.covers(key) === 'yes')?.shown,
      candidates,
      candidatesWith: byValue(candidates, makeRoom),
    };
  };
  const view = (key: string): KeyView => {
    const known = remembered.get(key);
    if (known !== undefined) return known;
    makeRoom();
    const fresh = look(key);
    remembered.set(key, fresh);
    return fresh;
  };
  return { rules, view };
}

function compileRule(rule: Rule, at: number, waivers: readonly Waiver[], day: Day): CompiledRule {
  return {
    at,
    rule,
    match: splitScope(rule.match, day),
    exclude: rule.exclude && splitScope(rule.exclude, day),
    waivers: waivers.flatMap((waiver, index) =>
      waiver.rule === rule.id && waiver.expires >= day
        ? [
            {
              index,
              match: compileScope(waiver.match, day),
              key: waiver.key && compileMatchers(waiver.key, day),
            },
          ]
        : [],
    ),
    require: (rule.require ?? []).map((key) => ({
      shown: showMatcher(key),
      names: namesOf(key),
      has: compileMatchers([key], day),
    })),
    dated: (rule.match?.tags ?? [])
      .filter(({ value }) => usesDates(value))
      .map(({ key, value }) => ({ key, holds: compileMatchers(value, day) })),
  };
}

/** What a required key may be called, in a waiver or a test: as reports show it, or by a text that stands in it. */
export function namesOf(required: Matcher): string[] {
  const { equals, glob, in: list = [] } = required;
  const texts = [showMatcher(required), equals, glob, ...list].filter((one) => one !== undefined);
  return [...new Set(texts)];
}

interface CompiledClaim {
  readonly rule: CompiledRule;
  readonly covers: (key: string) => boolean;
  readonly value: TextTest | undefined;
}

function compileClaim(rule: CompiledRule, claim: Claim, day: Day): CompiledClaim {
  const key = claim['variant-of'] ? variantOf(claim['variant-of']) : compileMatchers(claim.key ?? [], day);
  const except = claim.except && compileMatchers(claim.except, day);
  return {
    rule,
    covers: (text) => key(text) === 'yes' && except?.(text) !== 'yes',
    value: claim.value && compileMatchers(claim.value, day),
  };
}

/** Keys that equal a listed one but for case, and are none of the listed ones themselves. */
export function variantOf(listed: readonly string[]): TextTest {
  const exact = new Set(listed);
  const folded = new Set(listed.map(fold));
  return (key) => (!exact.has(key) && folded.has(fold(key)) ? 'yes' : 'no');
}

/** One candidate per rule: several claims of a rule on one key are one claim whose values are alternatives. */
function candidatesFor(key: string, claims: readonly CompiledClaim[]): Candidate[] {
  const byRule = new Map<CompiledRule, (TextTest | undefined)[]>();
  for (const claim of claims) {
    if (!claim.covers(key)) continue;
    byRule.set(claim.rule, [...(byRule.get(claim.rule) ?? []), claim.value]);
  }
  return [...byRule].map(([rule, values]) => ({ rule, value: anyValue(values) }));
}

/** Values repeat almost as much as keys do: what one rules out is remembered too. */
function byValue(candidates: readonly Candidate[], makeRoom: () => void): KeyView['candidatesWith'] {
  if (candidates.every(({ value }) => value === undefined)) return () => candidates;
  const known = new Map<string, readonly Candidate[]>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    makeRoom();
    const left = candidates.filter(({ value }) => value === undefined || value(text) !== 'no');
    known.set(text, left);
    return left;
  };
}

function anyValue(values: readonly (TextTest | undefined)[]): TextTest | undefined {
  const tests = values.filter((one) => one !== undefined);
  if (tests.length < values.length) return undefined;
  return tests.length === 1 ? tests[0] : (value) => or(...tests.map((test) => test(value)));
}
