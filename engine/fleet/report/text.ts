import { REPORTS, type ReportOptions } from '../../report/index.ts';
import { exact, prose } from '../../report/layout.ts';
import { sheetOf, table } from '../../report/text/page.ts';
import type { FleetRun } from '../result.ts';
import { COLUMNS, cellsOf, emulatedText, fleetTitle, totalLine, WORDS, whatOf } from './rows.ts';

/** A page for people: trouble first, then each organization's own page, then a line for each and the sum. */
export function* text(run: FleetRun, options: ReportOptions): Iterable<string> {
  const page = sheetOf(options);
  for (const result of run.organizations) {
    if (result.exit === 0 || result.exit === 2) continue;
    yield page.line([exact(result.name, 'bad'), prose(`  ${whatOf(result, run)}`)], 0, 4);
  }
  yield page.line([prose(fleetTitle(run), 'strong')]);
  const rehearsed = emulatedText(run);
  if (rehearsed !== undefined) yield page.line([prose('EMULATED', 'caution'), prose(`  ${rehearsed}`)], 0, 4);
  yield page.line([prose(`run ${run.id}, ${run.tool}`, 'quiet')]);
  if (options.summaryOnly !== true) {
    for (const { name, run: one } of run.organizations) {
      if (one === undefined) continue;
      yield page.heading(`Organization ${name}`);
      yield* REPORTS.text(one, options);
    }
  }
  yield page.heading('Organizations');
  const words = COLUMNS.slice(0, -1);
  yield* table(page, WORDS, [words, ...run.organizations.map((one) => cellsOf(one, run).slice(0, -1))]);
  const style = run.exit === 0 ? 'good' : run.exit === 2 ? 'caution' : 'bad';
  yield `\n${page.line([prose(`Exit ${run.exit}: ${totalLine(run)}`, style)])}`;
}
