import type { Job } from 'bullmq';
import type { Run } from '../../model.ts';
import { Refusal } from '../../problem.ts';
import { loadRules } from '../../rules/load.ts';
import { keptFiles } from '../kept-files.ts';
import { type FleetRecord, openRecord } from '../record.ts';
import type { Ended } from '../result.ts';
import { sharedRules } from '../rules.ts';
import { finishedRun, sentBefore } from '../unfinished.ts';
import { type FleetEffects, workOn } from '../work.ts';
import { leaseOf, processesFor } from './lease.ts';
import type { QueueLibrary } from './library.ts';
import { type JobData, type JobResult, jobId } from './names.ts';

/** What a worker works with. */
export interface WorkerEffects extends Omit<FleetEffects, 'rules' | 'confirm' | 'progress' | 'fence'> {
  /** How long a job is ours without being renewed, milliseconds. */
  readonly lease: number;
}

/** Ends a job for this worker without a word of what went wrong: texts of errors may hold what a tag held. */
class HandedBack extends Error {}

/**
 * Works on one job: an organization of a fleet.
 *
 *     done already ─▶ what was kept               (a worker died between keeping and telling)
 *     begun and finished ─▶ the record of the run (a worker died between finishing and keeping)
 *     begun by a worker that is gone ─▶ resume    (its run is in the shared state directory)
 *     else ─▶ reconcile
 *
 * A run that could not ask the queue in time stops, and is gone on with where the job turns out to be ours still.
 * Throws what makes the queue give the job to another worker, or to one later; nothing that is thrown tells more
 * than names.
 */
export async function workOnJob(
  job: Job<JobData, JobResult>,
  token: string,
  library: QueueLibrary,
  effects: WorkerEffects,
): Promise<JobResult> {
  const { fleet, organization } = job.data;
  const record = open(effects.stateDir, fleet);
  const kept = record.result(organization);
  if (kept !== undefined) return resultOf(kept.run, kept);
  const begun = record.begun(organization);
  const finished = begun === undefined ? undefined : finishedRun(effects.stateDir, begun);
  const run =
    finished ??
    (await workOn(
      organizationOf(record, organization),
      record.order.request,
      effectsOf(job, token, record, effects),
      begun,
    ));
  effects.log('info', 'organization worked on', { organization, run: run.id, exit: run.exit });
  await leaseOf(job, token, effects.lease, effects.clock)().catch(() => {
    throw new HandedBack('another worker has the job');
  });
  if ((effects.interrupt.aborted && run.interrupted) || has(run, 'lease-lost')) {
    await job.moveToWait(token);
    throw new library.bullmq.WaitingError();
  }
  if (!run.wrote && has(run, 'lock-held')) throw new HandedBack('another run holds the lock');
  const last = record.begun(organization);
  const ended = last === undefined || run.wrote ? run : sentBefore(effects.stateDir, last, run);
  record.keep(organization, ended);
  return resultOf(ended.id, ended);
}

function resultOf(run: string, { exit, wrote }: Ended): JobResult {
  return { run, exit, wrote };
}

function open(stateDir: string, fleet: string): FleetRecord {
  try {
    return openRecord(stateDir, fleet);
  } catch (error) {
    throw error instanceof Refusal ? new HandedBack('the state directory does not hold this fleet') : error;
  }
}

function organizationOf({ order }: FleetRecord, name: string) {
  const found = order.fleet.organizations.find((one) => one.name === name);
  if (found === undefined) throw new HandedBack('the fleet does not have this organization');
  return found;
}

function effectsOf(
  job: Job<JobData, JobResult>,
  token: string,
  record: FleetRecord,
  { lease, ...effects }: WorkerEffects,
): FleetEffects {
  const kept = keptFiles(record.order.files);
  return {
    ...effects,
    rules: sharedRules((file) => loadRules(file, kept)),
    fence: leaseOf(job, token, lease, effects.clock),
    processes: processesFor(jobId(job.data), token, effects.processes),
    confirm(one, run) {
      record.begin(one.name, run.id);
      return Promise.resolve(true);
    },
    progress: () => undefined,
  };
}

function has({ problems }: Run, ...codes: readonly string[]): boolean {
  return problems.some((one) => codes.includes(one.code));
}
