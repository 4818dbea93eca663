import { type Begin, beginOf, hasWritten, openPast, type PastRun } from './apply/past.ts';
import { findRun } from './apply/runs.ts';
import { refuse } from './problem.ts';
import type { Effects, Unfinished } from './run.ts';

/**
 * Finds and opens the run that a user names, of the organization and service that was met: `last` passes others
 * over, a named one of another is refused, so that a rehearsal can never reach the cloud.
 *
 * Throws Refusal; also where a journal is damaged that `last` may mean, since the one before it is another run.
 */
export function findPast(name: string, run: Unfinished, { stateDir }: Pick<Effects, 'stateDir'>): PastRun {
  const folder = findRun(stateDir, name, (candidate) => {
    const begin = beginOf(candidate);
    return (begin === undefined || isOf(begin, run)) && hasWritten(openPast(candidate));
  });
  const past = openPast(folder);
  if (!isOf(past.begin, run)) {
    const { organization, origin } = past.begin;
    refuse('run-origin', `run ${past.id} worked on ${organization.id} at ${origin}, this is ${where(run)}`, {
      hint: 'use the credentials and endpoint of that run',
    });
  }
  return past;
}

function isOf({ organization, origin }: Begin, run: Unfinished): boolean {
  return organization.id === run.organization?.id && origin === run.origin;
}

function where({ organization, origin }: Unfinished): string {
  return `${organization?.id ?? 'no organization'} at ${origin ?? 'no service'}`;
}
