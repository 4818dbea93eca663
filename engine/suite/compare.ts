import { namesOf } from '../plan/compile.ts';
import type { Verdict } from '../plan/judge.ts';
import { nearest } from '../problem.ts';
import type { LoadedRules } from '../rules/load.ts';
import { showMatcher } from '../rules/show.ts';
import type { Expectation, ExpectedFinding, Failure, RuleAt, Stay } from './result.ts';

/** The rules under test, and where each stands. */
export type RulesUnderTest = Pick<LoadedRules, 'set' | 'places'>;

/** Holds what the planner says of a resource against what a test wants of it. */
export function compare(wanted: Expectation, verdict: Verdict, rules: RulesUnderTest): Failure[] {
  return [
    ...compareRemovals(wanted, verdict, rules),
    ...compareKept(wanted),
    ...compareReasons(wanted, verdict, rules),
    ...compareFindings(wanted, verdict, rules),
  ];
}

function compareRemovals(wanted: Expectation, verdict: Verdict, rules: RulesUnderTest): Failure[] {
  const removed = new Set(verdict.remove.map(({ key }) => key));
  return [
    ...wanted.remove
      .filter((key) => !removed.has(key))
      .map((key): Failure => ({ kind: 'not-removed', key, why: whyItStays(key, wanted, verdict, rules) })),
    ...verdict.remove
      .filter(({ key }) => !wanted.remove.includes(key))
      .map(({ because, ...tag }): Failure => ({ kind: 'removed', ...tag, because: at(because, rules) })),
  ];
}

/** That a kept key is removed is said already; that it is not even there would go unseen. */
function compareKept({ keep, resource }: Expectation): Failure[] {
  return keep
    .filter((key) => !resource.tags.some((tag) => tag.key === key))
    .map((key): Failure => ({ kind: 'not-there', key, ...near(key, resource) }));
}

function compareReasons({ because }: Expectation, verdict: Verdict, rules: RulesUnderTest): Failure[] {
  return because.flatMap(({ key, rules: ids }): Failure[] => {
    const removal = verdict.remove.find((one) => one.key === key);
    if (removal === undefined) return [];
    const same = ids.length === removal.because.length && ids.every((id) => removal.because.includes(id));
    return same ? [] : [{ kind: 'because', key, wanted: ids, because: at(removal.because, rules) }];
  });
}

function compareFindings({ findings }: Expectation, verdict: Verdict, rules: RulesUnderTest): Failure[] {
  return findings.flatMap(({ kind, keys }): Failure[] => {
    const made = findingsOf(kind, verdict);
    const names = kind === 'missing' ? requiredNames(rules) : undefined;
    const isCalled = (shown: string, key: string) => shown === key || names?.get(shown)?.has(key) === true;
    const extra = [...made].filter(([shown]) => !keys.some((key) => isCalled(shown, key)));
    return [
      ...keys
        .filter((key) => ![...made.keys()].some((shown) => isCalled(shown, key)))
        .map((key): Failure => ({ kind: 'not-found', finding: kind, key })),
      ...extra.map(([key, ids]): Failure => ({ kind: 'found', finding: kind, key, because: at(ids, rules) })),
    ];
  });
}

/** By what is shown of a required key, what else a test may call it. */
function requiredNames({ set }: RulesUnderTest): ReadonlyMap<string, ReadonlySet<string>> {
  const required = set.rules.flatMap(({ require = [] }) => require);
  return new Map(required.map((matcher) => [showMatcher(matcher), new Set(namesOf(matcher))]));
}

/** Keys of the findings of a kind, with the rules that make each. What a waiver excuses is not found. */
function findingsOf(kind: ExpectedFinding, { findings }: Verdict): Map<string, string[]> {
  const made = new Map<string, string[]>();
  for (const finding of findings) {
    if (finding.kind !== kind || !('key' in finding)) continue;
    if (finding.kind === 'missing' && finding.waiver !== undefined) continue;
    made.set(finding.key, [...(made.get(finding.key) ?? []), finding.rule]);
  }
  return made;
}

function whyItStays(key: string, { resource }: Expectation, verdict: Verdict, rules: RulesUnderTest): Stay {
  if (!resource.tags.some((tag) => tag.key === key)) return { kind: 'not-there', ...near(key, resource) };
  const kept = verdict.kept.find((one) => one.key === key);
  if (kept !== undefined) {
    const shields = kept.shields.map((shield) => {
      const terms = shield.kind === 'waiver' ? rules.set.waivers[shield.waiver] : undefined;
      return terms === undefined ? shield : { ...shield, terms };
    });
    return { kind: 'shielded', because: at(kept.claims, rules), shields };
  }
  const unenforced = findingsOf('unenforced', verdict).get(key);
  return unenforced === undefined
    ? { kind: 'unclaimed' }
    : { kind: 'unenforced', because: at(unenforced, rules) };
}

function near(key: string, { tags }: Expectation['resource']): { near?: string } {
  const found = nearest(
    key,
    tags.map((tag) => tag.key),
  );
  return found === undefined ? {} : { near: found };
}

function at(ids: readonly string[], { places }: RulesUnderTest): RuleAt[] {
  return ids.map((rule) => {
    const place = places.rule(rule);
    return place === undefined ? { rule } : { rule, place };
  });
}
