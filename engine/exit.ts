import { type ExitCode, type Finding, type Run, SEVERITIES, type Severity } from './model.ts';

/** Every exit code with what it means, for the help and the README. */
export const EXIT_CODES: Readonly<Record<ExitCode, string>> = {
  0: 'nothing to do, or all done and verified',
  1: 'trouble before any write: usage, rules, credentials, files, an edited plan',
  2: 'a pending removal or a standing finding at or above --fail-on; of compare, what --fail-on-change names',
  3: 'refused: the plan is past a limit, or a freeze is on; nothing was sent',
  4: 'partial: some calls failed, verification found a difference, or evidence does not check',
  5: 'incomplete: something could not be read; nothing is planned for it',
  6: "stale: live tags differ from the plan's; those were left alone",
  130: 'interrupted: what was under way was finished and journaled',
};

/** What the exit code of a run depends on. */
export type Judged = Omit<Run, 'exit'>;

/**
 * The exit code: one pure function of the run. Where more than one holds, the first of 1, 3, 130, 4, 5, 6, 2; once
 * a write was sent, 1 and 3 cannot occur.
 */
export function exitCode(run: Judged): ExitCode {
  const failed = run.problems.some((one) => one.severity === 'error' && !UNREAD.has(one.code));
  if (!run.wrote && failed) return 1;
  if (!run.wrote && isRefused(run)) return 3;
  if (run.interrupted) return 130;
  if (failed || hasState(run, 'failed', 'in-doubt', 'not-sent')) return 4;
  if (isIncomplete(run)) return 5;
  if (hasState(run, 'stale')) return 6;
  return failsGate(run) ? 2 : 0;
}

/** Problems that say that something could not be read, rather than that something went wrong. */
const UNREAD: ReadonlySet<string> = new Set(['verify-unread', 'resource-unread', 'undo-unread']);

/** In a freeze a dry run is refused as the apply would be; where nothing is to be done there is nothing to refuse. */
function isRefused(run: Judged): boolean {
  const pending = (run.plan?.calls.length ?? 0) > 0;
  return run.objections.length > 0 || (pending && run.frozen.length > 0);
}

function hasState(run: Judged, ...states: string[]): boolean {
  const outcomes = [...run.outcomes, ...(run.foreseen ?? [])];
  return outcomes.some((outcome) => outcome.tags.some((tag) => states.includes(tag.state)));
}

function isIncomplete(run: Judged): boolean {
  return (run.plan?.gaps.length ?? 0) > 0 || run.problems.some((one) => UNREAD.has(one.code));
}

function failsGate(run: Judged): boolean {
  const { plan } = run;
  const bar = run['fail-on'];
  if (plan === undefined || bar === 'none') return false;
  const reaches = (severity: Severity) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(bar);
  const pending = run.mode === 'dry-run' || run.declined;
  return (
    (pending && removalSeverities(run).some(reaches)) ||
    plan.findings.some((finding) => isStanding(finding) && reaches(finding.severity))
  );
}

/** A removal has the highest severity of the rules that claim it. */
function removalSeverities({ plan }: Judged): Severity[] {
  const severities = new Map(plan?.rules.rules.map((rule) => [rule.id, rule.severity]));
  const removals = plan?.calls.flatMap((call) => call.remove) ?? [];
  return removals.flatMap((removal) => removal.because.map((id) => severities.get(id) ?? 'error'));
}

/** A finding that a waiver excuses fails no gate. */
function isStanding(finding: Finding): boolean {
  return !('waiver' in finding && finding.kind === 'missing');
}
