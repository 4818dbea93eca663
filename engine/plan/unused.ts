import { compareText } from '../model/order.ts';
import type { Day, Finding, Matcher, Path, Resource, RuleSet, Scope, Waiver } from '../model.ts';
import { compileMatchers } from '../rules/matcher.ts';
import { compilePath } from '../rules/path.ts';
import { splitScope } from '../rules/scope.ts';
import { showMatcher, showScope } from '../rules/show.ts';
import type { Truth } from '../rules/truth.ts';
import { rememberByPlace } from './places.ts';

/** Watches, while resources pass by, for parts of the rules that match nothing. */
export interface UnusedWatch {
  see(resource: Resource): void;
  used(waiver: number): void;
  /** `whole` is false where something was not read or the run was narrowed: then "matches nothing" is unproven. */
  findings(whole: boolean): Finding[];
}

interface Watched {
  /** Made once everything passed by. */
  readonly finding: () => Finding;
  /** Whether it looks at type and path alone, so that one resource of a place speaks for all of them. */
  readonly placed: boolean;
  readonly matches: (resource: Resource, unlocated: Truth) => boolean;
}

/** Days before its end in which a waiver is announced. */
const NOTICE_DAYS = 30;

/**
 * Makes a watch for one plan. What has matched once is not asked again, so a healthy rule file costs next to
 * nothing over a large inventory.
 */
export function watchUnused(set: RuleSet, day: Day, unlocated: Truth): UnusedWatch {
  const watched = [...watchExcludes(set, day), ...watchPaths(set, day), ...watchNames(set, day)];
  const byPlace = new Set(watched.filter((one) => one.placed));
  const byResource = new Set(watched.filter((one) => !one.placed));
  const look = (unmatched: Set<Watched>, resource: Resource): void => {
    for (const one of unmatched) if (one.matches(resource, unlocated)) unmatched.delete(one);
  };
  const lookAtPlace = rememberByPlace((resource) => look(byPlace, resource));
  const usedWaivers = new Set<number>();
  return {
    see(resource) {
      lookAtPlace(resource);
      look(byResource, resource);
    },
    used(waiver) {
      usedWaivers.add(waiver);
    },
    findings(whole) {
      const waivers = set.waivers.flatMap((waiver, index) => {
        const kind = waiverState(waiver, day, usedWaivers.has(index) || !whole);
        return kind === undefined ? [] : [waiverFinding(kind, waiver, index)];
      });
      const unmatched = watched.filter((one) => byPlace.has(one) || byResource.has(one));
      return [...waivers, ...(whole ? unmatched.map((one) => one.finding()) : [])];
    },
  };
}

function waiverState(waiver: Waiver, day: Day, used: boolean) {
  if (waiver.expires < day) return 'waiver-expired';
  if (!used) return 'waiver-unused';
  return daysBetween(day, waiver.expires) <= NOTICE_DAYS ? 'waiver-ending' : undefined;
}

function waiverFinding(
  kind: 'waiver-expired' | 'waiver-unused' | 'waiver-ending',
  { rule, expires }: Waiver,
  waiver: number,
): Finding {
  return { kind, severity: kind === 'waiver-ending' ? 'info' : 'warning', rule, waiver, expires };
}

function daysBetween(from: Day, to: Day): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}

function watchExcludes(set: RuleSet, day: Day): Watched[] {
  return set.rules.flatMap(({ id, exclude }) => {
    if (exclude === undefined) return [];
    const { place, own } = splitScope(exclude, day);
    return [
      {
        finding: () => ({ kind: 'exclude-unused', severity: 'warning', rule: id, what: showScope(exclude) }),
        placed: own === undefined,
        matches: (resource, unlocated) =>
          place(resource, unlocated) !== 'no' && own?.(resource, unlocated) !== 'no',
      },
    ];
  });
}

function watchPaths(set: RuleSet, day: Day): Watched[] {
  const inForce = set.waivers.filter((waiver) => waiver.expires >= day);
  return [
    ...set.rules.flatMap((rule) => pathsOf(rule.match).map((path) => watchPath(rule.id, path))),
    ...inForce.flatMap((waiver) => pathsOf(waiver.match).map((path) => watchPath(waiver.rule, path))),
  ];
}

/** Names and ids that rules match by. What a waiver matches by is told by the waiver's own finding. */
function watchNames(set: RuleSet, day: Day): Watched[] {
  return set.rules.flatMap(({ id, match }) =>
    (['id', 'name'] as const).flatMap((condition) =>
      (match?.[condition] ?? []).map((matcher) => watchName(id, match?.type, condition, matcher, day)),
    ),
  );
}

function watchName(
  rule: string,
  types: Scope['type'],
  condition: 'id' | 'name',
  matcher: Matcher,
  day: Day,
): Watched {
  const test = compileMatchers([matcher], day);
  return {
    // It takes nothing, so nothing is removed by mistake: worth a look, no more.
    finding: () => ({
      kind: 'match-unused',
      severity: 'info',
      rule,
      what: showScope({ [condition]: [matcher] }),
    }),
    placed: false,
    matches: (resource) => types?.includes(resource.type) !== false && test(resource[condition]) !== 'no',
  };
}

function pathsOf(scope: Scope | undefined): readonly Matcher[] {
  return scope?.path ?? [];
}

function watchPath(rule: string, path: Matcher): Watched {
  const test = compilePath([path]);
  const testAnyCase = compilePath([{ ...path, 'ignore-case': true }]);
  let near: Path | undefined;
  return {
    finding: () => ({
      kind: 'path-unused',
      severity: 'warning',
      rule,
      what: showMatcher(path),
      ...(near !== undefined && { near }),
    }),
    placed: true,
    matches({ path: place }) {
      if (place === undefined) return false;
      if (test(place)) return true;
      if (testAnyCase(place)) near = firstOf(near, place);
      return false;
    },
  };
}

/** Of two paths the one nearer to the root, else always the same one, whatever the order in which they come. */
function firstOf(one: Path | undefined, other: Path): Path {
  if (one === undefined) return other;
  const order = one.length - other.length || compareText(JSON.stringify(one), JSON.stringify(other));
  return order < 0 ? one : other;
}
