import { columns, exact, pad, prose, type Span } from '../layout.ts';
import type { Style } from '../paint.ts';
import { grouped, identity, isDone, type Row, type RowState, rowsOf } from '../rows.ts';
import { showKey, showPath, showValue, showWhere, visible } from '../visible.ts';
import { count, number, stateWord } from '../words.ts';
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

/** Every removal: what is planned, or what was not done and then what was. */
export function* removalSections(page: Page): Iterable<string> {
  const { run, summary } = page;
  const { removals, resources, states, done } = summary;
  if (removals === 0) {
    if (run.plan !== undefined) yield page.heading('Nothing to remove');
    return;
  }
  const undo = run.mode === 'undo';
  if (states.has('planned')) {
    const what = `${count(removals, 'tag')} ${undo ? 'on' : 'from'} ${count(resources, 'resource')}`;
    yield* section(page, `Would ${undo ? 'put back' : 'remove'} ${what}`, () => true, removals);
    return;
  }
  const verb = undo ? 'put back' : 'removed';
  yield* section(
    page,
    `Not ${verb}: ${number(removals - done)}`,
    (row) => !isDone(row.state),
    removals - done,
  );
  yield* section(page, `${undo ? 'Put back' : 'Removed'}: ${number(done)}`, (row) => isDone(row.state), done);
}

function* section(page: Page, title: string, wanted: (row: Row) => boolean, total: number): Iterable<string> {
  if (total === 0) return;
  yield page.heading(title);
  yield* page.capped(wholeResources(inGroups(page, wanted)), total, (row) => drawRow(page, row));
}

/** A row with what stands around it: the headings before it, how wide its neighbours are, the reason after it. */
interface Placed extends Row {
  readonly heading?: string;
  readonly opens: boolean;
  readonly widest: number;
  readonly closes: boolean;
}

type Headed = Row & { readonly heading?: string };

function* inGroups(page: Page, wanted: (row: Row) => boolean): Iterable<Headed> {
  const nameOf = GROUP_NAMES[page.options.groupBy ?? 'resource'];
  if (nameOf === undefined) {
    for (const row of rowsOf(page.run)) if (wanted(row)) yield row;
    return;
  }
  const rows = [...rowsOf(page.run)].filter(wanted);
  for (const [name, group] of grouped(rows, nameOf)) {
    const heading = `${name}  (${count(group.length, 'tag')})`;
    for (const [i, row] of group.entries()) yield i === 0 ? { ...row, heading } : row;
  }
}

const GROUP_NAMES = {
  resource: undefined,
  rule: (row: Row) => row.because.map(visible).join(' + '),
  type: (row: Row) => row.resource.type,
  path: (row: Row) => (row.resource.path === undefined ? 'no path' : showPath(row.resource.path)),
};

/** Gathers neighbours of one resource, never more, so that a long report stays a stream. */
function* wholeResources(rows: Iterable<Headed>): Iterable<Placed> {
  let block: Headed[] = [];
  for (const row of rows) {
    const first = block[0];
    const same =
      first !== undefined && row.heading === undefined && identity(first.resource) === identity(row.resource);
    if (!same) {
      yield* placed(block);
      block = [];
    }
    block.push(row);
  }
  yield* placed(block);
}

function* placed(block: readonly Headed[]): Iterable<Placed> {
  const widest = Math.max(0, ...block.map((row) => columns(tagText(row))).filter((width) => width <= 44));
  for (const [i, row] of block.entries()) {
    const next = block[i + 1];
    const closes = next?.why !== row.why || next?.requestId !== row.requestId;
    yield { ...row, opens: i === 0, widest, closes };
  }
}

function* drawRow(page: Page, row: Placed): Iterable<string> {
  if (row.heading !== undefined) yield `\n${page.line([prose(row.heading, 'strong')], 2, 4)}`;
  if (row.opens) yield resourceLine(page, row);
  const mark =
    row.state === 'planned' ? (page.run.mode === 'undo' ? '+ ' : '- ') : pad(stateWord(row.state), 14);
  const gap = ' '.repeat(Math.max(0, row.widest - columns(tagText(row))));
  yield page.line(
    [
      prose(mark, LOOKS[row.state]),
      exact(showKey(row.key), 'strong'),
      exact(' = '),
      exact(showValue(row.value)),
      ...because(row, gap),
    ],
    4,
    8,
  );
  if (row.closes && row.why !== undefined) yield page.line(reason(row), 8);
}

function tagText(row: Row): string {
  return `${showKey(row.key)} = ${showValue(row.value)}`;
}

function resourceLine(page: Page, { resource }: Row): string {
  const where = showWhere(resource);
  return page.line(
    [
      prose(`${resource.type} `, 'quiet'),
      ...(where === '' ? [] : [exact(where, 'name'), prose('  ')]),
      exact(visible(resource.id), where === '' ? 'name' : 'quiet'),
    ],
    2,
    6,
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
