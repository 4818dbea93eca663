import { type Applied, applyWork } from './apply/apply.ts';
import type { Stage } from './apply/conduct.ts';
import { type Foresight, foresee } from './apply/foresee.ts';
import type { Rest } from './apply/go-on.ts';
import { undoTasks } from './apply/restore.ts';
import { contextOf, type Effort, underJournal } from './carry-out.ts';
import type { OrganizationsApi } from './cloud/port.ts';
import type { FailOn, Matcher, Plan, Run } from './model.ts';
import { hashOf } from './plan/digest.ts';
import { problem, Refusal, refuse } from './problem.ts';
import { meet } from './reading.ts';
import { type Effects, recordRun, type Unfinished, unlessInterrupted } from './run.ts';
import { findToUndo } from './runs/find.ts';
import { RUN_FILES } from './runs/folders.ts';
import { openPast, type PastRun, planOfPast, undoingOfPast } from './runs/past.ts';
import { type Change, type Undoing, undoingOf } from './runs/undoing.ts';

/** What `undo` is asked to do. */
export interface UndoRequest extends Effort {
  /** A run that was, or, where its folder was lost, a plan. */
  readonly what: { readonly run: string } | { readonly plan: Plan };
  readonly dryRun: boolean;
  readonly failOn: FailOn;
  /** Resource ids to narrow it to; empty for all. */
  readonly resources: readonly string[];
}

/**
 * Puts back what a run removed, the same key and value, only where the key is absent now. An undo is a run of its
 * own, with a journal: it can be gone on with and, by its id, undone itself, which removes again what it put back.
 *
 *     subject ─▶ live tags ─▶ a dry run ends ─▶ ask ─▶ under the journal: live tags again, send, verify
 */
export async function undo(request: UndoRequest, outside: Effects): Promise<Run> {
  const start = { mode: 'undo', failOn: request.failOn } as const;
  return recordRun(start, outside, async (run, effects) => {
    const api = await meet(run, effects);
    const { undoing: whole, recheck } = subjectOf(request, run, effects);
    const undoing = narrow(whole, request.resources);
    const { action, changes: restore, redact } = undoing;
    Object.assign(run, { action, restore, redact });
    if (restore.length === 0) return undefined;
    const seen = await look(api, undoing, request, effects);
    const warned = run.problems;
    run.foreseen = seen.settled;
    run.problems = [...warned, ...unreadProblems(seen)];
    if (request.dryRun || !(await maySend(run, seen, effects))) return undefined;
    delete run.foreseen;
    run.problems = warned;
    const home = { kind: 'new', files: { [RUN_FILES.undoing]: undoing }, recheck } as const;
    return underJournal(run, hashOf(undoing), home, effects, (stage) =>
      seen.sends ? send(api, undoing, stage, request, effects) : settle(seen, stage),
    );
  });
}

/** What live tags say before anybody is asked. */
function look(
  api: OrganizationsApi,
  undoing: Undoing,
  { concurrency }: UndoRequest,
  effects: Effects,
): Promise<Foresight> {
  effects.progress({ stage: 'reading' });
  return unlessInterrupted(foresee(api, undoTasks(undoing).tasks, concurrency), effects.interrupt);
}

function unreadProblems({ unread }: Foresight) {
  return unread.map(({ resource: { type, id }, why }) =>
    problem('undo-unread', `the live tags of ${type} ${id} could not be read: ${why}`, {
      hint: 'what is shown of it is what the run changed, not what is there now',
    }),
  );
}

/** Whether the user says yes; where nothing would be sent there is nothing to ask. */
async function maySend(run: Unfinished, { sends }: Foresight, effects: Effects): Promise<boolean> {
  if (!sends) return true;
  const confirmed = await effects.confirm(run);
  run.declined = !confirmed && !effects.interrupt.aborted;
  return confirmed;
}

function send(
  api: OrganizationsApi,
  undoing: Undoing,
  stage: Stage,
  request: UndoRequest,
  effects: Effects,
): Promise<Applied> {
  const { action, tasks } = undoTasks(undoing);
  const work = tasks.map((task): Rest => ({ resource: task.resource, done: [], task }));
  effects.progress({ stage: 'applying', total: work.length });
  return applyWork(work, action, undefined, contextOf(api, stage, work.length, request, effects));
}

/** Notes in the journal that everything is as it should be, or must be left alone, so that the list of runs knows. */
async function settle({ settled }: Foresight, { journal }: Stage): Promise<Applied> {
  await Promise.all(
    settled.map(({ resource, tags }) => journal.append({ record: 'settled', resource, tags })),
  );
  return { outcomes: settled, wrote: false, problems: [] };
}

/** What is undone, and the look whether it still is what there is to undo. */
interface Subject {
  readonly undoing: Undoing;
  readonly recheck: () => void;
}

function subjectOf({ what }: UndoRequest, run: Unfinished, effects: Effects): Subject {
  if ('plan' in what) return { undoing: undoingOfPlan(what.plan, run), recheck: () => undefined };
  const past = findToUndo(what.run, run, effects);
  run.of = past.id;
  return {
    undoing: undoingOf(past.ledger, redactOf(past, run)),
    recheck() {
      if (openPast(past.folder).journal.tail.head === past.journal.tail.head) return;
      refuse('lock-held', `run ${past.id} went on while its undo was prepared`, {
        hint: 'give the same command again: it takes in what was done since',
      });
    },
  };
}

function undoingOfPlan(plan: Plan, run: Unfinished): Undoing {
  if (plan.organization.id !== run.organization?.id || plan.origin !== run.origin) {
    refuse('plan-origin', `the plan was made for ${plan.organization.id} at ${plan.origin}`, {
      hint: 'use the credentials and endpoint that the plan was made with',
    });
  }
  const changes = plan.calls.map(({ resource, remove }): Change => {
    return { resource, tags: remove.map(({ key, value }) => ({ key, value })) };
  });
  return { version: 1, action: 'tag', changes, redact: plan.rules.redact };
}

/** Keys to hide. Where the file that says which is damaged the journal still has the values, so all are hidden. */
function redactOf(past: PastRun, run: Unfinished): readonly Matcher[] {
  try {
    return past.begin.mode === 'undo' ? undoingOfPast(past).redact : planOfPast(past).rules.redact;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    run.problems = error.problems.map((one) => ({ ...one, severity: 'warning', hint: HIDDEN }));
    return EVERY_KEY;
  }
}

const EVERY_KEY: readonly Matcher[] = [{ glob: '*' }];
const HIDDEN =
  'the journal is whole, so the run can be undone; no value is shown, since which to hide is not known';

function narrow(undoing: Undoing, resources: readonly string[]): Undoing {
  if (resources.length === 0) return undoing;
  const unknown = resources.find((id) => !undoing.changes.some((change) => change.resource.id === id));
  if (unknown !== undefined) {
    const named = undoing.changes.find(({ resource }) => resource.name === unknown)?.resource;
    refuse('unknown-resource', `the run did not change ${unknown}`, {
      ...(named && { hint: `an id is wanted; the ${named.type} of that name is ${named.id}` }),
    });
  }
  return { ...undoing, changes: undoing.changes.filter((change) => resources.includes(change.resource.id)) };
}
