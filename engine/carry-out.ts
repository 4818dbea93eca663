import { type Applied, type ApplyContext, applyPlan } from './apply/apply.ts';
import { conduct, type Home, keepRun, type Stage } from './apply/conduct.ts';
import { ApiFailure, type OrganizationsApi } from './cloud/port.ts';
import { problemOf } from './cloud/problem.ts';
import type { Caller, Plan, Problem, Run } from './model.ts';
import { frozenAt } from './plan/freeze.ts';
import { raiseObjections } from './plan/limits.ts';
import { problem, Refusal } from './problem.ts';
import { locateNow } from './reading.ts';
import type { Effects, Unfinished } from './run.ts';
import { RUN_FILES } from './runs/folders.ts';
import type { Holder } from './runs/lock.ts';
import { hasWritten, openPast } from './runs/past.ts';
import { outcomesOfPast } from './runs/report.ts';

/** Judges a plan: the limits it is past and the freezes in force, for the record of the run. */
export function judge(run: Unfinished, plan: Plan, { clock }: Effects): void {
  run.plan = plan;
  run.objections = raiseObjections(plan);
  run.frozen = frozenAt(plan.rules.freeze, clock.now());
}

/** Whether the run goes on to write: it is meant to, nothing forbids it, there is something to do, and the user says yes. */
export async function mayApply(run: Unfinished, plan: Plan, effects: Effects): Promise<boolean> {
  if (run.mode === 'dry-run' || plan.calls.length === 0) return false;
  if (run.objections.length > 0 || run.frozen.length > 0 || effects.interrupt.aborted) return false;
  const confirmed = await effects.confirm(run);
  run.declined = !confirmed && !effects.interrupt.aborted;
  return confirmed;
}

/** How many resources may fail before a run stops: a count, or a percentage of the plan's calls. */
export interface FailureBudget {
  readonly of: 'count' | 'percent';
  readonly value: number;
}

/** How hard to work. */
export interface Effort {
  readonly concurrency: number;
  /** Absent for no bound but the stops that every run has. */
  readonly maxFailures?: FailureBudget | undefined;
}

/** The budget as a number of resources. */
function failuresAllowed(budget: FailureBudget | undefined, calls: number): number {
  if (budget === undefined) return Number.POSITIVE_INFINITY;
  return budget.of === 'count' ? budget.value : Math.floor((budget.value * calls) / 100);
}

/** A plan and the signatures that approve it, as the texts of their files: signatures are over the bytes of one layout. */
export interface Approval {
  readonly plan: string;
  readonly signatures: string;
}

/**
 * Carries out a plan under its lock and journal, and gives what keeps the finished run beside them.
 * Throws Refusal or ApiFailure before the first write only.
 */
export async function carryOut(
  run: Unfinished,
  plan: Plan,
  api: OrganizationsApi,
  effort: Effort,
  effects: Effects,
  { approval, recheck }: { approval?: Approval | undefined; recheck?: () => void } = {},
): Promise<(run: Run) => void> {
  const files = {
    [RUN_FILES.plan]: approval?.plan ?? plan,
    ...(approval && { [RUN_FILES.approval]: approval.signatures }),
  };
  const home: Home = { kind: 'new', files, ...(recheck && { recheck }) };
  return underJournal(run, plan.digest, home, effects, async (stage) => {
    const located = await locateNow(api, plan, effort.concurrency, effects.interrupt);
    effects.progress({ stage: 'applying', total: plan.calls.length });
    return applyPlan(plan, located, contextOf(api, stage, plan.calls.length, effort, effects));
  });
}

/** Runs work that writes under the run's lock and journal, and takes what came of it into the run. */
export async function underJournal(
  run: Unfinished,
  digest: string,
  home: Home,
  effects: Effects,
  work: (stage: Stage) => Promise<Applied>,
): Promise<(run: Run) => void> {
  const { interrupt, log } = effects;
  const { id, mode, of, tool, organization, origin } = run;
  if (organization === undefined || origin === undefined || mode === 'dry-run')
    throw new Error('not a run that writes');
  const identity = {
    run: id,
    mode,
    tool,
    organization,
    origin,
    ...callerOf(run),
    digest,
    ...(of !== undefined && { of }),
  };
  const onTakeover = (dead: Holder): void =>
    log('warn', `run ${dead.run} (process ${dead.pid}) died and left its lock; taken over`, {
      dead: dead.run,
    });
  const onStuck = (stuck: Problem): void => void (run.problems = [...run.problems, stuck]);
  return conduct(identity, home, { ...effects, onTakeover, onStuck }, async (stage) => {
    const applied = await work(stage).catch((error: unknown) => crashed(error, stage, effects));
    run.outcomes = applied.outcomes;
    run.wrote = applied.wrote;
    run.problems = [...run.problems, ...applied.problems];
    await tellRefusal(run, stage.journal.append({ record: 'end', interrupted: interrupt.aborted }));
    run['journal-head'] = stage.journal.head();
    // A run that lost its lock must not write over the record of the one that goes on with it.
    const ours = await tellRefusal(run, stage.fence());
    return (ended: Run) => {
      if (ours) keepRun(stage.folder, ended);
    };
  });
}

/**
 * Trouble once something may have been sent, of ours or of the disk: the run ends with what its journal tells, never
 * as one that sent nothing. Before that the error goes on.
 */
function crashed(error: unknown, { folder }: Stage, { log }: Effects): Applied {
  const past = openPast(folder);
  if (!hasWritten(past)) throw error;
  return { outcomes: outcomesOfPast(past), wrote: true, problems: problemsOfCrash(error, past.id, log) };
}

function problemsOfCrash(error: unknown, run: string, log: Effects['log']): readonly Problem[] {
  if (error instanceof Refusal) return error.problems;
  if (error instanceof ApiFailure) return [problemOf(error)];
  log('error', 'a mistake of reconcile itself', {
    stack: error instanceof Error ? error.stack : String(error),
  });
  const kind = error instanceof Error ? error.name : typeof error;
  const message = `the run met a mistake of reconcile itself (${kind}) after it began to send`;
  const hint = `its journal has what was sent: reconcile resume ${run} goes on, reconcile undo ${run} goes back`;
  return [problem('run-crashed', message, { hint })];
}

/** The caller of this part of the run. */
function callerOf({ callers = [] }: Unfinished): { readonly caller?: Caller } {
  const last = callers.at(-1);
  if (last === undefined) return {};
  const { since: _, ...caller } = last;
  return { caller };
}

/** Whether it was done. Why not is told once: what stopped the work is among the run's problems already. */
async function tellRefusal(run: Unfinished, done: Promise<void>): Promise<boolean> {
  try {
    await done;
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const known = new Set(run.problems.map((one) => one.code));
    run.problems = [...run.problems, ...error.problems.filter((one) => !known.has(one.code))];
    return false;
  }
}

/** What applying needs, put together from a run's effects and its stage. */
export function contextOf(
  api: OrganizationsApi,
  { journal, fence }: Stage,
  calls: number,
  { concurrency, maxFailures }: Effort,
  effects: Effects,
): ApplyContext {
  const { clock, interrupt } = effects;
  return {
    api,
    journal,
    clock,
    concurrency,
    interrupt,
    maxFailures: failuresAllowed(maxFailures, calls),
    async fence() {
      await effects.fence?.();
      await fence();
    },
    progress: (outcome) => effects.progress({ stage: 'applied', outcome }),
    verifying: () => effects.progress({ stage: 'verifying' }),
    describe: problemOf,
  };
}
