import type { Day } from '../model.ts';

/** A date-time as RFC 3339 section 5.6 writes it: `T` and `Z` in either case, an offset, seconds to 60. */
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d):(?:[0-5]\d|60)(?:\.\d+)?(?:Z|([+-])([01]\d|2[0-3]):([0-5]\d))$/i;

/**
 * The UTC day that a tag value names: a real day as `YYYY-MM-DD`, or an RFC 3339 date-time, taken to its UTC day.
 * Anything else gives undefined: 2026-02-30, a date with a time but no offset, the empty text, space around it.
 */
export function readDay(text: string): Day | undefined {
  // Most values are no dates; this spares them the patterns.
  if (text.length < 10 || text[4] !== '-') return undefined;
  if (text.length === 10) return isDay(text) ? text : undefined;
  const [, day, hour, minute, sign, offsetHour, offsetMinute] = DATE_TIME.exec(text) ?? [];
  if (day === undefined || !isDay(day)) return undefined;
  const offset = (Number(offsetHour ?? 0) * 60 + Number(offsetMinute ?? 0)) * (sign === '-' ? -1 : 1);
  const minutes = Number(hour) * 60 + Number(minute) - offset;
  return daysLater(day, Math.floor(minutes / (24 * 60)));
}

/** The day `days` after `day` (before it, if negative); undefined outside of the years 0000 to 9999. */
export function daysLater(day: Day, days: number): Day | undefined {
  const moved = Date.parse(day) + days * 86_400_000;
  if (!(moved >= FIRST && moved < PAST_LAST)) return undefined;
  return new Date(moved).toISOString().slice(0, 10);
}

const FIRST = Date.parse('0000-01-01');
const PAST_LAST = Date.parse('9999-12-31') + 86_400_000;

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Whether a text is a real day of the Gregorian calendar. `Date.parse` would take 2026-02-30 for the 2nd of March. */
function isDay(text: string): boolean {
  const [, year, month, day] = DAY.exec(text) ?? [];
  return day !== undefined && day >= '01' && Number(day) <= daysIn(Number(year), Number(month));
}

function daysIn(year: number, month: number): number {
  if (month === 2) return isLeap(year) ? 29 : 28;
  return month >= 1 && month <= 12 ? 30 + ((month + (month >> 3)) & 1) : 0;
}

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
