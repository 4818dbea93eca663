import type { Comparison, Finding, Matcher, Outcome, Plan, Run, Tag } from '../model.ts';
import { compileMatchers } from './matcher.ts';

/** What stands in a report in place of a masked value. No tag value of the service may hold these brackets. */
export const REDACTED = '‹redacted›';

/** A tag as it may be shown: with its value, or with the mark in place of it. */
export type Mask = <T extends Tag>(tag: T) => T;

/** Masks values of keys that some rules' `redact` names. */
export function maskOf(redact: readonly Matcher[]): Mask {
  if (redact.length === 0) return (tag) => tag;
  // Keys have no date conditions, so any day will do.
  const secret = compileMatchers(redact, '1970-01-01');
  return (tag) => (secret(tag.key) === 'yes' ? { ...tag, value: REDACTED } : tag);
}

/**
 * The run as reports may show it: values of keys that the rules' `redact` names are masked wherever they stand.
 * What undo and stale checks need (saved plans, snapshots, and in the folder of a run its plan and journal) is never
 * masked; the record of the run, which only reports are made of, is.
 */
export function redactRun(run: Run): Run {
  const matchers = run.redact ?? run.plan?.rules.redact ?? [];
  if (matchers.length === 0) return run;
  const mask = maskOf(matchers);
  return {
    ...run,
    ...(run.plan && { plan: redactPlan(run.plan, mask) }),
    outcomes: run.outcomes.map((one): Outcome => ({ ...one, tags: one.tags.map(mask) })),
    ...(run.restore && { restore: run.restore.map((one) => ({ ...one, tags: one.tags.map(mask) })) }),
    ...(run.foreseen && { foreseen: run.foreseen.map((one) => ({ ...one, tags: one.tags.map(mask) })) }),
  };
}

/** The plan with masked values; its digest and seal stay those of the plan itself. */
export function redactPlan(plan: Plan, mask: Mask): Plan {
  return {
    ...plan,
    calls: plan.calls.map((call) => ({ ...call, remove: call.remove.map(mask) })),
    kept: plan.kept.map(mask),
    findings: plan.findings.map((finding): Finding => ('value' in finding ? mask(finding) : finding)),
  };
}

/** The comparison as reports may show it: values of keys that the rules of either side name are masked. */
export function redactComparison(comparison: Comparison): Comparison {
  const { base, head } = comparison;
  const matchers = [...base.rules.redact, ...head.rules.redact];
  if (matchers.length === 0) return comparison;
  const mask = maskOf(matchers);
  return {
    ...comparison,
    removals: comparison.removals.map(mask),
    kept: comparison.kept.map(mask),
    findings: comparison.findings.map(({ change, finding }) => {
      return { change, finding: 'value' in finding ? mask(finding) : finding };
    }),
  };
}
