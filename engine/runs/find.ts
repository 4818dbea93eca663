import type { Run } from '../model.ts';
import { refuse } from '../problem.ts';
import { findRun, newestFirst, refuseLast, refuseSigned } from './folders.ts';
import { type Begin, beginOf, hasRest, openPast, type PastRun } from './past.ts';
import { fateOf, fatesOf, hasPutBack, hasRemoved } from './undone.ts';

/** The organization and service that were met. */
type Met = Pick<Run, 'organization' | 'origin'>;

interface Place {
  readonly stateDir: string;
}

/**
 * Finds and opens the run that is to be gone on with, of the organization and service that was met: `last` passes
 * others over, a named one of another is refused, so that a rehearsal can never reach the cloud. `last` is the newest
 * that has something left to do and that no undo has begun to take back.
 *
 * Throws Refusal: `run-finished`, `run-undone` and `nothing-to-resume` where nothing is left, for to go on would only
 * write another record over that of the run; `run-signed`; also where a journal is damaged that `last` may mean, since
 * the one before it is another run.
 */
export function findToResume(name: string, run: Met, { stateDir }: Place): PastRun {
  const past = name === 'last' ? lastWithRest(run, stateDir) : findNamed(name, run, stateDir);
  if (name !== 'last') refuseEnded(past, stateDir);
  refuseSigned(past.folder);
  return past;
}

function lastWithRest(run: Met, stateDir: string): PastRun {
  let newest: PastRun | undefined;
  for (const { past, undo } of fatesOf(ownRuns(run, stateDir))) {
    newest ??= past;
    if (undo === undefined && hasRest(past)) return past;
  }
  if (newest === undefined) return refuseLast(stateDir, 'sent');
  return refuse('nothing-to-resume', `every run in ${stateDir} is finished or undone`, {
    hint: 'reconcile runs lists them; reconcile --dry-run shows what there is to do now',
  });
}

/** To go on with a run that an undo works against would remove what the undo leaves, and fail at what it put back. */
function refuseEnded(past: PastRun, stateDir: string): void {
  const { id, begin } = past;
  const { undo, undoneBy } = fateOf(stateDir, id);
  const again = begin.mode === 'undo' ? '' : '; to apply its plan once more: reconcile apply PLAN --again';
  if (undo !== undefined) {
    const how =
      undoneBy === undefined ? `${undo} has begun to undo run ${id}` : `${undoneBy} has undone run ${id}`;
    refuse('run-undone', `run ${how}; it is not gone on with`, {
      hint: `reconcile --dry-run shows what there is to do now${again}`,
    });
  }
  if (hasRest(past)) return;
  refuse('run-finished', `run ${id} is finished; nothing is left to go on with`, {
    hint: `reconcile report ${id} shows what it did${again}`,
  });
}

/**
 * As `findToResume`, for an undo: `last` is the newest that removed something and is not undone, as far as it can
 * be. An undo removed nothing, so a second `undo last` never takes the first one back; that takes its id.
 */
export function findToUndo(name: string, run: Met, { stateDir }: Place): PastRun {
  if (name !== 'last') return findNamed(name, run, stateDir);
  let undo: PastRun | undefined;
  let undone: PastRun | undefined;
  for (const { past, undoneBy, isSpent } of fatesOf(ownRuns(run, stateDir))) {
    if (undoneBy !== undefined || isSpent === true) undone ??= past;
    else if (hasRemoved(past)) return past;
    else if (hasPutBack(past)) undo ??= past;
  }
  if (undone === undefined) return refuseLast(stateDir, 'removed');
  const what = `every run in ${stateDir} that removed something is undone already, as far as it can be`;
  return refuse('nothing-to-undo', what, {
    hint:
      undo === undefined
        ? `reconcile undo ${undone.id} looks once more at what was left alone`
        : `the newest undo is ${undo.id}; reconcile undo ${undo.id} would remove again what it put back`,
  });
}

/** Runs of the organization and service that was met, newest first, each opened when it is asked for. */
function* ownRuns(run: Met, stateDir: string): Iterable<PastRun> {
  for (const folder of newestFirst(stateDir)) {
    const begin = beginOf(folder);
    if (begin === undefined || isOf(begin, run)) yield openPast(folder);
  }
}

function findNamed(name: string, run: Met, stateDir: string): PastRun {
  const past = openPast(findRun(stateDir, name, () => false));
  if (!isOf(past.begin, run)) {
    const { organization, origin } = past.begin;
    refuse('run-origin', `run ${past.id} worked on ${organization.id} at ${origin}, this is ${where(run)}`, {
      hint: 'use the credentials and endpoint of that run',
    });
  }
  return past;
}

function isOf({ organization, origin }: Begin, run: Met): boolean {
  return organization.id === run.organization?.id && origin === run.origin;
}

function where({ organization, origin }: Met): string {
  return `${organization?.id ?? 'no organization'} at ${origin ?? 'no service'}`;
}
