import {
  compareText,
  type Day,
  type Kept,
  type Origin,
  type Plan,
  type ResourceRef,
  type Run,
  type Waiver,
} from '../model.ts';
import { nameOf, putBack, type TagOfRun, tagsThatAre } from './put-back.ts';

/** What past runs add up to, one for each organization and service, since a rehearsal is no history of the cloud. */
export interface History {
  readonly organization: string;
  readonly origin: Origin;
  /** Runs that are counted, oldest first. */
  readonly runs: readonly string[];
  /** By rule, the one with most removals first. A removal that several rules claim counts for each. */
  readonly rules: readonly RuleHistory[];
  /** Tags that were removed, came back by no undo of ours, and were removed again; the most often first. */
  readonly repeats: readonly Repeat[];
  /** Waivers of the latest run of a whole plan; absent where there is none. */
  readonly waivers?: WaiverDebt;
}

export interface RuleHistory {
  readonly rule: string;
  readonly removed: number;
  /** Of those: the ones that an undo put back, and no undo of it removed again. */
  readonly undone: number;
  readonly runs: readonly RuleRun[];
}

/** What a rule removed in one run. */
export interface RuleRun {
  readonly run: string;
  readonly day: Day;
  readonly removed: number;
  readonly undone: number;
}

export interface Repeat {
  readonly resource: ResourceRef;
  readonly key: string;
  /** Runs that removed it, oldest first; none that an undo took back. */
  readonly runs: readonly string[];
}

export interface WaiverDebt {
  readonly run: string;
  /** The UTC day by which they were judged. */
  readonly day: Day;
  /** By expiry, the earliest first. */
  readonly waivers: readonly WaiverState[];
}

export interface WaiverState extends Pick<Waiver, 'rule' | 'reason' | 'approved-by' | 'expires' | 'ticket'> {
  readonly state: 'expired' | 'in-force';
  /** From the day of the run to its end; negative once it is past. */
  readonly days: number;
  /** Tags that it kept, and missing ones that it excused, in that run. */
  readonly covers: number;
}

/** Adds past runs up, given oldest first. Pure: looks at no clock, so the same runs give the same history. */
export function historyOf(runs: readonly Run[]): History[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    if (run.organization === undefined || run.origin === undefined) continue;
    const name = JSON.stringify([run.organization.id, run.origin]);
    groups.set(name, [...(groups.get(name) ?? []), run]);
  }
  return [...groups].sort(([a], [b]) => compareText(a, b)).map(([, group]) => oneHistory(group));
}

function oneHistory(runs: readonly Run[]): History {
  const [first] = runs;
  const waivers = waiverDebt(runs);
  return {
    organization: first?.organization?.id ?? '',
    origin: first?.origin ?? '',
    runs: runs.map((run) => run.id),
    rules: ruleHistories(runs),
    repeats: repeatsOf(runs),
    ...(waivers && { waivers }),
  };
}

/** A tag that a run removed, with the rules that claimed it. */
interface Removed extends TagOfRun {
  readonly because: readonly string[];
}

/** What a run removed by its rules: an undo has none. */
function removedBy(run: Run): Removed[] {
  if (run.mode !== 'apply') return [];
  const claims = new Map(
    run.plan?.calls.map(({ resource, remove }) => [
      resource.id,
      new Map(remove.map((one) => [one.key, one.because])),
    ]),
  );
  return tagsThatAre('removed', run).map(({ resource, key }) => {
    return { resource, key, because: claims.get(resource.id)?.get(key) ?? [] };
  });
}

function ruleHistories(runs: readonly Run[]): RuleHistory[] {
  const back = putBack(runs);
  const rules = new Map<string, RuleRun[]>();
  for (const run of runs) {
    const counts = new Map<string, { removed: number; undone: number }>();
    for (const { resource, key, because } of removedBy(run)) {
      const isBack = back.get(run.id)?.has(nameOf(run, resource, key)) === true;
      for (const rule of because) {
        const { removed, undone } = counts.get(rule) ?? { removed: 0, undone: 0 };
        counts.set(rule, { removed: removed + 1, undone: undone + (isBack ? 1 : 0) });
      }
    }
    for (const [rule, counted] of counts) {
      const entry = { run: run.id, day: run.started.slice(0, 10), ...counted };
      rules.set(rule, [...(rules.get(rule) ?? []), entry]);
    }
  }
  const sum = (entries: readonly RuleRun[], what: 'removed' | 'undone'): number =>
    entries.reduce((total, one) => total + one[what], 0);
  return [...rules]
    .map(([rule, entries]) => {
      return { rule, removed: sum(entries, 'removed'), undone: sum(entries, 'undone'), runs: entries };
    })
    .sort((a, b) => b.removed - a.removed || compareText(a.rule, b.rule));
}

function repeatsOf(runs: readonly Run[]): Repeat[] {
  const tags = new Map<string, { resource: ResourceRef; key: string; runs: string[] }>();
  for (const run of runs) {
    for (const { resource, key } of removedAtAll(run)) {
      const name = nameOf(run, resource, key);
      tags.set(name, { resource, key, runs: [...(tags.get(name)?.runs ?? []), run.id] });
    }
    for (const { resource, key } of tagsThatAre('restored', run)) {
      const known = tags.get(nameOf(run, resource, key));
      const undone = known?.runs.lastIndexOf(run.of ?? known.runs.at(-1) ?? '') ?? -1;
      if (known !== undefined && undone >= 0) known.runs.splice(undone, 1);
    }
  }
  return [...tags.values()]
    .filter((one) => one.runs.length > 1)
    .sort(
      (a, b) =>
        b.runs.length - a.runs.length ||
        compareText(a.resource.id, b.resource.id) ||
        compareText(a.key, b.key),
    );
}

/** What a run removed, be it by its rules or as the undo of an undo. */
function removedAtAll(run: Run): TagOfRun[] {
  return run.mode === 'undo' ? tagsThatAre('removed', run) : removedBy(run);
}

/** A plan that was narrowed has only some of the waivers, so the latest whole one speaks where there is one. */
function waiverDebt(runs: readonly Run[]): WaiverDebt | undefined {
  const planned = runs.flatMap(({ id, mode, plan }) => (mode === 'apply' && plan ? [{ id, plan }] : []));
  const latest = planned.filter(({ plan }) => plan.only.length === 0).at(-1) ?? planned.at(-1);
  if (latest === undefined) return undefined;
  const { id, plan } = latest;
  const waivers = plan.rules.waivers
    .map((waiver, i) => waiverState(waiver, i, plan))
    .sort((a, b) => compareText(a.expires, b.expires) || compareText(a.rule, b.rule));
  return { run: id, day: plan.day, waivers };
}

function waiverState(waiver: Waiver, index: number, { day, kept, findings }: Plan): WaiverState {
  const { rule, reason, expires, ticket } = waiver;
  return {
    rule,
    reason,
    'approved-by': waiver['approved-by'],
    expires,
    ...(ticket !== undefined && { ticket }),
    state: expires < day ? 'expired' : 'in-force',
    days: Math.round((Date.parse(expires) - Date.parse(day)) / 86_400_000),
    covers:
      kept.filter((one) => isShieldedBy(one, index)).length +
      findings.filter((one) => one.kind === 'missing' && one.waiver === index).length,
  };
}

function isShieldedBy({ shields }: Kept, waiver: number): boolean {
  return shields.some((shield) => shield.kind === 'waiver' && shield.waiver === waiver);
}
