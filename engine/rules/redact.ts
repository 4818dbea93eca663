import type { Comparison, Finding, Outcome, Plan, Run, Tag } from '../model.ts';
import { compileMatchers } from './matcher.ts';

/** What stands in a report in place of a masked value. No tag value of the service may hold these brackets. */
export const REDACTED = '‹redacted›';

/**
 * The run as reports may show it: values of keys that the rules' `redact` names are masked wherever they stand.
 * What is kept for undo and for stale checks (saved plans, snapshots, the folder of a run) is never masked.
 */
export function redactRun(run: Run): Run {
  const matchers = run.redact ?? run.plan?.rules.redact ?? [];
  if (matchers.length === 0) return run;
  // Keys have no date conditions, so any day will do.
  const secret = compileMatchers(matchers, run.started.slice(0, 10));
  const mask = <T extends Tag>(tag: T): T => (secret(tag.key) === 'yes' ? { ...tag, value: REDACTED } : tag);
  return {
    ...run,
    ...(run.plan && { plan: redactPlan(run.plan, mask) }),
    outcomes: run.outcomes.map((one): Outcome => ({ ...one, tags: one.tags.map(mask) })),
    ...(run.restore && { restore: run.restore.map((one) => ({ ...one, tags: one.tags.map(mask) })) }),
  };
}

function redactPlan(plan: Plan, mask: <T extends Tag>(tag: T) => T): Plan {
  return {
    ...plan,
    calls: plan.calls.map((call) => ({ ...call, remove: call.remove.map(mask) })),
    kept: plan.kept.map(mask),
    findings: plan.findings.map((finding): Finding => ('value' in finding ? mask(finding) : finding)),
  };
}

/** The comparison as reports may show it: values of keys that the rules of either side name are masked. */
export function redactComparison(comparison: Comparison): Comparison {
  const { base, head, day } = comparison;
  const matchers = [...base.rules.redact, ...head.rules.redact];
  if (matchers.length === 0) return comparison;
  const secret = compileMatchers(matchers, day);
  const mask = <T extends Tag>(tag: T): T => (secret(tag.key) === 'yes' ? { ...tag, value: REDACTED } : tag);
  return {
    ...comparison,
    removals: comparison.removals.map(mask),
    kept: comparison.kept.map(mask),
    findings: comparison.findings.map(({ change, finding }) => {
      return { change, finding: 'value' in finding ? mask(finding) : finding };
    }),
  };
}
