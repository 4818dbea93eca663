import { comparisonCsv } from './comparison/csv.ts';
import { comparisonGithub } from './comparison/github.ts';
import { comparisonGitlab } from './comparison/gitlab.ts';
import { comparisonHtml } from './comparison/html.ts';
import { comparisonJson } from './comparison/json.ts';
import { comparisonJunit } from './comparison/junit.ts';
import { comparisonMarkdown } from './comparison/markdown.ts';
import type { ComparisonReport } from './comparison/report.ts';
import { comparisonSarif } from './comparison/sarif.ts';
import { comparisonText } from './comparison/text.ts';
import type { ComparisonReportName } from './names.ts';

export type { ComparisonReport } from './comparison/report.ts';

/** Every format of a comparison, by the name that `--report` takes. */
export const COMPARISON_REPORTS = {
  text: comparisonText,
  json: comparisonJson,
  markdown: comparisonMarkdown,
  html: comparisonHtml,
  csv: comparisonCsv,
  sarif: comparisonSarif,
  junit: comparisonJunit,
  github: comparisonGithub,
  gitlab: comparisonGitlab,
} as const satisfies Record<ComparisonReportName, ComparisonReport>;

export type { ComparisonReportName } from './names.ts';
