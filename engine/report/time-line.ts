import { scaleUtc } from 'd3-scale';
import type { Day, Plan, Waiver } from '../model.ts';

/** A waiver on the time line. Positions are percent of the width. */
export interface WaiverBar {
  readonly waiver: Waiver;
  readonly state: 'in force' | 'ending' | 'expired';
  /** Whole days from the day of the run to the expiry; negative once past. */
  readonly days: number;
  readonly from: number;
  readonly to: number;
  /** Whether the end lies beyond the picture. */
  readonly beyond: boolean;
  /** Kept tags and findings that it excuses. */
  readonly excuses: number;
}

export interface TimeLine {
  readonly bars: readonly WaiverBar[];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  /** Where the day of the run is. */
  readonly today: number;
}

const DAY = 86_400_000;
/** Days before its end in which a waiver is said to be ending. */
const SOON = 30;
/** Days that the picture shows at the least and at the most, before and after the day of the run. */
const [LEAST, MOST_BEFORE, MOST_AFTER] = [60, 180, 730];

/** Every waiver of a plan, the one that ends first on top. */
export function timeLine({ day, rules: { waivers }, kept, findings }: Plan): TimeLine {
  const daysTo = (expires: Day) => Math.round((Date.parse(expires) - Date.parse(day)) / DAY);
  const all = waivers.map((waiver) => daysTo(waiver.expires));
  const first = Math.max(-MOST_BEFORE, Math.min(0, ...all));
  const last = Math.min(MOST_AFTER, Math.max(LEAST, ...all));
  const place = scaleUtc()
    .domain([Date.parse(day) + first * DAY, Date.parse(day) + last * DAY])
    .range([0, 100])
    .clamp(true);
  const at = (days: number) => place(Date.parse(day) + days * DAY);
  const excuses = countsBy(kept, findings);
  const bars = waivers.map((waiver, i): WaiverBar => {
    const days = daysTo(waiver.expires);
    return {
      waiver,
      state: days < 0 ? 'expired' : days <= SOON ? 'ending' : 'in force',
      days,
      from: at(Math.min(0, days)),
      to: at(Math.max(0, days)),
      beyond: days > last,
      excuses: excuses.get(i) ?? 0,
    };
  });
  const ticks = place.ticks(5).map((date) => ({ at: place(date), text: tickText(date) }));
  return { bars: bars.sort((a, b) => a.days - b.days), ticks: spaced(ticks), today: at(0) };
}

/** Percent that a tick's text takes on a narrow page. */
const APART = 20;

function spaced<Tick extends { readonly at: number }>(ticks: readonly Tick[]): Tick[] {
  const kept: Tick[] = [];
  for (const tick of ticks) if (tick.at - (kept.at(-1)?.at ?? -APART) >= APART) kept.push(tick);
  return kept;
}

function tickText(date: Date): string {
  const day = date.toISOString().slice(0, 10);
  return day.endsWith('-01') ? day.slice(0, 7) : day;
}

function countsBy(kept: Plan['kept'], findings: Plan['findings']): Map<number, number> {
  const counts = new Map<number, number>();
  const add = (waiver: number) => counts.set(waiver, (counts.get(waiver) ?? 0) + 1);
  for (const { shields } of kept)
    for (const shield of shields) if (shield.kind === 'waiver') add(shield.waiver);
  for (const one of findings) if (one.kind === 'missing' && one.waiver !== undefined) add(one.waiver);
  return counts;
}
