import { ApiFailure, type OrganizationsApi, type WriteAnswer } from '../cloud/port.ts';
import {
  type Clock,
  compareText,
  type Outcome,
  type ResourceRef,
  type Tag,
  type TagOutcome,
  type TagState,
} from '../model.ts';
import { Refusal } from '../problem.ts';
import type { Decision } from './decide.ts';
import type { Halt } from './halt.ts';
import type { Journal, JournalEntry } from './journal.ts';

/** What is to be done to one resource: tags to remove, or to put back. */
export interface Task {
  readonly resource: ResourceRef;
  readonly tags: readonly Tag[];
  /** What to send and what needs no sending, by the resource's live tags. Pure. */
  decide(live: readonly Tag[]): Decision;
  /** Tags that an earlier run sent without learning what came of it. */
  readonly doubted?: readonly Tag[];
}

/** The two things that can be done to tags. */
export interface Action {
  readonly name: 'untag' | 'tag';
  send(api: OrganizationsApi, id: string, tags: readonly Tag[]): Promise<WriteAnswer>;
  /** The state of a tag whose call succeeded, and of one that needed none. */
  readonly done: TagState;
  readonly needless: TagState;
}

export const UNTAG: Action = {
  name: 'untag',
  send: (api, id, tags) =>
    api.untag(
      id,
      tags.map((tag) => tag.key),
    ),
  done: 'removed',
  needless: 'gone',
};

export const TAG: Action = {
  name: 'tag',
  send: (api, id, tags) => api.tag(id, tags),
  done: 'restored',
  needless: 'present',
};

export interface SettleContext {
  readonly api: OrganizationsApi;
  readonly action: Action;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly halt: Halt;
  /** Rejects with Refusal where this run may not write any more: its lock or lease is gone. */
  readonly fence: () => Promise<void>;
  /** Called once a write is about to be sent. */
  readonly wrote: () => void;
}

/** A write rests on a read that is at most this old, in milliseconds; an older one is done again. */
const FRESH = 2_000;

/**
 * Brings one resource to where its task wants it:
 *
 *     take a turn ─▶ read live tags ─▶ decide ─▶ nothing to send ─▶ settled
 *          ▲                             │
 *          │                     intent made durable
 *          │                             │
 *          │                        send once
 *          │                             │
 *          └── wait ◀── may pass ── answer ── success ─▶ settled
 *
 * A write is never sent again without a new read and a new intent: after a lost reply only live tags tell. A
 * failure of the service is an outcome, and a journal that cannot be written halts the run; neither rejects.
 */
export async function settleTask(task: Task, context: SettleContext): Promise<Outcome> {
  const outcome = await tryUntilSettled(task, context);
  await record(context, { record: 'settled', resource: task.resource, tags: outcome.tags });
  return outcome;
}

interface Progress {
  /** Sent without a clear answer: whether they took effect is for the next read to tell. */
  doubted: ReadonlyMap<string, Tag>;
  settled: readonly TagOutcome[];
  left: readonly Tag[];
  requestId?: string | undefined;
}

/** How one round ended. `over`: settled, or the run has halted. */
type Round = 'over' | 'too-late' | { readonly failure: ApiFailure; readonly sent: boolean };

async function tryUntilSettled(task: Task, context: SettleContext): Promise<Outcome> {
  const { api, halt } = context;
  const progress: Progress = {
    doubted: new Map((task.doubted ?? []).map((tag) => [tag.key, tag])),
    settled: [],
    left: task.tags,
  };
  const halted = (): boolean => halt.signal.aborted;
  for (let attempt = 1; !halted(); ) {
    const round = await tryOnce(task, progress, context, attempt);
    if (round === 'over') break;
    if (round === 'too-late') continue;
    halt.failed(round.failure);
    // A read has been tried again by the client already, as often as the budget allows.
    if (!round.sent || !(await waits(api, round.failure, attempt, halt))) {
      if (!halted()) return giveUp(task, progress, context, round.failure);
      return round.sent
        ? close(task, progress, context, round.failure.message)
        : close(task, progress, context);
    }
    attempt += 1;
  }
  return close(task, progress, context);
}

async function tryOnce(
  task: Task,
  progress: Progress,
  context: SettleContext,
  attempt: number,
): Promise<Round> {
  const { action, clock, halt } = context;
  const { resource } = task;
  const live = await readTurn(task, context);
  if (live === undefined) return 'over';
  if (live instanceof ApiFailure) return { failure: live, sent: false };
  const readAt = clock.now();
  take(task, progress, live, action);
  if (progress.left.length === 0 || !(await mayWrite(context))) return 'over';
  const tags = progress.left;
  if (!(await record(context, { record: 'intent', action: action.name, resource, try: attempt, tags })))
    return 'over';
  if (clock.now() - readAt > FRESH) return 'too-late';
  return halt.signal.aborted ? 'over' : send(resource.id, tags, progress, context, attempt);
}

/** Takes a turn for the write first, then reads: the write can follow its read at once. */
async function readTurn(
  { resource }: Task,
  { api, halt }: SettleContext,
): Promise<readonly Tag[] | ApiFailure | undefined> {
  try {
    await api.reserve(halt.signal);
    return await api.listTags(resource.id);
  } catch (error) {
    if (error instanceof ApiFailure) return error;
    if (halt.signal.aborted) return undefined;
    throw error;
  }
}

async function send(
  id: string,
  tags: readonly Tag[],
  progress: Progress,
  context: SettleContext,
  attempt: number,
): Promise<Round> {
  const { api, action, halt } = context;
  context.wrote();
  try {
    const { requestId } = await action.send(api, id, tags);
    halt.succeeded();
    progress.settled = [...progress.settled, ...tags.map((tag) => ({ ...tag, state: action.done }))];
    Object.assign(progress, { requestId, left: [], doubted: new Map() });
    await record(context, answer(id, attempt, 'done', { requestId }));
    return 'over';
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.inDoubt) progress.doubted = new Map(tags.map((tag) => [tag.key, tag]));
    progress.requestId = error.requestId;
    await record(context, answer(id, attempt, error.inDoubt ? 'in-doubt' : 'refused', error));
    return { failure: error, sent: true };
  }
}

/** Takes in what a read told: who is settled, and what is left to send. */
function take(task: Task, progress: Progress, live: readonly Tag[], action: Action): void {
  const { send, settled } = task.decide(live);
  progress.left = send;
  progress.settled = settled.map((one) =>
    one.state === action.needless && progress.doubted.has(one.key) ? { ...one, state: action.done } : one,
  );
  progress.doubted = new Map();
}

/** Makes an entry durable. Where that cannot be done the run halts, and false says so. */
async function record({ journal, halt }: SettleContext, entry: JournalEntry): Promise<boolean> {
  return journal.append(entry).then(
    () => true,
    (error: unknown) => haltFor(error, halt),
  );
}

async function mayWrite({ fence, halt }: SettleContext): Promise<boolean> {
  if (halt.signal.aborted) return false;
  return fence().then(
    () => true,
    (error: unknown) => haltFor(error, halt),
  );
}

function haltFor(error: unknown, halt: Halt): false {
  if (!(error instanceof Refusal)) throw error;
  error.problems.forEach((problem) => halt.stop(problem));
  return false;
}

async function waits(
  api: OrganizationsApi,
  failure: ApiFailure,
  attempt: number,
  halt: Halt,
): Promise<boolean> {
  if (halt.signal.aborted) return false;
  return api.waitToRetry(failure, attempt, halt.signal).catch((error: unknown) => {
    if (halt.signal.aborted) return false;
    throw error;
  });
}

/** The last word after a failure that does not pass. What is in doubt is read once more. */
async function giveUp(
  task: Task,
  progress: Progress,
  context: SettleContext,
  failure: ApiFailure,
): Promise<Outcome> {
  const { api, halt, action } = context;
  if (progress.doubted.size > 0) {
    const live = await api.listTags(task.resource.id).catch(() => undefined);
    if (live !== undefined) take(task, progress, live, action);
  }
  if (progress.left.length > 0) halt.lost();
  return close(task, progress, context, failure.message);
}

/** Makes the outcome: what is settled, and for the rest whether it failed, is in doubt or was never sent. */
function close(task: Task, progress: Progress, { clock, halt }: SettleContext, failed?: string): Outcome {
  const { doubted, settled, left, requestId } = progress;
  const why = failed ?? halt.why() ?? 'the run stopped';
  const state = failed === undefined ? 'not-sent' : 'failed';
  const open = left
    .filter((tag) => !settled.some((one) => one.key === tag.key))
    .map((tag): TagOutcome => ({ ...tag, state: doubted.has(tag.key) ? 'in-doubt' : state, why }));
  return {
    resource: task.resource,
    tags: [...settled, ...open].sort((a, b) => compareText(a.key, b.key)),
    ...(requestId !== undefined && { 'request-id': requestId }),
    at: new Date(clock.now()).toISOString(),
  };
}

function answer(
  id: string,
  attempt: number,
  result: 'done' | 'refused' | 'in-doubt',
  from: {
    requestId?: string | undefined;
    status?: number | undefined;
    code?: string | undefined;
    message?: string;
  },
): JournalEntry {
  return {
    record: 'answer',
    id,
    try: attempt,
    result,
    ...(from.status !== undefined && { status: from.status }),
    ...(from.code !== undefined && { code: from.code }),
    ...(from.message !== undefined && { why: from.message }),
    ...(from.requestId !== undefined && { 'request-id': from.requestId }),
  };
}
