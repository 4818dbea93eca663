import type { Day, Place, Resource, Rule, RuleSet } from '../model.ts';
import type { Verdict } from '../plan/judge.ts';
import type { RulePlaces } from '../rules/rule-places.ts';
import { showMatcher } from '../rules/show.ts';
import { partsOf } from './parts.ts';
import type { Covered } from './result.ts';

/** A resource that a test looked at, and what the planner said of it. */
export interface Judged {
  readonly resource: Resource;
  readonly verdict: Verdict;
}

/**
 * What of a rule set the tested resources made do something, part by part:
 *
 *     rule            claimed a tag, or found a required key missing
 *     match …         held for a resource that the whole match covers
 *     exclude …       held for a resource that the match covers and the exclude takes out
 *     remove …        a key, value or `except` that decided about a tag the rest of its claim covers
 *     require …       a key that some covered resource lacks
 *     protect …       kept a claimed tag
 *     waiver          took a claim away, or excused a missing key
 */
export function coverage(set: RuleSet, places: RulePlaces, day: Day, judged: readonly Judged[]): Covered[] {
  return [
    ...set.rules.flatMap((rule) => coverRule(rule, places, day, judged)),
    ...coverProtect(set, places, judged),
    ...set.waivers.map(({ rule, expires, reason }, index): Covered => {
      const tested = judged.some(({ verdict }) => verdict.waivers.includes(index));
      return {
        kind: 'waiver',
        rule,
        what: `until ${expires}: ${reason}`,
        ...placed(places.waiver(index)),
        tested,
      };
    }),
  ];
}

/** Joins what several test files covered of the same rule files. A part that any of them tested is tested. */
export function mergeCoverage(all: readonly Covered[]): Covered[] {
  const merged = new Map<string, Covered>();
  for (const one of all) {
    const key = JSON.stringify([one.place, one.kind, one.rule, one.what]);
    const known = merged.get(key);
    merged.set(key, known === undefined ? one : { ...one, tested: known.tested || one.tested });
  }
  return [...merged.values()];
}

function coverRule(rule: Rule, places: RulePlaces, day: Day, judged: readonly Judged[]): Covered[] {
  const parts = partsOf(
    rule,
    day,
    judged.map(({ resource }) => resource),
  );
  const touched = parts.some(({ acts, tested }) => acts && tested);
  return [
    { kind: 'rule', rule: rule.id, what: '', ...placed(places.rule(rule.id)), tested: touched },
    ...parts.map(({ what, pointer, tested }): Covered => {
      const place = places.condition(rule.id, pointer);
      return { kind: 'matcher', rule: rule.id, what, ...placed(place), tested };
    }),
  ];
}

function coverProtect({ protect }: RuleSet, places: RulePlaces, judged: readonly Judged[]): Covered[] {
  const shields = judged.flatMap(({ verdict }) => verdict.kept.flatMap((kept) => kept.shields));
  const matchers = new Set(shields.flatMap((shield) => (shield.kind === 'protect' ? [shield.matcher] : [])));
  return protect.map((matcher, index): Covered => {
    const shown = showMatcher(matcher);
    const place = places.condition('', `protect/${index}`);
    return { kind: 'matcher', what: `protect ${shown}`, ...placed(place), tested: matchers.has(shown) };
  });
}

function placed(place: Place | undefined): { place?: Place } {
  return place === undefined ? {} : { place };
}
