import type { Day, Matcher, Problem, Resource, RuleSet, Scope } from '../model.ts';
import { nearest, problem } from '../problem.ts';
import type { LoadedRules } from '../rules/load.ts';
import { compileScope } from '../rules/scope.ts';
import type { Expectation, TestFile } from './result.ts';

/** The day of tests whose rules are the same on every day. */
export const ANY_DAY: Day = '2000-01-01';

/** What a test must say so that its rules can be decided, and does not. */
export function unmetDemands(test: TestFile, { set }: LoadedRules): Problem[] {
  return [
    ...demandToday(test, set),
    ...test.expectations.flatMap((one) => [...demandPath(test, one, set), ...demandRules(test, one, set)]),
  ];
}

function demandToday(test: TestFile, set: RuleSet): Problem[] {
  if (test.today !== undefined || !asksForToday(set)) return [];
  return [
    problem('test-today-needed', `The rules of ${test.rules} depend on the day, and this test names none.`, {
      place: test['rules-place'],
      hint: 'Add a line such as `today: 2026-06-01`.',
    }),
  ];
}

function demandPath(test: TestFile, { resource, place }: Expectation, set: RuleSet): Problem[] {
  const asking = asksForPath(set, test.today ?? ANY_DAY, resource);
  if (asking.length === 0) return [];
  const message = `\`${resource.id}\` has no path, and ${asking.join(', ')} asks for one.`;
  return [problem('test-path-needed', message, { place, hint: 'Give the resource a `path`.' })];
}

function demandRules(test: TestFile, { because, place }: Expectation, set: RuleSet): Problem[] {
  const known = new Set(set.rules.map(({ id }) => id));
  const unknown = because.flatMap(({ rules }) => rules).filter((id) => !known.has(id));
  return unknown.map((id) => {
    const near = nearest(id, known);
    return problem('test-rule-unknown', `${test.rules} has no rule \`${id}\`.`, {
      place,
      ...(near !== undefined && { hint: `Did you mean \`${near}\`?` }),
    });
  });
}

/** Whether what the rules say changes from day to day: dates held against today, or waivers, which end. */
function asksForToday(set: RuleSet): boolean {
  return set.waivers.length > 0 || matchersOf(set).some(comparesWithToday);
}

function comparesWithToday({ before, after, not, ...matcher }: Matcher): boolean {
  if (before === 'today' || after === 'today' || matcher['older-than'] !== undefined) return true;
  return not?.some(comparesWithToday) ?? false;
}

function matchersOf({ rules }: RuleSet): readonly Matcher[] {
  return rules.flatMap(({ match, exclude, remove = [] }) => [
    ...matchersOfScope(match),
    ...matchersOfScope(exclude),
    ...remove.flatMap((claim) => claim.value ?? []),
  ]);
}

/** Dates stand in values only. */
function matchersOfScope(scope: Scope | undefined): readonly Matcher[] {
  return (scope?.tags ?? []).flatMap(({ value }) => value);
}

/** Ids of the rules that decide about a resource by a path it does not have. */
function asksForPath(set: RuleSet, day: Day, resource: Resource): string[] {
  if (resource.path !== undefined || resource.type === 'policy') return [];
  const depends = (scope: Scope | undefined) => {
    const test = compileScope(scope, day);
    return test(resource, 'yes') !== test(resource, 'no');
  };
  return set.rules
    .filter(({ id, match, exclude }) => {
      if (depends(match)) return true;
      if (compileScope(match, day)(resource, 'no') !== 'yes') return false;
      const waivers = set.waivers.filter((waiver) => waiver.rule === id && waiver.expires >= day);
      return (exclude !== undefined && depends(exclude)) || waivers.some((waiver) => depends(waiver.match));
    })
    .map(({ id }) => id);
}
