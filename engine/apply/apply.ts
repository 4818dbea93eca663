import pLimit from 'p-limit';
import type { ApiFailure, OrganizationsApi } from '../cloud/port.ts';
import type { Call, Clock, Counts, Outcome, Path, Plan, Problem, Resource, Tag } from '../model.ts';
import { makePlanner, type Planner } from '../plan/planner.ts';
import { problem } from '../problem.ts';
import type { Truth } from '../rules/truth.ts';
import type { Journal } from '../runs/journal.ts';
import type { Ledger } from '../runs/ledger.ts';
import type { Change } from '../runs/undoing.ts';
import { decideRemovals } from './decide.ts';
import { joinOutcome, type Rest, restOf } from './go-on.ts';
import { makeHalt } from './halt.ts';
import { settleTask } from './settle.ts';
import { type Action, type Task, UNTAG } from './task.ts';
import { EXPECT_ABSENT, EXPECT_PRESENT, verifyOutcomes } from './verify.ts';

export interface ApplyContext {
  readonly api: OrganizationsApi;
  readonly journal: Journal;
  readonly clock: Clock;
  /** Resources worked on at once. */
  readonly concurrency: number;
  /** Aborted by the first Ctrl-C: no new call starts, in-flight ones finish. */
  readonly interrupt: AbortSignal;
  /** Resources that may fail before the run stops; Infinity for no bound. */
  readonly maxFailures: number;
  /** Rejects with Refusal where this run may not write any more. */
  readonly fence: () => Promise<void>;
  /** Told of each outcome as it comes. */
  readonly progress?: (outcome: Outcome) => void;
  /** Told once everything has an outcome and what was done is about to be read again. */
  readonly verifying?: () => void;
  /** Words for a failure that stops the run. */
  readonly describe: (failure: ApiFailure) => Problem;
}

export interface Applied {
  /** One for each task, in order. */
  readonly outcomes: readonly Outcome[];
  readonly wrote: boolean;
  /** Why the run stopped, where it did. */
  readonly problems: readonly Problem[];
}

/** Where resources lie now, from one fresh read of the tree; absent where no rule of the plan uses a path. */
export interface Located {
  readonly paths: ReadonlyMap<string, Path>;
  readonly names: ReadonlyMap<string, string>;
  readonly unlocated: Truth;
}

/**
 * Carries out a plan: each of its calls on its own, in plan order, at most `concurrency` at once, each planned
 * again by the same planner on its live tags first. Then verifies.
 */
export async function applyPlan(
  plan: Plan,
  located: Located | undefined,
  context: ApplyContext,
): Promise<Applied> {
  const planner = makePlanner(plan.rules, plan.day, located?.unlocated ?? 'no');
  const work = plan.calls.map((call): Rest => {
    return { resource: call.resource, done: [], task: removalTask(call, planner, located) };
  });
  return applyWork(work, UNTAG, plan.counts, context);
}

/** Goes on with a plan: what the journal has settled is left alone, what it has in doubt is settled by live tags. */
export async function applyRest(
  plan: Plan,
  ledger: Ledger,
  located: Located | undefined,
  context: ApplyContext,
): Promise<Applied> {
  const planner = makePlanner(plan.rules, plan.day, located?.unlocated ?? 'no');
  const work = plan.calls.map((call) =>
    restOf(call.resource, call.remove, ledger, UNTAG, (left) => {
      const keys = new Set(left.map((tag) => tag.key));
      const remove = call.remove.filter((removal) => keys.has(removal.key));
      return removalTask({ ...call, remove }, planner, located);
    }),
  );
  return applyWork(work, UNTAG, plan.counts, context);
}

/** A call of the plan as a task: its tags, decided by the planner each time its live tags are read. */
function removalTask(call: Call, planner: Planner, located: Located | undefined): Task {
  const resource = locate(call, located);
  return {
    resource: call.resource,
    tags: call.remove.map(({ key, value }) => ({ key, value })),
    decide: (tags) => {
      const live: Resource = { ...resource, tags: [...tags].sort((a, b) => (a.key < b.key ? -1 : 1)) };
      return decideRemovals(call, live, planner.judge(live));
    },
  };
}

/** The resource as a fresh tree shows it; as the plan has it where no tree was read. */
function locate({ resource }: Call, located: Located | undefined): Omit<Resource, 'tags'> {
  if (located === undefined || resource.type === 'policy' || resource.type === 'root') return resource;
  const { path: _, ...rest } = resource;
  const path = located.paths.get(resource.id);
  const name = located.names.get(resource.id) ?? resource.name;
  return path === undefined ? { ...rest, name } : { ...rest, name, path };
}

/**
 * Keeps what a call took beside what it was sent for, as removed by it, so that an undo puts it back: the service may
 * hold keys for the same that differ by case alone (its documents do not say).
 */
async function keepTaken({ resource, tags }: Change, { journal }: ApplyContext): Promise<void> {
  await journal.append({ record: 'intent', action: 'untag', resource, try: 1, tags });
  await journal.append({ record: 'answer', id: resource.id, try: 1, result: 'done' });
}

/** Works through pieces of work, at most `concurrency` at once, then verifies: for apply, resume and undo alike. */
export async function applyWork(
  work: readonly Rest[],
  action: Action,
  counts: Counts | undefined,
  context: ApplyContext,
): Promise<Applied> {
  const { api, clock, concurrency, interrupt } = context;
  const halt = makeHalt(interrupt, context.maxFailures, context.describe);
  const before = new Map<string, readonly Tag[]>();
  const settle = {
    ...context,
    action,
    halt,
    wrote: (id: string, live: readonly Tag[]) => before.set(id, live),
  };
  const limit = pLimit(concurrency);
  const settled = await Promise.allSettled(
    work.map((rest) =>
      limit(async () => {
        const outcome = joinOutcome(rest, rest.task && (await settleTask(rest.task, settle)));
        // What a run that was stopped leaves is not worked through.
        if (!outcome.tags.every(({ state }) => state === 'not-sent')) context.progress?.(outcome);
        return outcome;
      }),
    ),
  );
  const outcomes = settled.map((one) => {
    if (one.status === 'rejected') throw one.reason;
    return one.value;
  });
  const wrote = before.size > 0;
  if (halt.signal.aborted) return { outcomes, wrote, problems: halt.problems };
  const expect = action === UNTAG ? EXPECT_ABSENT : EXPECT_PRESENT;
  context.verifying?.();
  const how = { counts, expect, before, concurrency, clock, interrupt };
  const verified = await verifyOutcomes(api, outcomes, how);
  for (const one of verified.taken) await keepTaken(one, context);
  const unread = verified.unread.map((why) =>
    problem('verify-unread', `what was done could not be read again: ${why}`, {
      hint: 'run reconcile --dry-run to see what is left',
    }),
  );
  return { outcomes: verified.outcomes, wrote, problems: [...halt.problems, ...unread] };
}
