import { csv } from './csv.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import type { FileReportName, ReportName } from './names.ts';
import type { FileReport, Report } from './report.ts';
import { sarif } from './sarif.ts';
import { text } from './text.ts';
import { xlsx } from './xlsx.ts';

export type { FileReportName, ReportName } from './names.ts';
export { type ProblemFormat, type ProblemLook, renderProblems } from './problems.ts';
export { GROUPINGS, type GroupBy, type Report, type ReportOptions } from './report.ts';
export { preview } from './text.ts';

/** Every format that is text, by the name that `--report` takes. */
export const REPORTS = {
  text,
  json,
  markdown,
  html,
  csv,
  sarif,
  junit,
  github,
  gitlab,
} as const satisfies Record<ReportName, Report>;

/** Every format that is no text, by the name that `--report` takes. */
export const FILE_REPORTS = { xlsx } as const satisfies Record<FileReportName, FileReport>;
