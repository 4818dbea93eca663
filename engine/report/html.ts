import { h } from 'preact';
import type { Run } from '../model.ts';
import { Page } from './html/page.tsx';
import { viewOf } from './html/view.ts';
import { writePage } from './html/write.ts';
import type { ReportOptions } from './report.ts';

/**
 * The auditor's page: one file that fetches nothing, readable without its script too. It always holds every removal,
 * kept tag, finding and gap; with `summaryOnly` it ends before the table.
 */
export function html(
  run: Run,
  { summaryOnly = false, asked }: Pick<ReportOptions, 'summaryOnly' | 'asked'>,
): Iterable<string> {
  const view = viewOf(run, !summaryOnly, asked);
  return writePage(h(Page, { view }), view.lines);
}
