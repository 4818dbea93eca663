import type { Freeze } from '../model.ts';

/** The freezes in force at an instant (milliseconds since the epoch). A day counts from its first to its last moment, UTC. */
export function frozenAt(freezes: readonly Freeze[], now: number): Freeze[] {
  return freezes.filter(({ from, until }) => begin(from) <= now && now < end(until));
}

function begin(text: string): number {
  return Date.parse(isDay(text) ? `${text}T00:00:00Z` : text);
}

function end(text: string): number {
  return isDay(text) ? begin(text) + 86_400_000 : begin(text) + 1;
}

function isDay(text: string): boolean {
  return text.length === 10;
}
