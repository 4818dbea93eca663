import type { Run } from '../../model.ts';
import { wayBack } from '../next.ts';
import type { Asked } from '../report.ts';
import { type Summary, summarize } from '../summary.ts';
import { type Alarm, alarms, type Verdict, verdict } from '../verdict.ts';
import type { Line } from './line.ts';
import { linesOf } from './lines.ts';

/** A run with everything that more than one part of the page needs, worked out once. */
export interface View {
  readonly run: Run;
  readonly summary: Summary;
  readonly alarms: readonly Alarm[];
  readonly verdict: Verdict;
  /** How to put back what was removed, with its command in backticks. */
  readonly back?: string;
  readonly lines: readonly Line[];
  /** Whether the page has the table that links narrow. */
  readonly table: boolean;
  readonly asked?: Asked;
}

export function viewOf(run: Run, wantsTable: boolean, asked?: Asked): View {
  const summary = summarize(run);
  const lines = linesOf(run);
  const back = wayBack(run, summary, asked)?.said;
  return {
    run,
    summary,
    alarms: alarms(run, summary),
    verdict: verdict(run, summary, asked),
    ...(back !== undefined && { back }),
    lines,
    table: wantsTable && lines.length > 0,
    ...(asked && { asked }),
  };
}
