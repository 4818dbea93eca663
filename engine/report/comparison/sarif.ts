import type { ComparisonRun } from '../../model.ts';
import type { ReportOptions } from '../report.ts';
import { gapNotification, notification, problemNotification, sarifLog } from '../sarif.ts';
import { emulated } from '../title.ts';
import { visible } from '../visible.ts';
import { broughtBy } from './standing.ts';
import { comparisonAlarms, comparisonTitle, comparisonVerdict } from './verdict.ts';

/** SARIF 2.1.0 of what the edit brings: each removal that is added and each finding that came, at its rule's line. */
export function comparisonSarif(run: ComparisonRun, options: ReportOptions): Iterable<string> {
  return sarifLog(
    {
      tool: run.tool,
      category: `reconcile-compare/${run.organization?.id ?? 'unknown'}/`,
      rules: run.comparison?.head.rules.rules ?? [],
      standing: broughtBy(run),
      invocation: {
        executionSuccessful: run.exit === 0 || run.exit === 2,
        exitCode: run.exit,
        exitCodeDescription: comparisonVerdict(run).meaning,
        startTimeUtc: run.started,
        endTimeUtc: run.ended,
        toolExecutionNotifications: [
          ...comparisonAlarms(run).map(({ word, sentence }) =>
            notification('error', word.toLowerCase(), `${word}: ${sentence}`),
          ),
          ...run.problems.map(problemNotification),
          ...(run.comparison?.gaps ?? []).map(gapNotification),
        ],
      },
      properties: {
        title: comparisonTitle(run),
        base: visible(run.base.name),
        head: visible(run.head.name),
        endpoint: visible(run.endpoint),
        emulated: emulated(run),
      },
    },
    options,
  );
}
