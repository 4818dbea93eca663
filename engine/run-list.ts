import { type PastRun, recordOfPast } from './apply/past.ts';
import type { Instant, Origin, TagState } from './model.ts';

/** Where a past run stands. `unfinished`: cut off without a record of its end. */
export type RunState = 'done' | 'partial' | 'interrupted' | 'unfinished' | 'undone';

/** One line of `reconcile runs`. */
export interface RunLine {
  readonly id: string;
  readonly mode: 'apply' | 'undo';
  readonly of?: string;
  readonly state: RunState;
  readonly started: Instant;
  readonly organization: string;
  readonly origin: Origin;
  /** Tags by what became of them. */
  readonly counts: Readonly<Partial<Record<TagState, number>>>;
}

/** Lists runs, oldest first. A run is `undone` once an undo of it has put back something and left nothing open. */
export function listPast(runs: readonly PastRun[]): RunLine[] {
  const lines = runs.map(lineOf);
  const undone = new Set(
    lines.flatMap((line) => (line.of !== undefined && line.state === 'done' ? [line.of] : [])),
  );
  return lines.map((line) => (undone.has(line.id) ? { ...line, state: 'undone' } : line));
}

function lineOf(past: PastRun): RunLine {
  const { begin, id } = past;
  const record = recordOfPast(past.folder);
  const counts: Partial<Record<TagState, number>> = {};
  for (const { tags } of record?.outcomes ?? []) {
    for (const { state } of tags) counts[state] = (counts[state] ?? 0) + 1;
  }
  return {
    id,
    mode: begin.mode,
    ...(begin.of !== undefined && { of: begin.of }),
    state: stateOf(past, record?.exit),
    started: begin.at,
    organization: begin.organization.id,
    origin: begin.origin,
    counts,
  };
}

function stateOf(past: PastRun, exit: number | undefined): RunState {
  if (exit === undefined || past.journal.records.at(-1)?.record !== 'end') return 'unfinished';
  if (exit === 130) return 'interrupted';
  return exit === 4 || exit === 1 ? 'partial' : 'done';
}

/** Whether a run may be removed: finished, and begun before the instant (milliseconds since the epoch). */
export function isPrunable(line: RunLine, before: number): boolean {
  const finished = line.state === 'done' || line.state === 'undone';
  return finished && Date.parse(line.started) < before;
}
