import type { ComparedSide, ComparisonRun, RulesNamed } from '../../model.ts';
import { exact, prose } from '../layout.ts';
import { problemText } from '../problems.ts';
import type { ReportOptions } from '../report.ts';
import { service } from '../text/header.ts';
import { resourceSpans, type Sheet, sheetOf, table } from '../text/page.ts';
import { visible } from '../visible.ts';
import { count, gapText, number } from '../words.ts';
import { type DiffSection, diffSections, type Entry } from './sections.ts';
import { comparisonAlarms, comparisonTitle, comparisonVerdict, countChanges } from './verdict.ts';

/** The comparison as a page for people: trouble first, then what differs, then the sum. */
export function* comparisonText(run: ComparisonRun, options: ReportOptions): Iterable<string> {
  const sheet = sheetOf(options);
  for (const { word, style, sentence } of comparisonAlarms(run)) {
    yield sheet.line([prose(word, style), prose(`  ${sentence}`)], 0, word.length + 2);
  }
  yield* header(run, sheet);
  for (const problem of run.problems) yield `\n${problemText(problem, options)}`;
  const { comparison } = run;
  const sections = comparison === undefined ? [] : diffSections(comparison, options);
  if (options.summaryOnly !== true) for (const section of sections) yield* drawn(section, sheet);
  yield* gaps(run, sheet);
  yield* summary(run, sheet);
  yield verdictLine(run, sheet);
}

function* header(run: ComparisonRun, sheet: Sheet): Iterable<string> {
  const { comparison, base, head, tool } = run;
  yield sheet.line([prose(comparisonTitle(run), 'strong')]);
  const day = ` on ${comparison?.day ?? run.started.slice(0, 10)}`;
  yield sheet.line([...service(run), prose(day)]);
  yield sheet.line(side('base', base, comparison?.base), 0, 6);
  yield sheet.line(side('head', head, comparison?.head), 0, 6);
  const read =
    comparison === undefined
      ? ''
      : `, ${count(comparison.counts.resources, 'resource')} and ${count(comparison.counts.tags, 'tag')} read`;
  yield sheet.line([prose(`${visible(tool)}${read}`, 'quiet')]);
}

function side(word: string, { name }: RulesNamed, it: ComparedSide | undefined) {
  const sum =
    it === undefined
      ? ''
      : `  ${count(it.rules.rules.length, 'rule')}, ${count(it.removals, 'removal')} from ${count(it.resources, 'resource')}`;
  return [prose(`${word}  `, 'quiet'), exact(visible(name), 'name'), prose(sum)];
}

function* drawn({ title, total, entries }: DiffSection, sheet: Sheet): Iterable<string> {
  yield sheet.heading(title);
  yield* sheet.capped(entries, total, (entry) => drawEntry(entry, sheet));
}

function* drawEntry({ heading, resource, nested, mark, style, parts }: Entry, sheet: Sheet) {
  if (heading !== undefined) yield `\n${sheet.line([prose(heading, 'strong')], 2, 4)}`;
  if (resource !== undefined) yield sheet.line(resourceSpans(resource), 2, 6);
  const indent = nested ? 4 : 2;
  yield sheet.line([prose(`${mark} `, style), ...parts], indent, indent + 4);
}

function* gaps({ comparison }: ComparisonRun, sheet: Sheet): Iterable<string> {
  const all = comparison?.gaps ?? [];
  if (all.length === 0) return;
  yield sheet.heading(`Not read: ${number(all.length)}`);
  yield* sheet.capped(all, all.length, function* (gap) {
    yield sheet.line([prose(gapText(gap), 'caution')], 2, 4);
  });
}

function* summary({ comparison }: ComparisonRun, sheet: Sheet): Iterable<string> {
  if (comparison === undefined) return;
  yield sheet.heading('Summary');
  yield* table(sheet, 1, summaryRows(comparison));
}

/** What the edit changes in numbers, a heading row first. */
export function summaryRows(comparison: NonNullable<ComparisonRun['comparison']>): string[][] {
  const { base, head, removals, kept, findings, waivers, rules } = comparison;
  const row = (name: string, before: number, after: number, entries: readonly { change: string }[]) => {
    const { added, gone, other } = countChanges(entries);
    return [name, ...[before, after, added, gone, other].map(cell)];
  };
  return [
    ['', 'base', 'head', 'added', 'gone', 'changed'],
    row('removals', base.removals, head.removals, removals),
    row('kept', base.kept, head.kept, kept),
    row('findings', base.findings, head.findings, findings),
    row('waivers', base.rules.waivers.length, head.rules.waivers.length, waivers),
    row('rules', base.rules.rules.length, head.rules.rules.length, rules),
  ];
}

function cell(n: number): string {
  return n === 0 ? '-' : number(n);
}

function verdictLine(run: ComparisonRun, sheet: Sheet): string {
  const { meaning, next } = comparisonVerdict(run);
  const style = run.exit === 0 ? 'good' : run.exit === 2 ? 'caution' : 'bad';
  return `\n${sheet.line([
    prose(`Exit ${run.exit}: ${meaning}`, style),
    ...(next === undefined ? [] : [prose(` Next: ${next}`)]),
  ])}`;
}
