import { isDeepStrictEqual } from 'node:util';
import type {
  Call,
  ComparedFinding,
  ComparedKept,
  ComparedRemoval,
  ComparedRule,
  ComparedSide,
  ComparedWaiver,
  Comparison,
  Finding,
  Kept,
  PlanBody,
  ResourceRef,
  Rule,
  RuleSet,
  Scope,
  Severity,
} from '../model.ts';
import { compareResources, compareText, SEVERITIES } from '../model.ts';
import { canonicalText } from './digest.ts';
import { raiseObjections } from './limits.ts';

/**
 * What becomes different when rules change from `base` to `head`: two plans over one inventory, entry by entry.
 *
 *     base plan   head plan    a tag is
 *     removes     –            gone: no longer removed
 *     –           removes      added: newly removed
 *     removes     removes      other-reason, if other rules claim it; else nothing is said
 *
 * The same holds for claimed tags that stay and for findings. Plans over two inventories would mix two causes, so
 * the caller sees to it that there is one.
 */
export function comparePlans(base: PlanBody, head: PlanBody): Comparison {
  const { organization, origin, day, counts, gaps } = head;
  return {
    organization,
    origin,
    day,
    counts,
    base: sideOf(base),
    head: sideOf(head),
    rules: compareRules(base.rules, head.rules),
    waivers: compareWaivers(base.rules, head.rules),
    removals: compareRemovals(base, head),
    kept: compareKept(base.kept, head.kept),
    findings: compareFindings(base, head),
    gaps,
  };
}

function sideOf(plan: PlanBody): ComparedSide {
  return {
    rules: plan.rules,
    removals: plan.calls.reduce((sum, { remove }) => sum + remove.length, 0),
    resources: plan.calls.length,
    kept: plan.kept.length,
    findings: plan.findings.length,
    objections: raiseObjections(plan),
  };
}

/** Things of two sides by name: what only one of them has, and what both have. */
interface Sides<T> {
  readonly added: readonly T[];
  readonly gone: readonly T[];
  readonly both: readonly { readonly before: T; readonly after: T }[];
}

function sideBySide<T>(
  base: Iterable<T>,
  head: Iterable<T>,
  nameOf: { readonly base: (item: T) => string; readonly head: (item: T) => string },
): Sides<T> {
  const old = new Map(Array.from(base, (item) => [nameOf.base(item), item]));
  const young = new Map(Array.from(head, (item) => [nameOf.head(item), item]));
  const only = (one: Map<string, T>, other: Map<string, T>) =>
    [...one].flatMap(([name, item]) => (other.has(name) ? [] : [item]));
  return {
    added: only(young, old),
    gone: only(old, young),
    both: [...old].flatMap(([name, before]) => {
      const after = young.get(name);
      return after === undefined ? [] : [{ before, after }];
    }),
  };
}

/** The names of one function for both sides. */
function alike<T>(nameOf: (item: T) => string) {
  return { base: nameOf, head: nameOf };
}

/** What only one side has, marked. */
function oneSided<T, U>({ added, gone }: Sides<T>, make: (item: T, change: 'added' | 'gone') => U): U[] {
  return [...added.map((item) => make(item, 'added')), ...gone.map((item) => make(item, 'gone'))];
}

function compareRules(base: RuleSet, head: RuleSet): ComparedRule[] {
  const sides = sideBySide(
    base.rules,
    head.rules,
    alike(({ id }) => id),
  );
  const edited = sides.both.map(({ before, after }) => ({
    change: 'edited' as const,
    rule: after.id,
    fields: editedFields(before, after),
  }));
  return [
    ...oneSided(sides, ({ id }, change) => ({ change, rule: id })),
    ...edited.filter(({ fields }) => fields.length > 0),
  ].sort((a, b) => compareText(a.rule, b.rule));
}

/** What of a rule differs, by the words of the rule file; of a scope, which conditions. */
function editedFields(before: Rule, after: Rule): string[] {
  const [old, young] = [fieldsOf(before), fieldsOf(after)];
  return [...new Set([...old.keys(), ...young.keys()])]
    .filter((name) => old.get(name) !== young.get(name))
    .sort(compareText);
}

function fieldsOf({ match = {}, exclude = {}, ...rest }: Rule): Map<string, string> {
  const within = (name: string, scope: Scope) =>
    Object.entries(scope).map(([condition, value]) => [`${name}.${condition}`, value] as const);
  const fields = [...Object.entries(rest), ...within('match', match), ...within('exclude', exclude)];
  return new Map(fields.map(([name, value]) => [name, canonicalText(value)]));
}

function compareWaivers(base: RuleSet, head: RuleSet): ComparedWaiver[] {
  const sides = sideBySide(base.waivers, head.waivers, alike(canonicalText));
  return oneSided(sides, (waiver, change): ComparedWaiver => ({ change, waiver })).sort(
    (a, b) =>
      compareText(a.waiver.rule, b.waiver.rule) ||
      compareText(canonicalText(a.waiver), canonicalText(b.waiver)),
  );
}

type Removed = Omit<ComparedRemoval, 'change' | 'before' | 'after' | 'severity'> & {
  readonly because: readonly string[];
};

function compareRemovals(base: PlanBody, head: PlanBody): ComparedRemoval[] {
  const [graveBefore, graveAfter] = [gravest(base.rules), gravest(head.rules)];
  const sides = sideBySide(removed(base.calls), removed(head.calls), alike(tagName));
  return [
    ...sides.added.map(({ because, ...tag }) => ({
      change: 'added' as const,
      ...tag,
      severity: graveAfter(because),
      before: [],
      after: because,
    })),
    ...sides.gone.map(({ because, ...tag }) => ({
      change: 'gone' as const,
      ...tag,
      severity: graveBefore(because),
      before: because,
      after: [],
    })),
    ...sides.both
      .filter(({ before, after }) => !isDeepStrictEqual(before.because, after.because))
      .map(({ before, after: { because, ...tag } }) => ({
        change: 'other-reason' as const,
        ...tag,
        severity: graveAfter(because),
        before: before.because,
        after: because,
      })),
  ].sort(byTag);
}

function* removed(calls: readonly Call[]): Iterable<Removed> {
  for (const { resource, remove } of calls) for (const removal of remove) yield { resource, ...removal };
}

function gravest({ rules }: RuleSet): (because: readonly string[]) => Severity {
  const known = new Map(rules.map(({ id, severity }) => [id, severity]));
  return (because) => SEVERITIES.find((one) => because.some((id) => known.get(id) === one)) ?? 'error';
}

function compareKept(base: readonly Kept[], head: readonly Kept[]): ComparedKept[] {
  const sides = sideBySide(base, head, alike(tagName));
  return oneSided(sides, (kept, change): ComparedKept => ({ change, ...kept })).sort(byTag);
}

interface TagOf {
  readonly resource: ResourceRef;
  readonly key: string;
}

function tagName({ resource, key }: TagOf): string {
  return JSON.stringify([resource.type, resource.id, key]);
}

function byTag(a: TagOf, b: TagOf): number {
  return compareResources(a.resource, b.resource) || compareText(a.key, b.key);
}

/** A finding is the same where all of it is; a waiver is known by its text, since its index moves. */
function compareFindings(base: PlanBody, head: PlanBody): ComparedFinding[] {
  const nameIn =
    ({ rules }: PlanBody) =>
    (finding: Finding): string =>
      canonicalText({
        ...finding,
        ...('waiver' in finding && { waiver: rules.waivers[finding.waiver] ?? null }),
      });
  const sides = sideBySide(base.findings, head.findings, { base: nameIn(base), head: nameIn(head) });
  return oneSided(sides, (finding, change): ComparedFinding => ({ change, finding })).sort(byFinding);
}

function byFinding(a: ComparedFinding, b: ComparedFinding): number {
  const [left, right] = [a.finding, b.finding];
  return (
    compareText(left.rule, right.rule) ||
    compareText(left.kind, right.kind) ||
    compareSubjects(left, right) ||
    compareText(a.change, b.change)
  );
}

function compareSubjects(a: Finding, b: Finding): number {
  if ('resource' in a && 'resource' in b) return byTag(a, b);
  return compareText(canonicalText(a), canonicalText(b));
}
