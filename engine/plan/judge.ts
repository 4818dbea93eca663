import type { Finding, Kept, Removal, Resource, Shield, Tag } from '../model.ts';
import { refOf } from '../model.ts';
import { readDay } from '../rules/date.ts';
import { and, or, type Truth } from '../rules/truth.ts';
import type { Candidate, CompiledRule, KeyView } from './compile.ts';
import type { PlacedRules, Standing } from './placed.ts';

/** What the rules say of one resource. Keys are in the order of the resource's tags. */
export interface Verdict {
  readonly remove: readonly Removal[];
  readonly kept: readonly Kept[];
  readonly findings: readonly Finding[];
  /** Waivers (indexes) that took a claim away or excused a finding. */
  readonly waivers: readonly number[];
}

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
 * `rules` are those of the resource's place: see `placeRules`.
 */
export function judgeResource(rules: PlacedRules, resource: Resource): Verdict {
  // Made for the first tag that some rule may claim here: most tags and many resources have none.
  let hearing: Hearing | undefined;
  for (const tag of resource.tags) {
    const view = rules.view(tag.key);
    const candidates = view.candidatesWith(tag.value);
    if (!anySpeaks(rules, candidates)) continue;
    hearing ??= open(rules, resource);
    judgeTag(hearing, tag, view, candidates);
  }
  for (const { rule } of rules.requiring) {
    hearing ??= open(rules, resource);
    if (standing(hearing, rule) === 'in') findMissing(hearing, rule);
  }
  for (const rule of rules.dating) {
    if (!isUndecided(rule, resource, rules.unlocated)) continue;
    hearing ??= open(rules, resource);
    findUnreadable(hearing, rule);
  }
  if (hearing === undefined) return NOTHING;
  const { remove, kept, findings } = hearing.verdict;
  return remove.length + kept.length + findings.length === 0 ? NOTHING : hearing.verdict;
}

type Drafted = { -readonly [K in keyof Verdict]: Verdict[K][number][] };

/** One resource before the rules of its place. */
interface Hearing {
  readonly rules: PlacedRules;
  readonly resource: Resource;
  /** Standings that were asked of the resource itself. */
  readonly asked: Map<CompiledRule, Standing>;
  readonly verdict: Drafted;
}

function open(rules: PlacedRules, resource: Resource): Hearing {
  return { rules, resource, asked: new Map(), verdict: { remove: [], kept: [], findings: [], waivers: [] } };
}

/** Whether any rule that may claim a tag has a say at this place. */
function anySpeaks({ rules }: PlacedRules, candidates: readonly Candidate[]): boolean {
  for (const { rule } of candidates) if (rules[rule.at] !== undefined) return true;
  return false;
}

function standing({ rules, resource, asked }: Hearing, rule: CompiledRule): Standing {
  const placed = rules.rules[rule.at]?.standing ?? 'out';
  if (typeof placed === 'string') return placed;
  const known = asked.get(rule) ?? placed(resource);
  asked.set(rule, known);
  return known;
}

function judgeTag(hearing: Hearing, tag: Tag, view: KeyView, candidates: readonly Candidate[]): void {
  const claims = candidates.filter((candidate) => claimsTag(hearing, tag, candidate));
  if (claims.length === 0) return;
  const { verdict: into, resource, rules } = hearing;
  const whole = wholeShield(view);
  if (whole !== undefined) {
    keep(into, resource, tag, claims, [whole]);
    return;
  }
  const shields: Shield[] = [];
  const left = claims.filter(({ rule }) => {
    const shield = shieldFrom(rule, resource, tag.key, standing(hearing, rule), rules.unlocated);
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

function claimsTag(hearing: Hearing, tag: Tag, { rule, value }: Candidate): boolean {
  if (standing(hearing, rule) === 'out') return false;
  const truth = value?.(tag.value) ?? 'yes';
  if (truth === 'unknown') tellUnreadable(hearing, rule, tag);
  return truth === 'yes';
}

/** Tells of a value that a rule holds against a day, where it is none. */
function tellUnreadable({ resource, verdict }: Hearing, { rule }: CompiledRule, tag: Tag): void {
  if (readDay(tag.value) !== undefined) return;
  const about = { rule: rule.id, resource: refOf(resource), ...tag };
  verdict.findings.push({ kind: 'date-unreadable', severity: 'warning', ...about });
}

/** Whether a rule would speak of a resource of its place, if all values of the tags it matches by were dates. */
function isUndecided({ match, exclude }: CompiledRule, resource: Resource, unlocated: Truth): boolean {
  if (match.own?.(resource, unlocated) !== 'unknown') return false;
  return (
    exclude === undefined ||
    and(exclude.place(resource, unlocated), exclude.own?.(resource, unlocated) ?? 'yes') !== 'yes'
  );
}

function findUnreadable(hearing: Hearing, rule: CompiledRule): void {
  for (const { key, holds } of rule.dated) {
    const tag = hearing.resource.tags.find((one) => one.key === key);
    if (tag !== undefined && holds(tag.value) === 'unknown') tellUnreadable(hearing, rule, tag);
  }
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
  const { waived, undecided } = findWaiver(rule, resource, [key], unlocated);
  if (waived !== undefined) return { kind: 'waiver', rule: id, waiver: waived };
  return undecided ? { kind: 'unknown', rule: id, why: 'a waiver of it could not be decided' } : undefined;
}

/** `keys` are what a waiver may call the key by. */
function findWaiver(rule: CompiledRule, resource: Resource, keys: readonly string[], unlocated: Truth) {
  let undecided = false;
  for (const waiver of rule.waivers) {
    const { key } = waiver;
    const meant = key === undefined ? 'yes' : or(...keys.map(key));
    const truth = and(meant, waiver.match(resource, unlocated));
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

function findMissing({ rules, resource, verdict: into }: Hearing, rule: CompiledRule): void {
  const { id, severity } = rule.rule;
  for (const { shown, names, has } of rule.require) {
    if (resource.tags.some((tag) => has(tag.key) === 'yes')) continue;
    const { waived } = findWaiver(rule, resource, names, rules.unlocated);
    const finding = { kind: 'missing', severity, rule: id, resource: refOf(resource), key: shown } as const;
    into.findings.push(waived === undefined ? finding : { ...finding, waiver: waived });
    if (waived !== undefined) into.waivers.push(waived);
  }
}
