import type { ApiFailure, OrganizationsApi } from '../cloud/port.ts';
import { compareText, type Outcome, type TagOutcome } from '../model.ts';
import type { Halt } from './halt.ts';
import { type Progress, record, take, tryOnce } from './round.ts';
import type { SettleContext, Task } from './task.ts';

/** Rounds that may end without a write because the service took too long to answer; then it is as fast as it gets. */
const MOST_SLOW = 3;
/** Rounds that may end without a write because the journal took too long. */
const MOST_LATE = 10;
const TOO_LATE = 'over two seconds went by between the read and the write, every time: the disk is too slow';

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

async function tryUntilSettled(task: Task, context: SettleContext): Promise<Outcome> {
  const { api, halt } = context;
  const progress: Progress = {
    doubted: new Map((task.doubted ?? []).map((tag) => [tag.key, tag])),
    tried: new Set((task.doubted ?? []).map((tag) => tag.key)),
    settled: [],
    left: task.tags,
  };
  const halted = (): boolean => halt.signal.aborted;
  let late = 0;
  for (let attempt = 1; !halted(); ) {
    const round = await tryOnce(task, progress, context, attempt, late < MOST_SLOW);
    if (round === 'over') break;
    if (round === 'too-late') {
      late += 1;
      if (late < MOST_LATE) continue;
      halt.lost();
      return close(task, progress, context, TOO_LATE);
    }
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

/** The last word after a failure that does not pass. What was sent is read once more, whatever was answered. */
async function giveUp(
  task: Task,
  progress: Progress,
  context: SettleContext,
  failure: ApiFailure,
): Promise<Outcome> {
  const { api, halt, action } = context;
  if (progress.tried.size > 0) {
    const live = await api.listTags(task.resource.id).catch(() => undefined);
    if (live !== undefined) take(task, progress, live, action);
  }
  if (progress.left.length > 0) halt.lost(failure);
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
