/**
 * The formats that `--report` takes, apart from the code that makes them: the command line speaks of them at every
 * start, and most starts make no report.
 */
export const REPORT_NAMES = [
  'text',
  'json',
  'markdown',
  'html',
  'csv',
  'sarif',
  'junit',
  'github',
  'gitlab',
] as const;

/** A format that is text. */
export type ReportName = (typeof REPORT_NAMES)[number];

/** Formats that are no text and so need a file. */
export const FILE_REPORT_NAMES = ['xlsx'] as const;

export type FileReportName = (typeof FILE_REPORT_NAMES)[number];

/** Formats of a comparison of two rule sets. */
export const COMPARISON_REPORT_NAMES = [
  'text',
  'json',
  'markdown',
  'html',
  'csv',
  'sarif',
  'junit',
  'github',
  'gitlab',
] as const;

export type ComparisonReportName = (typeof COMPARISON_REPORT_NAMES)[number];
