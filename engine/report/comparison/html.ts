import { h } from 'preact';
import type { ComparisonRun } from '../../model.ts';
import { writePage } from '../html/write.ts';
import type { ReportOptions } from '../report.ts';
import { comparisonLines } from './html/lines.ts';
import { ComparisonPage } from './html/page.tsx';

/** The comparison as a page like that of a run: one file that fetches nothing, with everything that differs. */
export function comparisonHtml(
  run: ComparisonRun,
  { summaryOnly = false }: Pick<ReportOptions, 'summaryOnly'>,
): Iterable<string> {
  const lines = comparisonLines(run);
  const table = !summaryOnly && lines.length > 0;
  return writePage(h(ComparisonPage, { run, lines, table }), lines);
}
