import { hasWritten, openPast, type PastRun } from './apply/past.ts';
import { findRun } from './apply/runs.ts';
import { refuse } from './problem.ts';
import type { Effects, Unfinished } from './run.ts';

/**
 * Finds and opens the run that a user names, of the organization and service that was met: `last` passes others
 * over, a named one of another is refused, so that a rehearsal can never reach the cloud.
 */
export function findPast(name: string, run: Unfinished, { stateDir }: Pick<Effects, 'stateDir'>): PastRun {
  const folder = findRun(stateDir, name, (candidate) => {
    const past = openPast(candidate);
    return hasWritten(past) && isOf(past, run);
  });
  const past = openPast(folder);
  if (!isOf(past, run)) {
    const { organization, origin } = past.begin;
    refuse('run-origin', `run ${past.id} worked on ${organization.id} at ${origin}, this is ${where(run)}`, {
      hint: 'use the credentials and endpoint of that run',
    });
  }
  return past;
}

function isOf({ begin }: PastRun, run: Unfinished): boolean {
  return begin.organization.id === run.organization?.id && begin.origin === run.origin;
}

function where({ organization, origin }: Unfinished): string {
  return `${organization?.id ?? 'no organization'} at ${origin ?? 'no service'}`;
}
