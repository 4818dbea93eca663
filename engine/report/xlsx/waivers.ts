import type { Matcher, Run, Scope, Waiver } from '../../model.ts';
import { planOf } from '../rows.ts';
import { timeLine } from '../time-line.ts';
import { numberCell, textCell, timeCell } from './cell.ts';
import type { Cell } from './types.ts';

/** One row for each waiver, the one that ends first on top. */
export function waiverRows(run: Run): Cell[][] {
  const plan = planOf(run);
  if (plan === undefined) return [];
  return timeLine(plan).bars.map(({ waiver, days, excuses }) => [
    textCell(waiver.rule),
    textCell(scopeText(waiver.match)),
    textCell(keysText(waiver)),
    textCell(waiver.reason),
    textCell(waiver['approved-by']),
    textCell(waiver.ticket ?? ''),
    timeCell(waiver.expires),
    numberCell(days),
    numberCell(excuses),
  ]);
}

/** As the plan has it: the normal form, in JSON. */
function scopeText(scope: Scope | undefined): string {
  return scope === undefined ? 'everything' : JSON.stringify(scope);
}

function keysText({ key }: Waiver): string {
  return key === undefined ? 'any' : key.map(matcherText).join(' ');
}

function matcherText(matcher: Matcher): string {
  return matcher.equals ?? matcher.glob ?? JSON.stringify(matcher);
}
