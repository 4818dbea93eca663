import type { ComparisonRun } from '../../model.ts';
import { type Annotation, annotations, violations } from '../github.ts';
import type { ReportOptions } from '../report.ts';
import { emulated } from '../title.ts';
import { showResource, visible } from '../visible.ts';
import { count, gapText } from '../words.ts';
import { commandLine } from '../workflow.ts';
import { type DiffSection, diffSections } from './sections.ts';
import { broughtBy } from './standing.ts';
import { comparisonAlarms, comparisonTitle, comparisonVerdict } from './verdict.ts';

/** Workflow commands for GitHub Actions: what the edit brings as annotations, then every list in a folded group. */
export function* comparisonGithub(run: ComparisonRun, options: ReportOptions): Iterable<string> {
  for (const { word, sentence } of comparisonAlarms(run)) yield `${word}  ${sentence}\n`;
  yield `${comparisonTitle(run)}${emulated(run) ? ' (EMULATED, not the cloud)' : ''}\n`;
  yield* annotations([...troubles(run), ...violations(broughtBy(run))]);
  if (run.comparison !== undefined && options.summaryOnly !== true) {
    for (const section of diffSections(run.comparison, options)) yield* folded(section, options);
  }
  const { meaning, next } = comparisonVerdict(run);
  yield `Exit ${run.exit}: ${meaning}${next === undefined ? '' : ` Next: ${next}`}\n`;
}

function* troubles(run: ComparisonRun): Iterable<Annotation> {
  for (const { word, sentence } of comparisonAlarms(run)) {
    yield { level: 'error', title: `reconcile: ${word.toLowerCase()}`, lines: [sentence] };
  }
  for (const { severity, code, message, hint, place } of run.problems) {
    const lines = [message, ...(hint === undefined ? [] : [hint])].map(visible);
    yield { level: severity, title: visible(code), ...(place !== undefined && { place }), lines };
  }
  const gaps = run.comparison?.gaps ?? [];
  if (gaps.length > 0) yield { level: 'error', title: `not read: ${gaps.length}`, lines: gaps.map(gapText) };
}

function* folded(
  { title, total, entries }: DiffSection,
  { maxRows = Number.POSITIVE_INFINITY }: ReportOptions,
): Iterable<string> {
  yield commandLine('group', {}, title);
  let shown = 0;
  for (const { resource, mark, parts } of entries) {
    if (shown === maxRows) break;
    if (resource !== undefined) yield `${showResource(resource)}\n`;
    yield `${mark} ${parts.map(({ text }) => text).join('')}\n`;
    shown++;
  }
  if (shown < total) yield `… and ${count(total - shown, 'more', 'more')}\n`;
  yield commandLine('endgroup', {}, '');
}
