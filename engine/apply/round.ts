import { ApiFailure } from '../cloud/port.ts';
import type { Tag, TagOutcome } from '../model.ts';
import { Refusal } from '../problem.ts';
import type { JournalEntry } from '../runs/journal.ts';
import type { Halt } from './halt.ts';
import type { Action, SettleContext, Task } from './task.ts';

/** A write rests on a read that is at most so many milliseconds old; an older one is done again. */
const FRESH = 2_000;

/** How far a task is. A round changes it. */
export interface Progress {
  /** Sent without a clear answer: whether they took effect is for the next read to tell. */
  doubted: ReadonlyMap<string, Tag>;
  /** Keys that a call of this run named, whatever was answered: what a refusal says need not be what happened. */
  tried: ReadonlySet<string>;
  settled: readonly TagOutcome[];
  left: readonly Tag[];
  requestId?: string | undefined;
}

/** How one round ended. `over`: settled, or the run has halted. */
export type Round = 'over' | 'too-late' | { readonly failure: ApiFailure; readonly sent: boolean };

/**
 * One round: a turn, a read, a decision, an intent, a send. Changes `progress`.
 *
 * @param strict whether the age of the read counts from when it was asked for, not from when it was answered
 */
export async function tryOnce(
  task: Task,
  progress: Progress,
  context: SettleContext,
  attempt: number,
  strict: boolean,
): Promise<Round> {
  const { action, clock, halt } = context;
  const { resource } = task;
  let askedAt = Number.NaN;
  const live = await readTurn(task, context, (at) => (askedAt = at));
  if (live === undefined) return 'over';
  if (live instanceof ApiFailure) return { failure: live, sent: false };
  const answeredAt = clock.now();
  take(task, progress, live, action);
  if (progress.left.length === 0 || !(await mayWrite(context))) return 'over';
  const tags = progress.left;
  if (!(await record(context, { record: 'intent', action: action.name, resource, try: attempt, tags })))
    return 'over';
  const sendAt = clock.now();
  // A clock that was set back tells nothing of the age.
  const isOld = (since: number): boolean => sendAt - since > FRESH || sendAt < since;
  const isLate = isOld(answeredAt) || (strict && isOld(askedAt));
  if (isLate || halt.signal.aborted) {
    await record(context, unsent(resource.id, attempt));
    return isLate ? 'too-late' : 'over';
  }
  context.wrote(resource.id, live);
  return send(resource.id, tags, progress, context, attempt, (strict ? askedAt : answeredAt) + FRESH);
}

/** Takes a turn for the write first, then reads: the write can follow its read at once. */
async function readTurn(
  { resource }: Task,
  { api, clock, halt }: SettleContext,
  asked: (at: number) => void,
): Promise<readonly Tag[] | ApiFailure | undefined> {
  try {
    await api.reserve(halt.signal);
    asked(clock.now());
    return await api.listTags(resource.id, asked);
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
  until: number,
): Promise<Round> {
  const { api, action, halt } = context;
  const before = progress.tried;
  progress.tried = new Set([...before, ...tags.map((tag) => tag.key)]);
  try {
    const { requestId } = await action.send(api, id, tags, until);
    halt.succeeded();
    progress.settled = [...progress.settled, ...tags.map((tag) => ({ ...tag, state: action.done }))];
    Object.assign(progress, { requestId, left: [], doubted: new Map() });
    await record(context, answer(id, attempt, 'done', { requestId }));
    return 'over';
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.unsent) progress.tried = before;
    if (error.inDoubt) progress.doubted = new Map(tags.map((tag) => [tag.key, tag]));
    progress.requestId = error.requestId;
    const result = error.inDoubt ? 'in-doubt' : 'refused';
    await record(context, error.unsent ? unsent(id, attempt) : answer(id, attempt, result, error));
    return { failure: error, sent: true };
  }
}

/** Takes in what a read told: who is settled, and what is left to send. */
export function take(task: Task, progress: Progress, live: readonly Tag[], action: Action): void {
  const { send, settled } = task.decide(live);
  const { doubted, tried } = progress;
  const isOurs = ({ key, state }: TagOutcome): boolean =>
    state === action.needless && (doubted.has(key) || tried.has(key));
  progress.left = send;
  progress.settled = settled.map((one) => (isOurs(one) ? { ...one, state: action.done } : one));
  progress.doubted = new Map();
}

/** Makes an entry durable. Where that cannot be done the run halts, and false says so. */
export async function record({ journal, halt }: SettleContext, entry: JournalEntry): Promise<boolean> {
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

/** An intent whose call was not made must not pass for one that perhaps had its effect. */
function unsent(id: string, attempt: number): JournalEntry {
  return { record: 'unsent', id, try: attempt };
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
