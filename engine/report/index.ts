import { json } from './json.ts';
import type { Report } from './report.ts';
import { text } from './text.ts';

export { renderProblems } from './problems.ts';
export { GROUPINGS, type GroupBy, type Report, type ReportOptions } from './report.ts';
export { preview } from './text.ts';

/** Every format, by the name that `--report` takes. */
export const REPORTS = { text, json } as const satisfies Record<string, Report>;

export type ReportName = keyof typeof REPORTS;
