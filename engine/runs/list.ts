import type { Instant, Origin, Problem, Run, TagOutcome, TagState } from '../model.ts';
import { Refusal } from '../problem.ts';
import { hasWritten, type PastRun, recordOfPast } from './past.ts';
import { stateOf as tagState } from './report.ts';
import { fatesOf } from './undone.ts';

/**
 * Where a run stands. `running`: it holds the lock of its organization; `unfinished`: cut off without a record of its
 * end; `undone`: an undo, not undone itself, has taken back all that it changed.
 */
export type RunState = 'running' | 'done' | 'partial' | 'interrupted' | 'unfinished' | 'undone';

/** One line of `reconcile runs`. */
export interface RunLine {
  readonly id: string;
  readonly mode: 'apply' | 'undo';
  readonly of?: string;
  readonly state: RunState;
  readonly started: Instant;
  readonly organization: string;
  readonly origin: Origin;
  /** Whether it sent something, or may have. */
  readonly wrote: boolean;
  /** Tags by what became of them. */
  readonly counts: Readonly<Partial<Record<TagState, number>>>;
  /** Why the record of its end cannot be read; the line is what its journal tells then. */
  readonly damage?: Problem;
}

/**
 * Lists runs, oldest first.
 *
 * @param atWork ids of those that hold a lock now
 */
export function listPast(runs: readonly PastRun[], atWork: ReadonlySet<string> = new Set()): RunLine[] {
  const lines = Array.from(fatesOf([...runs].reverse()), ({ past, undoneBy }): RunLine => {
    const line = lineOf(past);
    if (atWork.has(past.id)) return { ...line, state: 'running' };
    return undoneBy === undefined ? line : { ...line, state: 'undone' };
  });
  return lines.reverse();
}

function lineOf(past: PastRun): RunLine {
  const { begin, id } = past;
  const { record, damage } = kept(past);
  const counts: Partial<Record<TagState, number>> = {};
  const tags = record === undefined ? toldTags(past) : record.outcomes.flatMap((one) => one.tags);
  for (const { state } of tags) counts[state] = (counts[state] ?? 0) + 1;
  return {
    id,
    mode: begin.mode,
    ...(begin.of !== undefined && { of: begin.of }),
    state: stateOf(past, record?.exit),
    started: begin.at,
    organization: begin.organization.id,
    origin: begin.origin,
    wrote: hasWritten(past),
    counts,
    ...(damage !== undefined && { damage }),
  };
}

/** The record of a run. One that is damaged hides no other run of the list, nor what the journal knows. */
function kept(past: PastRun): { readonly record?: Run | undefined; readonly damage?: Problem | undefined } {
  try {
    return { record: recordOfPast(past) };
  } catch (error) {
    if (error instanceof Refusal) return { damage: error.problems[0] };
    throw error;
  }
}

/** Tags of a run without a record, as far as its journal got. */
function toldTags({ ledger }: PastRun): TagOutcome[] {
  return [...ledger.entries].flatMap(([id, mine]) =>
    [...mine].map(([key, entry]) => tagState(entry.tag, entry, ledger.words.get(id)?.get(key))),
  );
}

function stateOf(past: PastRun, exit: number | undefined): RunState {
  if (exit === undefined || past.journal.records.at(-1)?.record !== 'end') return 'unfinished';
  if (exit === 130) return 'interrupted';
  return exit === 4 || exit === 1 ? 'partial' : 'done';
}

/** Whether a run may be removed: finished, with nothing damaged, and begun before the instant (milliseconds since the epoch). */
export function isPrunable(line: RunLine, before: number): boolean {
  const finished = line.damage === undefined && (line.state === 'done' || line.state === 'undone');
  return finished && Date.parse(line.started) < before;
}
