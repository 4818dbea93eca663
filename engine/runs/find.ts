import type { Run } from '../model.ts';
import { refuse } from '../problem.ts';
import { findRun, newestFirst, refuseLast } from './folders.ts';
import { type Begin, beginOf, hasRest, hasWritten, openPast, type PastRun } from './past.ts';
import { fatesOf, hasPutBack, hasRemoved } from './undone.ts';

/** The organization and service that were met. */
type Met = Pick<Run, 'organization' | 'origin'>;

interface Place {
  readonly stateDir: string;
}

/**
 * Finds and opens the run that is to be gone on with, of the organization and service that was met: `last` passes
 * others over, a named one of another is refused, so that a rehearsal can never reach the cloud. `last` is the newest
 * that sent something, or was stopped before it could.
 *
 * Throws Refusal; also where a journal is damaged that `last` may mean, since the one before it is another run.
 */
export function findToResume(name: string, run: Met, { stateDir }: Place): PastRun {
  if (name !== 'last') return findNamed(name, run, stateDir);
  for (const past of ownRuns(run, stateDir)) if (hasWritten(past) || hasRest(past)) return past;
  return refuseLast(stateDir, 'sent');
}

/**
 * As `findToResume`, for an undo: `last` is the newest that removed something and is not undone. An undo removed
 * nothing, so a second `undo last` never takes the first one back; that takes its id.
 */
export function findToUndo(name: string, run: Met, { stateDir }: Place): PastRun {
  if (name !== 'last') return findNamed(name, run, stateDir);
  let undo: PastRun | undefined;
  for (const { past, undoneBy } of fatesOf(ownRuns(run, stateDir))) {
    if (undoneBy !== undefined) continue;
    if (hasRemoved(past)) return past;
    if (hasPutBack(past)) undo ??= past;
  }
  if (undo === undefined) return refuseLast(stateDir, 'removed');
  return refuse('nothing-to-undo', `every run in ${stateDir} that removed something is undone already`, {
    hint: `the newest undo is ${undo.id}; reconcile undo ${undo.id} would remove again what it put back`,
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
