import type { ExitCode, Run, TagState } from '../../engine/model.ts';

/** What has to hold of a run with an exit code, in words of its own. Nothing of a campaign's rules makes 2 or 3. */
export function wrongExit(run: Run): string[] {
  const states = new Set(run.outcomes.flatMap((one) => one.tags.map((tag) => tag.state)));
  const has = (...some: TagState[]): boolean => some.some((state) => states.has(state));
  const partial = has('failed', 'in-doubt', 'not-sent');
  const unread = run.problems.some((one) => one.code === 'verify-unread');
  const failed = run.problems.some((one) => one.code !== 'verify-unread' && one.severity === 'error');
  const gaps = (run.plan?.gaps.length ?? 0) > 0;
  const clean = !partial && !failed && !run.interrupted;
  const holds: Readonly<Record<ExitCode, boolean>> = {
    0: clean && !has('stale') && !gaps && !unread,
    1: failed && !run.wrote,
    2: false,
    3: false,
    4: (partial || failed) && !run.interrupted,
    5: clean && (gaps || unread),
    6: clean && !gaps && !unread && has('stale'),
    130: run.interrupted,
  };
  return holds[run.exit] ? [] : [`exit ${run.exit} with ${[...states].join(', ')}, gaps: ${gaps}`];
}
