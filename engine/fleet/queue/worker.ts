import { once } from 'node:events';
import type { Job } from 'bullmq';
import type { ExitCode } from '../../model.ts';
import { exitOfFleet } from '../result.ts';
import { PREFIX } from './connection.ts';
import { FLEETS, type JobData, type JobResult, ORGANIZATIONS } from './names.ts';
import type { OpenQueue } from './queue.ts';
import { type WorkerEffects, workOnJob } from './work.ts';

/** A job may lose this many workers before it is given up, so that one that kills its worker cannot kill all. */
const MOST_TAKEOVERS = 20;

/**
 * Takes organizations from the queue and works on them, `parallel` at once, until the interrupt. Then those under
 * way end well, with what was sent in their journals, and are handed back for another worker to go on with.
 */
export async function serveQueue(
  { library, connection }: OpenQueue,
  parallel: number,
  effects: WorkerEffects,
): Promise<void> {
  const { lease, interrupt, log, clock } = effects;
  const underWay = new Set<Promise<JobResult>>();
  const settings = { connection, prefix: PREFIX, lockDuration: lease, stalledInterval: Math.ceil(lease / 2) };
  const organizations = new library.bullmq.Worker<JobData, JobResult>(
    ORGANIZATIONS,
    (job, token = '', lost) => {
      const work = workOnJob(job, token, library, untilLost(effects, lost));
      underWay.add(work);
      return work.finally(() => underWay.delete(work));
    },
    { ...settings, concurrency: parallel, maxStalledCount: MOST_TAKEOVERS },
  );
  const fleets = new library.bullmq.Worker(FLEETS, sumUp, settings);
  for (const worker of [organizations, fleets]) {
    worker.on('error', (error) => log('debug', 'the queue', { error: error.name }));
  }
  organizations.on('lockRenewalFailed', (ids) => {
    for (const id of ids) organizations.cancelJob(id);
  });
  organizations.on('stalled', (id) =>
    log('warn', 'a worker is gone; its job is given to another', { job: id }),
  );
  organizations.on('failed', (job, error) =>
    log('warn', 'a job goes back to the queue', {
      organization: job?.data.organization,
      reason: error.message,
    }),
  );
  if (!interrupt.aborted) await once(interrupt, 'abort');
  const closed = Promise.all([organizations.close(), fleets.close()]);
  await Promise.allSettled(underWay);
  // Nothing of ours is under way any more; a queue that is away cannot be told, and finds out by the leases.
  await Promise.race([closed, clock.sleep(GOODBYE)]);
  // Does nothing where they are closed; else they would go on asking for the queue for ever.
  for (const worker of [organizations, fleets]) worker.disconnect().catch(() => undefined);
}

/** How long the queue may take to be told that a worker goes, milliseconds. */
const GOODBYE = 5_000;

/** The lease fences writes; a run whose job is known to be lost has no reason to go on reading either. */
function untilLost(effects: WorkerEffects, lost: AbortSignal | undefined): WorkerEffects {
  if (lost === undefined) return effects;
  return { ...effects, interrupt: AbortSignal.any([effects.interrupt, lost]) };
}

/** A fleet is done once its organizations are. */
async function sumUp(job: Job): Promise<{ exit: ExitCode }> {
  const results = Object.values(await job.getChildrenValues<JobResult>());
  return { exit: exitOfFleet(results.map(({ exit, wrote }) => ({ exit: exit as ExitCode, wrote }))) };
}
