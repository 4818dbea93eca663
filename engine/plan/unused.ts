import type { Day, Finding, Matcher, Resource, RuleSet, Scope, Waiver } from '../model.ts';
import { compilePath } from '../rules/path.ts';
import { compileScope } from '../rules/scope.ts';
import { showMatcher, showScope } from '../rules/show.ts';
import type { Truth } from '../rules/truth.ts';

/** Watches, while resources pass by, for parts of the rules that match nothing. */
export interface UnusedWatch {
  see(resource: Resource, unlocated: Truth): void;
  used(waiver: number): void;
  /** `whole` is false where something was not read or the run was narrowed: then "matches nothing" is unproven. */
  findings(whole: boolean): Finding[];
}

interface Watched {
  readonly finding: Finding;
  readonly matches: (resource: Resource, unlocated: Truth) => boolean;
}

/** Days before its end in which a waiver is announced. */
const NOTICE_DAYS = 30;

/** More places than an organization can have OUs (1,000); a file may hold any number. */
const REMEMBERED_PLACES = 10_000;

/**
 * Makes a watch for one plan. What has matched once is not asked again, so a healthy rule file costs next to
 * nothing over a large inventory.
 */
export function watchUnused(set: RuleSet, day: Day): UnusedWatch {
  let excludes = watchExcludes(set, day);
  let paths = watchPaths(set, day);
  const usedWaivers = new Set<number>();
  const places = new Set<string>();
  return {
    see(resource, unlocated) {
      if (excludes.length > 0) excludes = excludes.filter((one) => !one.matches(resource, unlocated));
      if (paths.length === 0 || resource.path === undefined) return;
      // Many resources lie in one place, and a path is all that these look at.
      const place = resource.path.join('\0');
      if (places.has(place)) return;
      if (places.size < REMEMBERED_PLACES) places.add(place);
      paths = paths.filter((one) => !one.matches(resource, unlocated));
    },
    used(waiver) {
      usedWaivers.add(waiver);
    },
    findings(whole) {
      const waivers = set.waivers.flatMap((waiver, index) => {
        const kind = waiverState(waiver, day, usedWaivers.has(index) || !whole);
        return kind === undefined ? [] : [waiverFinding(kind, waiver, index)];
      });
      return [...waivers, ...(whole ? [...excludes, ...paths].map((one) => one.finding) : [])];
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
    const test = compileScope(exclude, day);
    return [
      {
        finding: { kind: 'exclude-unused', severity: 'warning', rule: id, what: showScope(exclude) },
        matches: (resource, unlocated) => test(resource, unlocated) !== 'no',
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

function pathsOf(scope: Scope | undefined): readonly Matcher[] {
  return scope?.path ?? [];
}

function watchPath(rule: string, path: Matcher): Watched {
  const test = compilePath([path]);
  return {
    finding: { kind: 'path-unused', severity: 'warning', rule, what: showMatcher(path) },
    matches: (resource) => (resource.path === undefined ? false : test(resource.path)),
  };
}
