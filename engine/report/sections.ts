import type { Run } from '../model.ts';
import { doingOf } from './doing.ts';
import type { GroupBy } from './report.ts';
import { grouped, identity, isActed, isDone, isNeedless, type Row, rowsOf } from './rows.ts';
import type { Summary } from './summary.ts';
import { showKey, showPath, showValue, visible } from './visible.ts';
import { capital, count, needlessWord, number } from './words.ts';

/** A list of tags under one title: what is planned, or what was not done, or what was. */
export interface Section {
  readonly title: string;
  readonly total: number;
  /** Whether the reader has something to do about it. */
  readonly urgent: boolean;
  readonly wanted: (row: Row) => boolean;
}

/** The lists of tags that a run has, what was not done first; none where there is nothing to remove. */
export function sectionsOf(run: Run, summary: Summary): Section[] {
  const all = run.outcomes.length === 0 ? plannedSections(run, summary) : endedSections(run, summary);
  return all.filter((section) => section.total > 0);
}

function plannedSections(run: Run, { removals, resources, states, acted }: Summary): Section[] {
  const { verb, done, at } = doingOf(run);
  const planned = states.get('planned') ?? 0;
  const where = planned === removals ? ` ${at} ${count(resources, 'resource')}` : '';
  return [
    {
      // A run that is gone on with has done a part already; of any other, what needs no doing is a surprise.
      title: `${acted > 0 ? 'Settled before' : `Would not be ${done}`}: ${number(removals - planned)}`,
      total: removals - planned,
      urgent: acted === 0,
      wanted: ({ state }) => state !== 'planned',
    },
    {
      title: `Would ${verb} ${count(planned, 'tag')}${where}`,
      total: planned,
      urgent: false,
      wanted: ({ state }) => state === 'planned',
    },
  ];
}

function endedSections(run: Run, { removals, done, acted }: Summary): Section[] {
  const word = doingOf(run).done;
  const needless = done - acted;
  return [
    {
      title: `Not ${word}: ${number(removals - done)}`,
      total: removals - done,
      urgent: true,
      wanted: ({ state }) => !isDone(state),
    },
    {
      title: `${capital(word)}: ${number(acted)}`,
      total: acted,
      urgent: false,
      wanted: ({ state }) => isActed(state),
    },
    {
      title: `${capital(needlessWord(run))}: ${number(needless)}`,
      total: needless,
      urgent: false,
      wanted: ({ state }) => isNeedless(state),
    },
  ];
}

/** A row with what stands around it. */
export interface Placed extends Row {
  /** The group that begins with this row. */
  readonly heading?: string;
  /** The first of its resource. */
  readonly opens: boolean;
  /** The last that shares its reason with those before. */
  readonly closes: boolean;
  /** All rows of its resource in this group. */
  readonly neighbours: readonly Row[];
}

type Headed = Row & { readonly heading?: string };

/** The rows of a section, group by group, resource by resource. */
export function placedRows(run: Run, section: Section, groupBy: GroupBy = 'resource'): Iterable<Placed> {
  return wholeResources(inGroups(run, section.wanted, GROUP_NAMES[groupBy]));
}

/** What a row is grouped by. */
type Groupable = Pick<Row, 'resource' | 'because'>;

/** The name of a row's group; undefined where rows stand under their resources and in no group. */
export const GROUP_NAMES = {
  resource: undefined,
  rule: (row) => row.because.map(visible).join(' + '),
  type: (row) => row.resource.type,
  path: (row) => (row.resource.path === undefined ? 'no path' : showPath(row.resource.path)),
} satisfies Record<GroupBy, ((row: Groupable) => string) | undefined>;

function* inGroups(
  run: Run,
  wanted: Section['wanted'],
  nameOf: ((row: Row) => string) | undefined,
): Iterable<Headed> {
  if (nameOf === undefined) {
    for (const row of rowsOf(run)) if (wanted(row)) yield row;
    return;
  }
  const rows = [...rowsOf(run)].filter(wanted);
  for (const [name, group] of grouped(rows, nameOf)) {
    const heading = `${name}  (${count(group.length, 'tag')})`;
    for (const [i, row] of group.entries()) yield i === 0 ? { ...row, heading } : row;
  }
}

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
  for (const [i, row] of block.entries()) {
    const next = block[i + 1];
    const closes = next?.why !== row.why || next?.requestId !== row.requestId;
    yield { ...row, opens: i === 0, closes, neighbours: block };
  }
}

/** `key = "value"`. */
export function tagText({ key, value }: { readonly key: string; readonly value: string }): string {
  return `${showKey(key)} = ${showValue(value)}`;
}
