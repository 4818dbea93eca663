import type { Run } from '../../engine/model.ts';
import { REPORTS, type ReportName, type ReportOptions } from '../../engine/report/index.ts';
import { SITUATIONS } from './situations.ts';

/** A report as one text: without colours and of any width where nothing else is said. */
export function report(name: ReportName, run: Run, options: Partial<ReportOptions> = {}): string {
  return [...REPORTS[name](run, { color: false, width: 0, ...options })].join('');
}

/** The run of a situation by its name. */
export function situation(name: string): Run {
  const run = SITUATIONS.get(name);
  if (run === undefined) throw new Error(`no situation ${name}`);
  return run;
}
