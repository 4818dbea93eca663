import type { ResourceRef, Run } from '../../model.ts';
import { columns, exact, pad, padLeft, prose, type Span, wrap } from '../layout.ts';
import { type Paint, painter } from '../paint.ts';
import type { ReportOptions } from '../report.ts';
import { type Summary, summarize } from '../summary.ts';
import { showWhere, visible } from '../visible.ts';
import { count } from '../words.ts';

/** What lines are written on: a width, colours or none, a bound for lists. */
export interface Sheet {
  readonly options: ReportOptions;
  readonly paint: Paint;
  /** Lays out one line, or several where it is too long. */
  line(spans: readonly Span[], first?: number, hang?: number): string;
  /** An empty line and a heading. */
  heading(text: string): string;
  /** As many lines as `maxRows` allows, then how many were left out and where they are. */
  capped<T>(items: Iterable<T>, total: number, draw: (item: T) => Iterable<string>): Iterable<string>;
}

/** The page that the sections of a run are written on. */
export interface Page extends Sheet {
  readonly run: Run;
  readonly summary: Summary;
}

/** Opens the page of a run. */
export function pageOf(run: Run, options: ReportOptions): Page {
  return { ...sheetOf(options), run, summary: summarize(run) };
}

/** Opens a sheet. */
export function sheetOf(options: ReportOptions): Sheet {
  const paint = painter(options.color);
  const line: Sheet['line'] = (spans, first = 0, hang = first) =>
    wrap(spans, options.width, first, hang, paint);
  return {
    options,
    paint,
    line,
    heading: (text) => `\n${line([prose(text, 'heading')])}`,
    *capped(items, total, draw) {
      const most = options.maxRows ?? Number.POSITIVE_INFINITY;
      let shown = 0;
      for (const item of items) {
        if (shown === most) break;
        yield* draw(item);
        shown++;
      }
      if (shown < total) yield line([prose(`… and ${leftOut(total - shown, options)}`, 'quiet')], 2, 4);
    },
  };
}

function leftOut(n: number, { fullReport }: ReportOptions): string {
  return `${count(n, 'more', 'more')}; all of them: ${fullReport === undefined ? 'see the json or csv report' : visible(fullReport)}`;
}

/** A resource within a line, breakable before its id. */
export function resourceSpans(resource: ResourceRef, before = ''): Span[] {
  const where = showWhere(resource);
  return where === ''
    ? [exact(`${before}${resource.type} ${visible(resource.id)}`, 'name')]
    : [
        exact(`${before}${resource.type} ${where}`, 'name'),
        prose(' '),
        exact(`(${visible(resource.id)})`, 'quiet'),
      ];
}

/** Rows of cells as aligned columns, a heading row first: `words` columns to the left, then numbers to the right. */
export function* table(
  page: Pick<Sheet, 'line'>,
  words: number,
  rows: readonly (readonly string[])[],
): Iterable<string> {
  const widths: number[] = [];
  for (const row of rows) {
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, columns(cell));
    });
  }
  for (const [r, row] of rows.entries()) {
    const cells = row.map((cell, i) => (i < words ? pad : padLeft)(cell, widths[i] ?? 0));
    yield page.line([exact(cells.join('  '), r === 0 ? 'quiet' : undefined)], 2, 4);
  }
}
