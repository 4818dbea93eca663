import type { Run } from '../../model.ts';
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
  readonly lines: readonly Line[];
}

export function viewOf(run: Run): View {
  const summary = summarize(run);
  return { run, summary, alarms: alarms(run, summary), verdict: verdict(run, summary), lines: linesOf(run) };
}

/** The address of the table, narrowed: a link that works by itself, from another document too. */
export function filterLink(query: Readonly<Record<string, string>>): string {
  return `#${new URLSearchParams(query).toString()}`;
}
