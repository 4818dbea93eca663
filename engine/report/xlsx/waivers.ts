import type { Run } from '../../model.ts';
import { planOf } from '../rows.ts';
import { timeLine } from '../time-line.ts';
import { writtenMatchers, writtenScope } from '../written.ts';
import { numberCell, textCell, timeCell } from './cell.ts';
import type { Cell } from './types.ts';

/** One row for each waiver, the one that ends first on top. */
export function waiverRows(run: Run): Cell[][] {
  const plan = planOf(run);
  if (plan === undefined) return [];
  return timeLine(plan).bars.map(({ waiver, days, excuses }) => [
    textCell(waiver.rule),
    textCell(waiver.match === undefined ? 'everything' : writtenScope(waiver.match)),
    textCell(waiver.key === undefined ? 'any' : writtenMatchers(waiver.key)),
    textCell(waiver.reason),
    textCell(waiver['approved-by']),
    textCell(waiver.ticket ?? ''),
    timeCell(waiver.expires),
    numberCell(days),
    numberCell(excuses),
  ]);
}
