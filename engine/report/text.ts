import type { Run } from '../model.ts';
import { exact, prose } from './layout.ts';
import { BACK, wayBack } from './next.ts';
import type { ReportOptions } from './report.ts';
import { findingSection, gapSection, keptSection, pathSection } from './text/findings.ts';
import { header } from './text/header.ts';
import { type Page, pageOf } from './text/page.ts';
import { reasonSection } from './text/reasons.ts';
import { removalSections } from './text/removals.ts';
import { summarySection } from './text/summary.ts';
import { troubleSections } from './text/trouble.ts';
import { alarms, verdict } from './verdict.ts';

/** The run as a page for people, at a terminal or in a log: trouble first, then what happens, then the sum. */
export function* text(run: Run, options: ReportOptions): Iterable<string> {
  const page = pageOf(run, options);
  for (const { word, style, sentence } of alarms(run, page.summary)) {
    yield page.line([prose(word, style), prose(`  ${sentence}`)], 0, word.length + 2);
  }
  yield* body(page);
  yield backLine(page);
  yield lastLine(page);
}

/** The end of the page alone, for somebody who has just seen the rest before a question and said no. */
export function* afterNo(run: Run, options: ReportOptions): Iterable<string> {
  const page = pageOf(run, options);
  yield page.line([prose('Nothing was sent.')]);
  yield lastLine(page);
}

/** What stands before a question to the user: the same page for a run that has not ended, so without a verdict. */
export function* preview(run: Run, options: ReportOptions): Iterable<string> {
  yield* body(pageOf(run, options));
}

function* body(page: Page): Iterable<string> {
  yield* header(page);
  yield* troubleSections(page);
  if (page.options.summaryOnly === true) yield* reasonSection(page);
  else {
    yield* removalSections(page);
    yield* keptSection(page);
    yield* findingSection(page);
    yield* pathSection(page);
  }
  yield* gapSection(page);
  yield* summarySection(page);
}

function backLine(page: Page): string {
  const way = wayBack(page.run, page.summary, page.options.asked);
  if (way === undefined) return '';
  const { said, command } = way;
  return `\n${page.line([prose(BACK), command === undefined ? prose(said) : exact(command, 'strong')])}`;
}

function lastLine(page: Page): string {
  const { run, summary, options } = page;
  const { meaning, next } = verdict(run, summary, options.asked);
  const style = run.exit === 0 ? 'good' : run.exit === 2 ? 'caution' : 'bad';
  return `\n${page.line([
    prose(`Exit ${run.exit}: ${meaning}`, style),
    ...(next === undefined ? [] : [prose(` Next: ${next}`)]),
  ])}`;
}
