import type { Finding, Kept, Removal, Resource, Shield, Tag } from '../model.ts';
import { refOf } from '../model.ts';
import { readDay } from '../rules/date.ts';
import { and, type Truth } from '../rules/truth.ts';
import type { Candidate, CompiledRule, CompiledRules, KeyView } from './compile.ts';

/** What the rules say of one resource. Keys are in the order of the resource's tags. */
export interface Verdict {
  readonly remove: readonly Removal[];
  readonly kept: readonly Kept[];
  readonly findings: readonly Finding[];
  /** Waivers (indexes) that took a claim away or excused a finding. */
  readonly waivers: readonly number[];
}

/** Where a resource stands to a rule: `shielded` means that the rule's exclude could not be decided. */
export type Standing = 'in' | 'out' | 'shielded';

const NOTHING: Verdict = { remove: [], kept: [], findings: [], waivers: [] };

/**
 * Judges one resource. For each tag:
 *
 *     claims of all rules ── none ─────────────────────────────▶ nothing is said of it
 *           │ some
 *     system or protect ── yes ────────────────────────────────▶ kept
 *           │ no
 *     drop claims that a waiver, or an undecided exclude or waiver, takes away
 *           │
 *     a claim of an enforced rule is left ── yes ──────────────▶ removal, because of those rules
 *           │ no                             and a claim that was dropped ──▶ kept
 *     a claim of an unenforced rule is left ───────────────────▶ finding
 *
 * `unlocated` is the truth of a path condition for a resource without a path.
 */
export function judgeResource(rules: CompiledRules, resource: Resource, unlocated: Truth): Verdict {
  const standings = new Array<Standing | undefined>(rules.rules.length);
  const standing = (rule: CompiledRule): Standing =>
    (standings[rule.at] ??= standingOf(rule, resource, unlocated));
  const verdict = { remove: [], kept: [], findings: [], waivers: [] } as Drafted;

  for (const tag of resource.tags) {
    const view = rules.view(tag.key);
    if (view.candidates.length > 0) judgeTag(verdict, resource, tag, view, standing, unlocated);
  }
  for (const rule of rules.rules) {
    if (rule.require.length > 0 && standing(rule) === 'in') findMissing(verdict, resource, rule, unlocated);
  }
  return verdict.remove.length + verdict.kept.length + verdict.findings.length === 0 ? NOTHING : verdict;
}

type Drafted = { -readonly [K in keyof Verdict]: Verdict[K][number][] };

/** Where a resource stands to a rule. An undecided match never claims. */
export function standingOf(rule: CompiledRule, resource: Resource, unlocated: Truth): Standing {
  if (rule.match(resource, unlocated) !== 'yes') return 'out';
  const excluded = rule.exclude?.(resource, unlocated) ?? 'no';
  return excluded === 'yes' ? 'out' : excluded === 'unknown' ? 'shielded' : 'in';
}

function judgeTag(
  into: Drafted,
  resource: Resource,
  tag: Tag,
  view: KeyView,
  standing: (rule: CompiledRule) => Standing,
  unlocated: Truth,
): void {
  const claims = view.candidates.filter((candidate) => claimsTag(into, resource, tag, candidate, standing));
  if (claims.length === 0) return;
  const whole = wholeShield(view);
  if (whole !== undefined) {
    keep(into, resource, tag, claims, [whole]);
    return;
  }
  const shields: Shield[] = [];
  const left = claims.filter(({ rule }) => {
    const shield = shieldFrom(rule, resource, tag.key, standing(rule), unlocated);
    if (shield === undefined) return true;
    shields.push(shield);
    if (shield.kind === 'waiver') into.waivers.push(shield.waiver);
    return false;
  });
  const because = left.filter(({ rule }) => rule.rule.enforce).map(({ rule }) => rule.rule.id);
  if (because.length > 0) into.remove.push({ key: tag.key, value: tag.value, because });
  else if (shields.length > 0) keep(into, resource, tag, claims, shields);
  for (const { rule } of left) {
    if (rule.rule.enforce) continue;
    const { id, severity } = rule.rule;
    into.findings.push({ kind: 'unenforced', severity, rule: id, resource: refOf(resource), ...tag });
  }
}

function claimsTag(
  into: Drafted,
  resource: Resource,
  tag: Tag,
  { rule, value }: Candidate,
  standing: (rule: CompiledRule) => Standing,
): boolean {
  if (standing(rule) === 'out') return false;
  const truth = value?.(tag.value) ?? 'yes';
  if (truth === 'unknown' && readDay(tag.value) === undefined) {
    const { id } = rule.rule;
    into.findings.push({
      kind: 'date-unreadable',
      severity: 'warning',
      rule: id,
      resource: refOf(resource),
      ...tag,
    });
  }
  return truth === 'yes';
}

function wholeShield(view: KeyView): Shield | undefined {
  if (view.system) return { kind: 'system' };
  return view.protect === undefined ? undefined : { kind: 'protect', matcher: view.protect };
}

/** What takes away a rule's claim on a key, if anything does. */
function shieldFrom(
  rule: CompiledRule,
  resource: Resource,
  key: string,
  standing: Standing,
  unlocated: Truth,
): Shield | undefined {
  const { id } = rule.rule;
  if (standing === 'shielded') return { kind: 'unknown', rule: id, why: 'its exclude could not be decided' };
  const { waived, undecided } = findWaiver(rule, resource, key, unlocated);
  if (waived !== undefined) return { kind: 'waiver', rule: id, waiver: waived };
  return undecided ? { kind: 'unknown', rule: id, why: 'a waiver of it could not be decided' } : undefined;
}

function findWaiver(rule: CompiledRule, resource: Resource, key: string, unlocated: Truth) {
  let undecided = false;
  for (const waiver of rule.waivers) {
    const truth = and(waiver.key?.(key) ?? 'yes', waiver.match(resource, unlocated));
    if (truth === 'yes') return { waived: waiver.index, undecided };
    undecided ||= truth === 'unknown';
  }
  return { waived: undefined, undecided };
}

function keep(
  into: Drafted,
  resource: Resource,
  tag: Tag,
  claims: readonly Candidate[],
  shields: readonly Shield[],
): void {
  const ids = claims.map(({ rule }) => rule.rule.id);
  into.kept.push({ resource: refOf(resource), ...tag, claims: ids, shields });
}

function findMissing(into: Drafted, resource: Resource, rule: CompiledRule, unlocated: Truth): void {
  const { id, severity } = rule.rule;
  for (const { shown, has } of rule.require) {
    if (resource.tags.some((tag) => has(tag.key) === 'yes')) continue;
    const { waived } = findWaiver(rule, resource, shown, unlocated);
    const finding = { kind: 'missing', severity, rule: id, resource: refOf(resource), key: shown } as const;
    into.findings.push(waived === undefined ? finding : { ...finding, waiver: waived });
    if (waived !== undefined) into.waivers.push(waived);
  }
}
