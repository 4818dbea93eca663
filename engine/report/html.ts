import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Run } from '../model.ts';
import { pack, packedJson } from './html/pack.ts';
import { DATA_HERE, Page } from './html/page.tsx';
import { viewOf } from './html/view.ts';
import type { ReportOptions } from './report.ts';

/**
 * The auditor's page: one file that fetches nothing, readable without its script too. It always holds every removal,
 * kept tag, finding and gap; with `summaryOnly` it ends before the table.
 */
export function* html(
  run: Run,
  { summaryOnly = false }: Pick<ReportOptions, 'summaryOnly'>,
): Iterable<string> {
  const view = viewOf(run, !summaryOnly);
  const page = renderToString(h(Page, { view }));
  const [before = '', after] = page.split(DATA_HERE);
  yield `<!doctype html>\n${before}`;
  if (after !== undefined) {
    yield* packedJson(pack(view.lines));
    yield after;
  }
  yield '\n';
}
