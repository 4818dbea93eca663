import { createHash } from 'node:crypto';
import type { Finding, Place, Plan, ResourceRef, Rule, Run, Severity, Waiver } from '../model.ts';
import { SEVERITIES } from '../model.ts';
import { isDone, planOf, type Row, rowsOf } from './rows.ts';
import { showKey, showResource, showValue, visible } from './visible.ts';
import { findingResource, findingSentence, stateWord } from './words.ts';

/**
 * Something that stands against a rule when the run ends: a removal that was not done, a finding, or what a waiver
 * excuses. Formats that speak of violations list these; what was removed stands no more.
 */
export interface Standing {
  readonly rule: string;
  readonly severity: Severity;
  readonly place?: Place;
  readonly resource?: ResourceRef;
  readonly key?: string;
  /** One sentence, made visible. */
  readonly message: string;
  /** The waiver that excuses it. */
  readonly waiver?: Waiver;
  /** The same in every run for the same thing: SHA-256 of rule, resource and key, never of a value. */
  readonly fingerprint: string;
}

/** All that stands, the gravest first, else in plan order. A tag that two rules claim stands against both. */
export function standingOf(run: Run): Standing[] {
  const plan = planOf(run);
  if (plan === undefined) return [];
  const rules = new Map(plan.rules.rules.map((rule) => [rule.id, rule]));
  const { findings, rules: set } = plan;
  const all = [
    ...removals(run, rules),
    ...waived(run, rules),
    ...findings.map((finding) => standingFinding(finding, set.waivers)),
  ];
  return gravestFirst(all, plan.places);
}

/** Puts each thing that stands at its rule's place, and the gravest first; else the order stays. */
export function gravestFirst(all: readonly Standing[], places: Plan['places']): Standing[] {
  const known = new Map(places.map(({ rule, file, line, column }) => [rule, { file, line, column }]));
  const placed = all.map((one) => {
    const place = known.get(one.rule);
    return place === undefined ? one : { ...one, place };
  });
  return SEVERITIES.flatMap((severity) => placed.filter((one) => one.severity === severity));
}

type Rules = ReadonlyMap<string, Rule>;

/** A rule's claim on a tag, as something that stands against the rule. */
export function standingClaim(
  rule: string,
  severity: Severity,
  { resource, key }: { readonly resource: ResourceRef; readonly key: string },
  message: string,
): Standing {
  const fingerprint = hash('claim', rule, resource.id, key);
  return { rule, severity, resource, key, message, fingerprint };
}

function* removals(run: Run, rules: Rules): Iterable<Standing> {
  for (const row of rowsOf(run)) {
    if (isDone(row.state)) continue;
    for (const rule of row.because) {
      yield standingClaim(rule, severityOf(rules, rule), row, rowSentence(row, run));
    }
  }
}

function rowSentence({ resource, key, value, state, why }: Row, run: Run): string {
  const tag = `${showResource(resource)}: ${showKey(key)} = ${showValue(value)}`;
  if (state === 'planned') return `${tag} is to be removed`;
  return `${tag} was not removed (${stateWord(state, run)})${why === undefined ? '' : `: ${visible(why)}`}`;
}

function* waived(run: Run, rules: Rules): Iterable<Standing> {
  const { kept = [], rules: set } = run.plan ?? {};
  for (const { resource, key, value, shields } of kept) {
    for (const shield of shields) {
      const waiver = shield.kind === 'waiver' ? set?.waivers[shield.waiver] : undefined;
      if (shield.kind !== 'waiver' || waiver === undefined) continue;
      const message = `${showResource(resource)}: ${showKey(key)} = ${showValue(value)} is waived until ${waiver.expires}`;
      const severity = severityOf(rules, shield.rule);
      yield { ...standingClaim(shield.rule, severity, { resource, key }, message), waiver };
    }
  }
}

/** A finding, as something that stands against its rule. */
export function standingFinding(finding: Finding, waivers: readonly Waiver[]): Standing {
  const resource = findingResource(finding);
  const waiver = 'waiver' in finding ? waivers[finding.waiver] : undefined;
  return {
    rule: finding.rule,
    severity: finding.severity,
    ...(resource !== undefined && { resource }),
    ...('key' in finding && { key: finding.key }),
    message: findingSentence(finding),
    ...(finding.kind === 'missing' && waiver !== undefined && { waiver }),
    fingerprint: hash(finding.kind, finding.rule, resource?.id ?? '', subject(finding, waiver)),
  };
}

/** What a finding is about within its rule and resource. A waiver is known by its text: its index moves. */
function subject(finding: Finding, waiver: Waiver | undefined): string {
  if ('key' in finding) return finding.key;
  return 'what' in finding ? finding.what : JSON.stringify([waiver?.match, waiver?.key, finding.expires]);
}

function severityOf(rules: Rules, rule: string): Severity {
  return rules.get(rule)?.severity ?? 'error';
}

function hash(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
