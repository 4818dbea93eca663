import type { FailureBudget } from '../carry-out.ts';
import type { ReadMode } from '../inventory/take.ts';
import type { FailOn, Log, Run } from '../model.ts';
import { EVERYTHING } from '../plan/only.ts';
import { problem, Refusal } from '../problem.ts';
import { type Request, reconcile } from '../reconcile.ts';
import { resume } from '../resume.ts';
import type { LoadedRules } from '../rules/load.ts';
import { type Effects, recordRun, type Step, type Unfinished } from '../run.ts';
import type { Connect } from './connect.ts';
import type { FleetOrganization } from './fleet.ts';

/** What a run over a fleet is asked to do with each organization. */
export interface FleetRequest {
  readonly mode: 'dry-run' | 'apply';
  readonly failOn: FailOn;
  readonly read: ReadMode;
  readonly maxFailures?: FailureBudget | undefined;
}

/** What the runs of a fleet need from outside; each gets its own part of it. */
export interface FleetEffects extends Omit<Effects, 'connect' | 'confirm' | 'progress'> {
  readonly connect: Connect;
  /** The rules of a file. Rejects with Refusal. */
  rules(file: string): Promise<LoadedRules>;
  /** Asks before an organization is written to; see `Effects`. */
  confirm(one: FleetOrganization, run: Unfinished): Promise<boolean>;
  /** Told of each step of an organization. */
  progress(one: FleetOrganization, step: Step): void;
}

/**
 * Works on one organization, from its rules to its run. Whatever goes wrong there is a run that says so, so that
 * one organization never stops another: even a mistake of ours is that organization's alone.
 *
 * @param unfinished id of a run of this organization that was cut off; it is gone on with instead
 */
export async function workOn(
  one: FleetOrganization,
  request: FleetRequest,
  effects: FleetEffects,
  unfinished?: string,
): Promise<Run> {
  const mine = effectsOf(one, effects);
  try {
    if (unfinished !== undefined) return await resume(resumeOf(unfinished, one, request), mine);
    return await reconcile(requestOf(one, request, await effects.rules(one.rules)), mine);
  } catch (error) {
    return recordRun({ mode: request.mode, failOn: request.failOn }, mine, () =>
      Promise.reject(refusalOf(error, one, effects.log)),
    );
  }
}

function requestOf(
  { concurrency, limits }: FleetOrganization,
  { mode, failOn, read, maxFailures }: FleetRequest,
  rules: LoadedRules,
): Request {
  return {
    mode,
    rules,
    only: EVERYTHING,
    overrides: limits,
    failOn,
    reading: { mode: read, concurrency },
    maxFailures,
  };
}

/** A fleet goes on with a run at once or not at all, so the age of its plan is that of the fleet. */
function resumeOf(run: string, { concurrency }: FleetOrganization, { failOn, maxFailures }: FleetRequest) {
  return { run, failOn, concurrency, maxFailures, maxAgeHours: Number.POSITIVE_INFINITY };
}

/** The part of an organization: log lines and telemetry that name it, and the rest as it is. */
function effectsOf(one: FleetOrganization, effects: FleetEffects): Effects {
  const organization = one.name;
  const log: Log = (level, message, fields) => effects.log(level, message, { ...fields, organization });
  const { watch } = effects;
  return {
    ...effects,
    log,
    connect: (more = log) => effects.connect(one, more),
    confirm: (run) => effects.confirm(one, run),
    progress: (step) => effects.progress(one, step),
    ...(watch !== undefined && { watch: (run) => watch(run, organization) }),
  };
}

function refusalOf(error: unknown, { name }: FleetOrganization, log: Log): Refusal {
  if (error instanceof Refusal) return error;
  log('error', 'a mistake of reconcile itself', {
    organization: name,
    stack: error instanceof Error ? error.stack : String(error),
  });
  const kind = error instanceof Error ? error.name : typeof error;
  const message = `the run of ${name} met a mistake of reconcile itself (${kind})`;
  return new Refusal([problem('fleet-crashed', message, { hint: 'the log says where it happened' })]);
}
