import type { Finding, Kept, Run } from '../../model.ts';
import { SEVERITIES } from '../../model.ts';
import { howToAllow } from '../next.ts';
import type { ReportOptions } from '../report.ts';
import { planOf } from '../rows.ts';
import { type Placed, placedRows, sectionsOf, tagText } from '../sections.ts';
import { excused, type Summary } from '../summary.ts';
import { showResource } from '../visible.ts';
import {
  findingResource,
  findingText,
  gapText,
  number,
  objectionText,
  shieldText,
  stateWord,
} from '../words.ts';
import { code, plain, words } from './inert.ts';

/** A list under a title that folds away. */
export interface Fold {
  /** Safe as it is. */
  readonly title: string;
  readonly open: boolean;
  readonly total: number;
  /** Markdown, one entry each: a line or more, each with its newline. */
  readonly entries: Iterable<string>;
}

/** Every list of a run that is not empty, what wants attention first and open. */
export function foldsOf(run: Run, summary: Summary, options: ReportOptions): Fold[] {
  const { kept = [], findings = [], gaps = [] } = planOf(run) ?? {};
  const all: Fold[] = [
    fold('Problems', run.problems, true, problemEntry),
    fold(
      'Past its limits',
      run.objections,
      true,
      (one) => `- ${plain(objectionText(one))}; ${words(howToAllow([one], options.asked))}\n`,
    ),
    fold(
      'Frozen',
      run.frozen,
      true,
      ({ from, until, why }) => `- ${code(from)} to ${code(until)}: ${plain(why)}\n`,
    ),
    fold(`Not read: ${number(gaps.length)}`, gaps, true, (gap) => `- ${plain(gapText(gap))}\n`),
    ...sectionsOf(run, summary).map((section) => ({
      title: section.title,
      open: section.urgent,
      total: section.total,
      entries: map(placedRows(run, section, options.groupBy), (row) => rowEntry(row, run)),
    })),
    fold(`Kept although claimed: ${number(kept.length)}`, kept, false, (one) => keptEntry(one, run)),
    fold(`Findings: ${number(findings.length)}`, bySeverity(findings), false, findingEntry),
    ruleFold(run, summary),
  ];
  return all.filter(({ total }) => total > 0);
}

/** A list of items that are drawn one by one. */
export function fold<T>(title: string, items: readonly T[], open: boolean, draw: (item: T) => string): Fold {
  return { title, open, total: items.length, entries: map(items, draw) };
}

/** Draws items as they are asked for. */
export function* map<T>(items: Iterable<T>, draw: (item: T) => string): Iterable<string> {
  for (const item of items) yield draw(item);
}

/** A problem of the run as a whole. */
export function problemEntry({
  severity,
  code: name,
  message,
  hint,
  place,
}: Run['problems'][number]): string {
  const where = place === undefined ? '' : ` at ${code(`${place.file}:${place.line}:${place.column}`)}`;
  const help = hint === undefined ? '' : `  \n  ${plain(hint)}`;
  return `- **${severity}** ${code(name)}${where}: ${plain(message)}${help}\n`;
}

function rowEntry(row: Placed, run: Run): string {
  const heading = row.heading === undefined ? '' : `\n**${plain(row.heading)}**\n\n`;
  const resource = row.opens ? `- ${code(showResource(row.resource))}\n` : '';
  const state = row.state === 'planned' ? '' : `${stateWord(row.state, run)} `;
  const because = row.because.length === 0 ? '' : ` because ${row.because.map(code).join(', ')}`;
  const why = row.closes && row.why !== undefined ? `: ${plain(row.why)}` : '';
  return `${heading}${resource}  - ${state}${code(tagText(row))}${because}${why}\n`;
}

function keptEntry(kept: Kept, run: Run): string {
  const why = kept.shields.map((shield) => plain(shieldText(shield, run))).join('; ');
  return `- ${code(tagText(kept))} on ${code(showResource(kept.resource))}, claimed by ${kept.claims.map(code).join(', ')}: ${why}\n`;
}

function bySeverity(findings: readonly Finding[]): Finding[] {
  return SEVERITIES.flatMap((severity) => findings.filter((one) => one.severity === severity));
}

function findingEntry(finding: Finding): string {
  const resource = findingResource(finding);
  const about = resource === undefined ? '' : `${code(showResource(resource))} `;
  const mark = excused(finding) ? 'waived' : finding.severity;
  return `- **${mark}** ${code(finding.rule)}: ${about}${plain(findingText(finding))}\n`;
}

function ruleFold(run: Run, { rules }: Summary): Fold {
  const whys = new Map(planOf(run)?.rules.rules.map(({ id, why, severity }) => [id, { why, severity }]));
  const told = [...rules].filter(([, one]) => one.removals + one.kept + one.findings > 0);
  return fold(
    `Rules with something to say: ${number(told.length)}`,
    told,
    false,
    ([id, { removals, kept, findings }]) => {
      const { why, severity } = whys.get(id) ?? {};
      const counts = `${number(removals)} to remove, ${number(kept)} kept, ${number(findings)} found`;
      return `- ${code(id)} (${severity ?? 'error'}): ${counts}${why === undefined ? '' : `. ${plain(why)}`}\n`;
    },
  );
}
