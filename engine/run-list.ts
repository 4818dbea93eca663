import { type PastRun, recordOfPast } from './apply/past.ts';
import type { Instant, Origin, TagOutcome, TagState } from './model.ts';
import { stateOf as tagState } from './past-report.ts';

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

/** Lists runs, oldest first. One is `undone` where an undo, not undone itself, has put back all that it changed. */
export function listPast(runs: readonly PastRun[]): RunLine[] {
  const byId = new Map(runs.map((past) => [past.id, past]));
  const undone = new Set<string>();
  // An undo is younger than what it undoes, so its own fate is known first.
  for (const past of [...runs].reverse()) {
    const target = byId.get(past.begin.of ?? '');
    if (target !== undefined && !undone.has(past.id) && takesBack(past, target)) undone.add(target.id);
  }
  return runs.map((past) => {
    const line = lineOf(past);
    return undone.has(past.id) ? { ...line, state: 'undone' } : line;
  });
}

/** Whether everything that a run changed, or may have changed, is as it was before, by the word of its undo. */
function takesBack({ ledger: undo }: PastRun, { ledger }: PastRun): boolean {
  const changed = [...ledger.entries].flatMap(([id, mine]) =>
    [...mine.values()].filter((entry) => entry.state !== 'refused').map(({ tag }) => ({ id, key: tag.key })),
  );
  return (
    changed.length > 0 &&
    changed.every(({ id, key }) => {
      const word = undo.words.get(id)?.get(key)?.state;
      return undo.entries.get(id)?.get(key)?.state === 'done' || word === 'present' || word === 'gone';
    })
  );
}

function lineOf(past: PastRun): RunLine {
  const { begin, id } = past;
  const record = recordOfPast(past);
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
    counts,
  };
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

/** Whether a run may be removed: finished, and begun before the instant (milliseconds since the epoch). */
export function isPrunable(line: RunLine, before: number): boolean {
  const finished = line.state === 'done' || line.state === 'undone';
  return finished && Date.parse(line.started) < before;
}
