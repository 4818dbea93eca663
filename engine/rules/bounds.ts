import { compareText } from '../model/order.ts';
import { type Freeze, type Limit, type Limits, RESOURCE_TYPES } from '../model.ts';
import { checkDay, type Notes } from './conditions.ts';
import { below, type Spot } from './places.ts';
import type { WrittenFreeze, WrittenLimit, WrittenLimits } from './written.ts';

/** What holds where the file says nothing: a typical cleanup passes, a rule gone wrong does not. */
const DEFAULT_LIMITS = { removals: 500, share: 50 } as const satisfies Limit;

export function normaliseLimits(written: WrittenLimits | undefined): Limits {
  const perType = written?.['per-type'];
  const perRule = written?.['per-rule'];
  return {
    ...normaliseLimit(written ?? {}, DEFAULT_LIMITS),
    ...(perType !== undefined && {
      'per-type': Object.fromEntries(
        RESOURCE_TYPES.flatMap((type) => {
          const limit = perType[type];
          return limit === undefined ? [] : [[type, normaliseLimit(limit)]];
        }),
      ),
    }),
    ...(perRule !== undefined && {
      'per-rule': Object.entries(perRule)
        .sort(([a], [b]) => compareText(a, b))
        .map(([rule, limit]) => ({ ...normaliseLimit(limit), rule })),
    }),
  };
}

function normaliseLimit(written: WrittenLimit, otherwise: Limit = {}): Limit {
  const removals = count(written.removals) ?? otherwise.removals;
  const resources = count(written.resources) ?? otherwise.resources;
  const share = percent(written.share) ?? otherwise.share;
  return {
    ...(written.removals === 'none' ? { removals: null } : removals !== undefined && { removals }),
    ...(written.resources === 'none' ? { resources: null } : resources !== undefined && { resources }),
    ...(written.share === 'none' ? { share: null } : share !== undefined && { share }),
  };
}

function count(written: number | 'none' | undefined): number | undefined {
  return typeof written === 'number' ? written : undefined;
}

/** `25%` is 25. */
function percent(written: string | undefined): number | undefined {
  return written === undefined || written === 'none' ? undefined : Number.parseFloat(written);
}

/** A freeze with its instants in UTC; days stay days. Reports days that do not exist and a freeze that runs backwards. */
export function normaliseFreeze(written: WrittenFreeze, spot: Spot, notes: Notes): Freeze {
  const freeze = {
    from: moment(written.from, below(spot, 'from'), notes),
    until: moment(written.until, below(spot, 'until'), notes),
    why: written.why,
  };
  if (startOf(freeze.from) > endOf(freeze.until)) {
    notes.report(below(spot, 'until'), 'backwards-freeze', 'This freeze ends before it begins.');
  }
  return freeze;
}

function moment(written: string, spot: Spot, notes: Notes): string {
  checkDay(written.slice(0, 10), spot, notes.report);
  if (!written.includes('T')) return written;
  const instant = Date.parse(written);
  if (!Number.isNaN(instant)) return new Date(instant).toISOString();
  notes.report(spot, 'bad-date', `There is no such time as ${written}.`);
  return written;
}

/** NaN for what is no date, and so never past anything. */
function startOf(moment: string): number {
  return Date.parse(moment);
}

function endOf(moment: string): number {
  return Date.parse(moment) + (moment.includes('T') ? 0 : 86_399_999);
}
