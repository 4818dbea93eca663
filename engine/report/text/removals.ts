import { doingOf } from '../doing.ts';
import { columns, exact, pad, prose, type Span } from '../layout.ts';
import type { Style } from '../paint.ts';
import type { Row, RowState } from '../rows.ts';
import { type Placed, placedRows, sectionsOf, tagText } from '../sections.ts';
import { showKey, showValue, showWhere, visible } from '../visible.ts';
import { stateWord } from '../words.ts';
import type { Page } from './page.ts';

const LOOKS: Record<RowState, Style> = {
  planned: 'bad',
  removed: 'good',
  gone: 'quiet',
  restored: 'good',
  present: 'quiet',
  stale: 'caution',
  failed: 'bad',
  'in-doubt': 'bad',
  'not-sent': 'caution',
};

/** No tag is padded to more columns, so that one long value does not push every reason away. */
const WIDEST_TAG = 44;

/** Every removal: what is planned, or what was not done and then what was. */
export function* removalSections(page: Page): Iterable<string> {
  const { run, summary, options } = page;
  const sections = sectionsOf(run, summary);
  if (sections.length === 0 && (run.plan ?? run.restore) !== undefined) {
    yield page.heading(`Nothing to ${doingOf(run).verb}`);
  }
  for (const section of sections) {
    yield page.heading(section.title);
    yield* page.capped(placedRows(run, section, options.groupBy), section.total, (row) => drawRow(page, row));
  }
}

function* drawRow(page: Page, row: Placed): Iterable<string> {
  const { run, options } = page;
  // Under the heading of a group everything stands one step in.
  const indent = (options.groupBy ?? 'resource') === 'resource' ? 2 : 4;
  if (row.heading !== undefined) yield `\n${page.line([prose(row.heading, 'strong')], 2, 4)}`;
  if (row.opens) yield resourceLine(page, row, indent);
  const mark = row.state === 'planned' ? `${doingOf(run).mark} ` : pad(stateWord(row.state, run), 14);
  const widths = row.neighbours.map((one) => columns(tagText(one))).filter((width) => width <= WIDEST_TAG);
  const widest = widths.reduce((most, width) => Math.max(most, width), 0);
  const gap = ' '.repeat(Math.max(0, widest - columns(tagText(row))));
  yield page.line(
    [
      prose(mark, LOOKS[row.state]),
      exact(showKey(row.key), 'strong'),
      exact(' = '),
      exact(showValue(row.value)),
      ...because(row, gap),
    ],
    indent + 2,
    indent + 6,
  );
  if (row.closes && row.why !== undefined) yield page.line(reason(row), indent + 6);
}

function resourceLine(page: Page, { resource }: Row, indent: number): string {
  const where = showWhere(resource);
  return page.line(
    [
      prose(`${resource.type} `, 'quiet'),
      ...(where === '' ? [] : [exact(where, 'name'), prose('  ')]),
      exact(visible(resource.id), where === '' ? 'name' : 'quiet'),
    ],
    indent,
    indent + 4,
  );
}

function because(row: Row, gap: string): Span[] {
  const last = row.because.length - 1;
  return row.because.flatMap((id, i) => [
    prose(i === 0 ? `${gap}  ` : ' ', 'quiet'),
    exact(`${i === 0 ? 'because ' : ''}${visible(id)}${i < last ? ',' : ''}`, 'quiet'),
  ]);
}

function reason({ why = '', requestId, state }: Row): Span[] {
  // Of a tag that was not sent, the id is that of another tag's call.
  const asked = requestId !== undefined && (state === 'failed' || state === 'in-doubt');
  return [
    prose(visible(why), LOOKS[state]),
    ...(asked ? [prose(' '), exact(`(request ${visible(requestId)})`, 'quiet')] : []),
  ];
}
