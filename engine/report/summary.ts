import type { Finding, ResourceType, Run, Severity } from '../model.ts';
import { RESOURCE_TYPES, SEVERITIES } from '../model.ts';
import { identity, isActed, isDone, isNeedless, planOf, type RowState, rowsOf } from './rows.ts';
import { findingResource } from './words.ts';

/** What one type of resource or one rule adds up to. */
export interface Tally {
  removals: number;
  kept: number;
  findings: number;
}

/** A run in numbers. */
export interface Summary {
  readonly removals: number;
  /** Distinct resources among them. */
  readonly resources: number;
  /** Of the removals: those that are as the run wanted them. */
  readonly done: number;
  /** Of those: what the run did itself. */
  readonly acted: number;
  readonly states: ReadonlyMap<RowState, number>;
  readonly severities: ReadonlyMap<Severity, number>;
  /** Those that no waiver excuses. */
  readonly findings: ReadonlyMap<Severity, number>;
  readonly types: ReadonlyMap<ResourceType, Tally>;
  /** By rule id, in the order of the rules. A tag that two rules claim counts for both. */
  readonly rules: ReadonlyMap<string, Tally>;
}

/** Counts a run, once over. */
export function summarize(run: Run): Summary {
  const plan = planOf(run);
  const states = new Map<RowState, number>();
  const severities = new Map<Severity, number>();
  const findings = new Map<Severity, number>();
  const types = new Map(RESOURCE_TYPES.map((type) => [type, tally()]));
  const rules = new Map((plan?.rules.rules ?? []).map(({ id }) => [id, tally()]));
  const resources = new Set<string>();
  let [removals, done, acted] = [0, 0, 0];
  for (const row of rowsOf(run)) {
    removals++;
    if (isDone(row.state)) done++;
    if (isActed(row.state)) acted++;
    resources.add(identity(row.resource));
    add(states, row.state);
    add(severities, row.severity);
    // An undo counts by type what it does, not what it finds done.
    if (run.mode !== 'undo' || !isNeedless(row.state)) bump(types, row.resource.type, 'removals');
    for (const id of row.because) bump(rules, id, 'removals');
  }
  for (const kept of plan?.kept ?? []) {
    bump(types, kept.resource.type, 'kept');
    for (const id of kept.claims) bump(rules, id, 'kept');
  }
  for (const finding of plan?.findings ?? []) {
    const resource = findingResource(finding);
    if (!excused(finding)) add(findings, finding.severity);
    if (resource !== undefined) bump(types, resource.type, 'findings');
    bump(rules, finding.rule, 'findings');
  }
  return { removals, done, acted, resources: resources.size, states, severities, findings, types, rules };
}

/** Whether a waiver excuses a finding, so that it stands in the report and fails no gate. */
export function excused(finding: Finding): boolean {
  return finding.kind === 'missing' && finding.waiver !== undefined;
}

/** How many of a count are at or above a severity; none for `none`. */
export function atOrAbove(counts: ReadonlyMap<Severity, number>, bound: Run['fail-on']): number {
  if (bound === 'none') return 0;
  const grave = SEVERITIES.slice(0, SEVERITIES.indexOf(bound) + 1);
  return grave.reduce((sum, severity) => sum + (counts.get(severity) ?? 0), 0);
}

function tally(): Tally {
  return { removals: 0, kept: 0, findings: 0 };
}

function add<K>(counts: Map<K, number>, key: K): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function bump<K>(tallies: Map<K, Tally>, key: K, what: keyof Tally): void {
  const found = tallies.get(key) ?? tally();
  found[what]++;
  tallies.set(key, found);
}
