import { ApiFailure, type OrganizationsApi } from './cloud/port.ts';
import { problemOf } from './cloud/problem.ts';
import { exitCode } from './exit.ts';
import type { Clock, FailOn, Log, Problem, Random, Run, RunMode } from './model.ts';
import { Refusal } from './problem.ts';
import { newRunId } from './runs/ids.ts';
import type { Processes } from './runs/lock.ts';
import { nothingDone } from './runs/report.ts';
import type { fileSink } from './runs/sink.ts';
import { type RunWatch, type Step, type Unfinished, type Watch, watchedApi } from './watch.ts';

export type { Step, Unfinished } from './watch.ts';

/** What every run needs from outside: passed in by the cli, by a test, or by a program that uses the engine. */
export interface Effects {
  /**
   * Opens the service; the connection's lines go to `log`, else to the log here. Rejects with Refusal where that
   * cannot even be tried (no credentials, plain http).
   */
  connect(log?: Log): Promise<OrganizationsApi>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Aborted by the first Ctrl-C. */
  readonly interrupt: AbortSignal;
  /** Shows what a run is about to do and asks; a run that nobody confirms sends nothing. */
  confirm(run: Unfinished): Promise<boolean>;
  progress(step: Step): void;
  /** Watches each run, for telemetry. */
  readonly watch?: Watch | undefined;
  /** Rejects with Refusal where this run may not write any more, though its lock is its own; asked before each write. */
  readonly fence?: () => Promise<void>;
  readonly processes: Processes;
  /** Opens the journal's file; only tests give one of their own. */
  readonly openSink?: typeof fileSink;
  /** Where runs are kept. */
  readonly stateDir: string;
  /** Name and version of the program, for the record. */
  readonly tool: string;
}

/** What is known of a run before it starts. */
export interface RunStart {
  readonly mode: RunMode;
  readonly failOn: FailOn;
  readonly of?: string;
}

type Stages = (run: Unfinished, effects: Effects) => Promise<((run: Run) => void) | undefined>;

/**
 * Runs the stages and makes the record of it, whatever becomes of them: trouble that a user can mend is a problem
 * of the run, not an exception, so that there is always a report. `stages` gives what is told of the finished run.
 *
 * Rejects only for a mistake of our own.
 */
export async function recordRun(start: RunStart, outside: Effects, stages: Stages): Promise<Run> {
  for (let draw = 1; ; draw++) {
    const run = startRun(start, outside);
    const watch = outside.watch?.(run);
    const effects = named(outside, run);
    const ended = await carryThrough(run, watch === undefined ? effects : watched(effects, watch), stages);
    if (isIdTaken(ended) && draw < MOST_DRAWS) continue;
    watch?.ended(ended);
    return ended;
  }
}

/** Ids that are drawn for a run until it has one of its own. */
const MOST_DRAWS = 3;

/** Whether another process, perhaps on another machine, drew the same id first. Nothing was sent then. */
function isIdTaken({ wrote, problems }: Run): boolean {
  return !wrote && problems.some((one) => one.code === 'run-id-taken');
}

/** Log lines that say which run they are of, and of which organization once that was met. */
function named(effects: Effects, run: Unfinished): Effects {
  const log: Log = (level, message, fields) => {
    const { id, organization } = run;
    effects.log(level, message, {
      run: id,
      ...(organization && { organization: organization.id }),
      ...fields,
    });
  };
  return { ...effects, log };
}

/** The effects of a run with somebody who watches: its steps, its questions and every call to the service. */
function watched(effects: Effects, watch: RunWatch): Effects {
  return {
    ...effects,
    connect: async (log) => watchedApi(await effects.connect(log), watch),
    confirm(run) {
      watch.step({ stage: 'asking' });
      return effects.confirm(run);
    },
    progress(step) {
      watch.step(step);
      effects.progress(step);
    },
  };
}

async function carryThrough(run: Unfinished, effects: Effects, stages: Stages): Promise<Run> {
  let api: OrganizationsApi | undefined;
  let keep: ((run: Run) => void) | undefined;
  const connect = async (): Promise<OrganizationsApi> => (api = await effects.connect(effects.log));
  try {
    keep = await stages(run, { ...effects, connect });
  } catch (error) {
    run.problems = [...run.problems, ...problemsOf(error, run)];
  } finally {
    await api?.close();
  }
  if (api !== undefined) run.traffic = api.traffic();
  const ended = endRun(run, effects);
  try {
    keep?.(ended);
    return ended;
  } catch (error) {
    // The record could not be kept: that belongs into the record, and into the exit code.
    run.problems = [...run.problems, ...problemsOf(error, run)];
    return endRun(run, effects);
  }
}

function startRun({ mode, failOn, of }: RunStart, { clock, random, tool }: Effects): Unfinished {
  const started = new Date(clock.now()).toISOString();
  return {
    version: 1,
    id: newRunId(started, random),
    mode,
    ...(of !== undefined && { of }),
    tool,
    started,
    endpoint: '',
    'fail-on': failOn,
    ...nothingDone(),
  };
}

function endRun(run: Unfinished, { clock, interrupt }: Effects): Run {
  const ended = {
    ...run,
    interrupted: run.interrupted || interrupt.aborted,
    ended: new Date(clock.now()).toISOString(),
  };
  return { ...ended, exit: exitCode(ended) };
}

function problemsOf(error: unknown, run: Unfinished): readonly Problem[] {
  if (error instanceof Interrupted) run.interrupted = true;
  if (error instanceof Interrupted) return [];
  if (error instanceof Refusal) return error.problems;
  if (error instanceof ApiFailure) return [problemOf(error)];
  throw error;
}

/** The user pressed Ctrl-C while nothing was being written. */
class Interrupted extends Error {}

/** Waits for a read, but no longer than until the user interrupts; what is under way then is dropped unread. */
export async function unlessInterrupted<T>(read: Promise<T>, interrupt: AbortSignal): Promise<T> {
  let stop = (): void => undefined;
  const interrupted = new Promise<never>((_, reject) => {
    stop = () => reject(new Interrupted());
    interrupt.addEventListener('abort', stop, { once: true });
    if (interrupt.aborted) stop();
  });
  try {
    return await Promise.race([read, interrupted]);
  } finally {
    interrupt.removeEventListener('abort', stop);
    read.catch(() => undefined);
    interrupted.catch(() => undefined);
  }
}
