import { Buffer } from 'node:buffer';
import { REPORTS, type ReportOptions } from '../../report/index.ts';
import { plain } from '../../report/markdown/inert.ts';
import type { FleetRun } from '../result.ts';
import { COLUMNS, cellsOf, emulatedText, fleetTitle, totalLine } from './rows.ts';

/** Below the 65,536 characters that a comment on GitHub may have. */
const COMMENT_BYTES = 65_000;

/** A table of all organizations, then the report of each, folded, as far as there is room. */
export function* markdown(run: FleetRun, options: ReportOptions): Iterable<string> {
  const rehearsed = emulatedText(run);
  const top = [
    `### reconcile: ${plain(fleetTitle(run))}\n\n**Exit ${run.exit}**: ${plain(totalLine(run))}\n\n`,
    rehearsed === undefined ? '' : `**EMULATED**: ${plain(rehearsed)}\n\n`,
    row(COLUMNS),
    row(COLUMNS.map((_, i) => (i === 0 || i === COLUMNS.length - 1 ? '---' : '---:'))),
    ...run.organizations.map((one) => row(cellsOf(one, run).map(plain))),
  ].join('');
  yield top;
  let room = (options.limitBytes ?? COMMENT_BYTES) - Buffer.byteLength(top) - NOTE.length;
  let leftOut = false;
  for (const { name, run: one } of options.summaryOnly === true ? [] : run.organizations) {
    if (one === undefined) continue;
    const [open, close] = [`\n<details>\n<summary>${plain(name)}</summary>\n\n`, '\n</details>\n'];
    const mine = Math.min(room - Buffer.byteLength(open + close), SHARE_BYTES);
    if (mine < LEAST_BYTES) leftOut = true;
    else {
      const page = [...REPORTS.markdown(one, { ...options, limitBytes: mine })].join('');
      const fold = open + page + close;
      leftOut ||= Buffer.byteLength(fold) > room;
      if (Buffer.byteLength(fold) > room) continue;
      room -= Buffer.byteLength(fold);
      yield fold;
    }
  }
  if (leftOut) yield NOTE;
}

/** What one organization may take, so that the first does not crowd out the others. */
const SHARE_BYTES = 8_000;
/** What a report of one needs to say anything. */
const LEAST_BYTES = 2_000;

const NOTE =
  '\nThere was no room for the reports of all organizations: the json or csv report has everything.\n';

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '&#124;').replaceAll('\n', ' ')).join(' | ')} |\n`;
}
