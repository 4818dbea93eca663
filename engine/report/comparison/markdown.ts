import type { ComparisonRun } from '../../model.ts';
import { type Fold, fold, map, problemEntry } from '../markdown/folds.ts';
import { code, plain, words } from '../markdown/inert.ts';
import { against, foldedPage, rehearsal } from '../markdown.ts';
import type { ReportOptions } from '../report.ts';
import { showResource } from '../visible.ts';
import { gapText, number } from '../words.ts';
import { diffSections, type Entry } from './sections.ts';
import { summaryRows } from './text.ts';
import { comparisonAlarms, comparisonTitle, comparisonVerdict } from './verdict.ts';

/** Markdown for a pull request that edits rules: the sum first, then every list folded, what is newly removed open. */
export function comparisonMarkdown(run: ComparisonRun, options: ReportOptions): Iterable<string> {
  return foldedPage(top(run), folds(run, options), options);
}

function folds(run: ComparisonRun, options: ReportOptions): Fold[] {
  const { comparison, problems } = run;
  const gaps = comparison?.gaps ?? [];
  const all: Fold[] = [
    fold('Problems', problems, true, problemEntry),
    fold(`Not read: ${number(gaps.length)}`, gaps, true, (gap) => `- ${plain(gapText(gap))}\n`),
    ...(comparison === undefined ? [] : diffSections(comparison, options)).map(
      ({ title, urgent, total, entries }) => ({
        title,
        open: urgent && options.summaryOnly !== true,
        total,
        entries: map(entries, item),
      }),
    ),
  ];
  return all.filter(({ total }) => total > 0);
}

function item({ heading, resource, nested, mark, parts }: Entry): string {
  const above = heading === undefined ? '' : `\n**${plain(heading)}**\n\n`;
  const under = resource === undefined ? '' : `- ${code(showResource(resource))}\n`;
  const text = parts.map(({ text, exact }) => (exact === true ? code(text) : plain(text))).join('');
  return `${above}${under}${nested ? '  ' : ''}- ${code(mark)} ${text}\n`;
}

function top(run: ComparisonRun): string {
  const { meaning, next } = comparisonVerdict(run);
  const heard = comparisonAlarms(run).map(({ word, sentence }) => `> **${word}** ${plain(sentence)}\n`);
  return [
    heard.length === 0 ? '' : `${heard.join('>\n')}\n`,
    `### reconcile: ${plain(comparisonTitle(run))}\n\n`,
    rehearsal(run),
    `**Exit ${run.exit}: ${words(meaning)}**${next === undefined ? '' : ` Next: ${words(next)}`}\n\n`,
    sumTable(run),
    `${code(run.base.name)} (base) with ${code(run.head.name)} (head) ${against(run)}\n`,
  ].join('');
}

function sumTable({ comparison }: ComparisonRun): string {
  if (comparison === undefined) return '';
  const [heading = '', ...rows] = summaryRows(comparison).map((cells) => `| ${cells.join(' | ')} |\n`);
  return `${heading}| --- | ---: | ---: | ---: | ---: | ---: |\n${rows.join('')}\n`;
}
