import type { Job } from 'bullmq';
import type { Clock } from '../../model.ts';
import { problem, Refusal } from '../../problem.ts';
import type { Processes } from '../../runs/lock.ts';

/**
 * The check before each write that a job is still ours, which also renews it. A queue that does not answer for as
 * long as a lease lasts may have given the job away.
 */
export function leaseOf(job: Job, token: string, duration: number, clock: Clock): () => Promise<void> {
  return async () => {
    const done = new AbortController();
    const tooLong = clock.sleep(duration, done.signal).then(
      () => 0,
      () => 0,
    );
    try {
      const kept = await Promise.race([job.extendLock(token, duration).catch(() => 0), tooLong]);
      if (kept !== 1) throw lost(job.id ?? '');
    } finally {
      done.abort();
    }
  };
}

function lost(id: string): Refusal {
  return new Refusal([
    problem('lease-lost', `the job ${id} was given to another worker, or the queue did not answer in time`, {
      hint: 'nothing to do: whoever has the job now goes on with the run',
    }),
  ]);
}

/**
 * The processes of the machines behind a queue. A lock that was taken for the very job that is ours now belonged to
 * a worker that lost it: on whatever machine it is, it may not write any more. Of other locks only this machine's
 * can be told dead.
 *
 * @param token of this taking of the job: one process may lose a job and get it again
 */
export function processesFor(id: string, token: string, local: Processes): Processes {
  const given = `${id} as `;
  return {
    self: { ...local.self, job: `${given}${token}` },
    isDead: (holder) => holder.job?.startsWith(given) === true || local.isDead(holder),
  };
}
