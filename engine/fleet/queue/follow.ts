import { join } from 'node:path';
import type { Queue } from 'bullmq';
import type { Problem, Run } from '../../model.ts';
import { problem, Refusal } from '../../problem.ts';
import { type Effects, recordRun } from '../../run.ts';
import { openPast } from '../../runs/past.ts';
import { runOfPast } from '../../runs/report.ts';
import type { FleetOrganization } from '../fleet.ts';
import type { FleetRecord } from '../record.ts';
import { type FleetRun, fleetRunOf } from '../result.ts';
import { closed } from '../run.ts';
import { sentBefore } from '../unfinished.ts';
import type { FleetRequest } from '../work.ts';
import { PREFIX } from './connection.ts';
import { type JobData, jobId, ORGANIZATIONS } from './names.ts';
import type { OpenQueue } from './queue.ts';

/** How often the queue is asked, milliseconds. */
const EVERY = 250;

/** What following takes from outside. */
export type FollowEffects = Omit<Effects, 'connect' | 'confirm' | 'progress'>;

/**
 * Waits until every organization of a submitted fleet is done, through restarts of the queue, and puts together what
 * came of them. After an interrupt it waits no longer; the workers go on.
 */
export async function followFleet(
  { library, connection }: OpenQueue,
  record: FleetRecord,
  effects: FollowEffects,
  ended: (one: FleetOrganization, run: Run) => void,
): Promise<FleetRun> {
  const { order } = record;
  const queue = new library.bullmq.Queue(ORGANIZATIONS, { connection, prefix: PREFIX });
  queue.on('error', () => undefined);
  const runs = new Map<string, Run>();
  const stateOf = asking(queue, effects);
  const see = async (one: FleetOrganization): Promise<void> => {
    // What came of it is kept before the job ends, so it is looked for after.
    const state = await stateOf({ fleet: order.id, organization: one.name });
    const kept = record.result(one.name)?.record;
    const over = state === 'completed' || state === 'failed' || state === 'unknown';
    const left = kept === undefined && over ? await abandoned(one, record, effects) : undefined;
    // One that was cut off stays begun: the next fleet run goes on with it.
    const run = kept ?? (left?.interrupted === false ? closed(one, left, record) : left);
    if (run === undefined) return;
    runs.set(one.name, run);
    ended(one, run);
  };
  for (;;) {
    const { aborted } = effects.interrupt;
    for (const one of order.fleet.organizations) if (!runs.has(one.name)) await see(one);
    // What ended since the last look is reported, though the queue is not asked any more.
    if (aborted || runs.size === order.fleet.organizations.length) break;
    await effects.clock.sleep(EVERY, effects.interrupt).catch(() => undefined);
  }
  // Where the queue is away that never ends; closing the connection ends it.
  queue.close().catch(() => undefined);
  const { id, started, tool } = order;
  const about = { id, mode: order.request.mode, started, tool, workers: true } as const;
  return fleetRunOf({ ...about, ended: new Date(effects.clock.now()).toISOString() }, order.fleet, runs);
}

/**
 * Asks what became of a job. Undefined after an interrupt, for which a queue that is away does not keep anybody waiting,
 * and where the queue answers with an error: it is asked again.
 */
function asking(queue: Pick<Queue, 'getJobState'>, { interrupt, log }: FollowEffects) {
  const interrupted = new Promise<undefined>((resolve) => {
    interrupt.addEventListener('abort', () => resolve(undefined), { once: true });
    if (interrupt.aborted) resolve(undefined);
  });
  return (data: JobData) => {
    const asked = queue.getJobState(jobId(data)).catch((error: unknown) => {
      log('debug', 'the queue', { error: error instanceof Error ? error.name : typeof error });
      return undefined;
    });
    return Promise.race([asked, interrupted]);
  };
}

/** A job that the queue gave up on: what its run or its journal tells, or that there is none. */
async function abandoned(
  { name }: FleetOrganization,
  record: FleetRecord,
  effects: FollowEffects,
): Promise<Run> {
  const { request } = record.order;
  const begun = record.begun(name);
  const why = nobodyFinished(name);
  if (begun === undefined) return refusedRun(new Refusal([why]), request, effects);
  try {
    const run = runOfPast(openPast(join(effects.stateDir, 'runs', begun)), request.failOn);
    // That it was cut off weighs more than why, but nobody pressed Ctrl-C.
    return run.interrupted ? { ...run, problems: [...run.problems, { ...why, severity: 'warning' }] } : run;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return sentBefore(effects.stateDir, begun, await refusedRun(error, request, effects));
  }
}

function nobodyFinished(name: string): Problem {
  const hint = 'the logs of the workers tell why; reconcile runs shows whether a run is unfinished';
  return problem('fleet-abandoned', `no worker could finish ${name}`, { hint });
}

function refusedRun(refusal: Refusal, { mode, failOn }: FleetRequest, effects: FollowEffects): Promise<Run> {
  const nothing = {
    ...effects,
    connect: () => Promise.reject(new Error('never connects')),
    confirm: () => Promise.resolve(false),
    progress: () => undefined,
  };
  return recordRun({ mode, failOn }, nothing, () => Promise.reject(refusal));
}
