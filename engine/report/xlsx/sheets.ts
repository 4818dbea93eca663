import type { ResourceRef, Run } from '../../model.ts';
import { doingOf } from '../doing.ts';
import type { Asked } from '../report.ts';
import { planOf, rowsOf } from '../rows.ts';
import { showPath } from '../visible.ts';
import { callerText, findingText, gapText, shieldText, stateWord } from '../words.ts';
import { textCell, timeCell, titleCell } from './cell.ts';
import { summaryRows } from './summary.ts';
import type { Cell, Sheet } from './types.ts';
import { waiverRows } from './waivers.ts';

/** A title and the width of its column, in characters. */
type Column = readonly [title: string, width: number];

/** Rows of a sheet that Excel can hold, the titles left out. */
const MOST_ROWS = 1_048_575;

const RESOURCE: readonly Column[] = [
  ['type', 10],
  ['id', 36],
  ['name', 24],
  ['path', 36],
];
const TAG: readonly Column[] = [
  ['key', 24],
  ['value', 40],
];

/** Every sheet of the workbook; a list longer than Excel's goes on in a second sheet. */
export function sheetsOf(run: Run, asked?: Asked): Sheet[] {
  return [
    ...sheets('Summary', SUMMARY, summaryRows(run, asked)),
    ...sheets(doingOf(run).heading, REMOVALS, removalRows(run)),
    ...sheets('Kept', KEPT, keptRows(run)),
    ...sheets('Waivers', WAIVERS, waiverRows(run)),
    ...sheets('Findings', FINDINGS, findingRows(run)),
    ...sheets('Gaps', GAPS, gapRows(run)),
  ];
}

const SUMMARY: readonly Column[] = [
  ['what', 34],
  ['value', 70],
  ['of', 14],
];
const REMOVALS: readonly Column[] = [
  ['state', 15],
  ['rule severity', 14],
  ...RESOURCE,
  ...TAG,
  ['rules', 30],
  ['why', 50],
  ['request id', 36],
  ['at (UTC)', 20],
  ['caller', 50],
];
const KEPT: readonly Column[] = [['kept by', 14], ...RESOURCE, ...TAG, ['rules', 30], ['why', 60]];
const WAIVERS: readonly Column[] = [
  ['rule', 28],
  ['match', 40],
  ['keys', 24],
  ['reason', 50],
  ['approved by', 24],
  ['ticket', 14],
  ['expires', 12],
  ['days left', 10],
  ['excuses', 10],
];
const FINDINGS: readonly Column[] = [
  ['finding', 18],
  ['severity', 10],
  ['rule', 28],
  ...RESOURCE,
  ...TAG,
  ['what it says', 60],
];
const GAPS: readonly Column[] = [
  ['gap', 12],
  ['type', 10],
  ['id', 36],
  ['what could not be read', 80],
];

function sheets(name: string, columns: readonly Column[], rows: readonly Cell[][]): Sheet[] {
  const titles = columns.map(([title]) => titleCell(title));
  const made: Sheet[] = [];
  for (let from = 0; from === 0 || from < rows.length; from += MOST_ROWS) {
    made.push({
      sheet: from === 0 ? name : `${name} ${made.length + 1}`,
      data: [titles, ...rows.slice(from, from + MOST_ROWS)],
      columns: columns.map(([, width]) => ({ width })),
      stickyRowsCount: 1,
    });
  }
  return made;
}

function removalRows(run: Run): Cell[][] {
  return Array.from(rowsOf(run), (row) => [
    textCell(stateWord(row.state, run)),
    textCell(row.because.length === 0 ? '' : row.severity),
    ...about(row.resource),
    textCell(row.key),
    textCell(row.value),
    textCell(row.because.join(' ')),
    textCell(row.why ?? ''),
    textCell(row.requestId ?? ''),
    timeCell(row.at ?? ''),
    textCell(row.caller === undefined ? '' : callerText(row.caller)),
  ]);
}

function keptRows(run: Run): Cell[][] {
  return (planOf(run)?.kept ?? []).map(({ resource, key, value, claims, shields }) => [
    textCell(shields.map((shield) => shield.kind).join(' ')),
    ...about(resource),
    textCell(key),
    textCell(value),
    textCell(claims.join(' ')),
    textCell(shields.map((shield) => shieldText(shield, run)).join('; ')),
  ]);
}

function findingRows(run: Run): Cell[][] {
  return (planOf(run)?.findings ?? []).map((finding) => [
    textCell(finding.kind),
    textCell(finding.severity),
    textCell(finding.rule),
    ...('resource' in finding ? about(finding.resource) : [null, null, null, null]),
    textCell('key' in finding ? finding.key : ''),
    textCell('value' in finding ? finding.value : ''),
    textCell(findingText(finding)),
  ]);
}

function gapRows(run: Run): Cell[][] {
  return (planOf(run)?.gaps ?? []).map((gap) => [
    textCell(gap.kind),
    textCell('type' in gap ? gap.type : ''),
    textCell('id' in gap ? gap.id : ''),
    textCell(gapText(gap)),
  ]);
}

function about({ type, id, name, path }: ResourceRef): Cell[] {
  return [type, id, name, path === undefined ? '' : showPath(path)].map(textCell);
}
