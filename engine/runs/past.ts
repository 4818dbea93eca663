import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Plan, Run } from '../model.ts';
import { hashOf } from '../plan/digest.ts';
import { problem, Refusal } from '../problem.ts';
import { formOf } from '../schema.ts';
import { firstLine, listRuns, RUN_FILES, readRunFile } from './folders.ts';
import type { JournalRecord } from './journal.ts';
import { addUp, type Ledger } from './ledger.ts';
import { type JournalRead, parseRecord, readJournal } from './read-journal.ts';
import { readPlan } from './saved-plan.ts';
import type { Undoing } from './undoing.ts';

/** A run that was, as its folder tells. */
export interface PastRun {
  readonly id: string;
  readonly folder: string;
  readonly begin: Begin;
  readonly journal: JournalRead;
  readonly ledger: Ledger;
}

export type Begin = JournalRecord & { readonly record: 'begin' };

/** Opens the folder of a run. Throws Refusal (`file-unreadable`, `journal-broken`). */
export function openPast(folder: string): PastRun {
  const file = join(folder, RUN_FILES.journal);
  const journal = readJournal(readRunFile(folder, RUN_FILES.journal), file);
  const begin = journal.records[0] as Begin;
  return { id: begin.run, folder, begin, journal, ledger: addUp(journal.records) };
}

/** What a run began with, by its first line alone; undefined where that is no begin record. */
export function beginOf(folder: string): Begin | undefined {
  const record = parseRecord(firstLine(join(folder, RUN_FILES.journal)) ?? '');
  return record?.record === 'begin' && record.n === 0 ? record : undefined;
}

/**
 * The last run that began to apply a plan, if one did. A plan of another reading is another plan, though the same is to
 * be done once more, as when that run was undone on the same day. That is told by the run's own plan, not by times of
 * two machines, of which one may be hours ahead.
 */
export function appliedBy(stateDir: string, plan: Pick<Plan, 'digest' | 'read-at'>): string | undefined {
  return listRuns(stateDir).findLast((id) => {
    const folder = join(stateDir, 'runs', id);
    const begin = beginOf(folder);
    if (begin !== undefined && (begin.mode !== 'apply' || begin.digest !== plan.digest)) return false;
    const kept = keptPlan(folder);
    // Of a run that lost its plan nobody can say that it was of another reading.
    if (kept?.digest !== plan.digest) return begin !== undefined;
    return kept['read-at'] === plan['read-at'];
  });
}

/** What a run kept of its plan, held against nothing; undefined where that cannot be read. */
function keptPlan(folder: string): Partial<Plan> | undefined {
  try {
    return parse(readRunFile(folder, RUN_FILES.plan)) ?? undefined;
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** The plan of a past run. Throws Refusal where it is not the one that the journal began with. */
export function planOfPast({ folder, begin }: PastRun): Plan {
  const plan = readPlan(readRunFile(folder, RUN_FILES.plan), join(folder, RUN_FILES.plan));
  if (plan.digest !== begin.digest)
    throw unfit(folder, 'its plan is not the one that its journal began with');
  return plan;
}

/** The work of a past undo. Throws Refusal where it is not the one that the journal began with. */
export function undoingOfPast({ folder, begin }: PastRun): Undoing {
  const text = readRunFile(folder, RUN_FILES.undoing);
  const undoing = parse(text);
  if (misfitOfUndoing(undoing) !== undefined || hashOf(undoing) !== begin.digest) {
    throw unfit(folder, 'what it was to put back is not what its journal began with');
  }
  return undoing as Undoing;
}

/**
 * The record of a past run, where it came to write one. A record of the time before the run was gone on with and
 * cut off again is none: the journal knows more.
 */
export function recordOfPast({ folder, journal }: PastRun): Run | undefined {
  const file = join(folder, RUN_FILES.run);
  if (!existsSync(file)) return undefined;
  const value = parse(readRunFile(folder, RUN_FILES.run));
  if (value === undefined) throw unfit(folder, 'its run.json is not JSON');
  const misfit = misfitOfRun(value);
  if (misfit !== undefined) throw unfit(folder, `its run.json is no record of a run: ${misfit}`);
  const run = value as Run;
  return run['journal-head'] === journal.tail.head ? run : undefined;
}

const misfitOfUndoing = formOf('undoing.schema.json');
const misfitOfRun = formOf('run.schema.json');

/** Past runs of a state directory whose journals can be read, oldest first; the others are told of by `runs`. */
export function pastRuns(stateDir: string): PastRun[] {
  return listRuns(stateDir).flatMap((id) => tryOpen(join(stateDir, 'runs', id)) ?? []);
}

/** Opens the folder of a run, where its journal can be read. */
export function tryOpen(folder: string): PastRun | undefined {
  try {
    return openPast(folder);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Whether a run has sent a call, or may have: it announced one, and did not take all of that back. */
export function hasWritten({ ledger }: Pick<PastRun, 'ledger'>): boolean {
  return ledger.entries.size > 0;
}

/** Whether a run was stopped before its end, by hand or by a crash. */
export function isCutOff({ journal }: PastRun): boolean {
  const last = journal.records.at(-1);
  return last?.record !== 'end' || last.interrupted;
}

/** How runs end that did not do everything: trouble before any write, a part that failed, Ctrl-C. */
const WITH_A_REST: ReadonlySet<number> = new Set([1, 4, 130]);

/**
 * Whether a run has something left to do: it was stopped, failed in part, or died before it could keep the record of
 * its end. Throws Refusal (`run-unfit`) where that record is damaged.
 */
export function hasRest(past: PastRun): boolean {
  if (isCutOff(past)) return true;
  const exit = recordOfPast(past)?.exit;
  return exit === undefined || WITH_A_REST.has(exit);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function unfit(folder: string, why: string): Refusal {
  const hint = 'restore the folder from a backup, or put back from a saved plan: reconcile undo PLAN';
  return new Refusal([problem('run-unfit', `run ${basename(folder)} cannot be used: ${why}`, { hint })]);
}
