import { type Applied, applyRest, applyWork } from './apply/apply.ts';
import type { Stage } from './apply/conduct.ts';
import { restOf, settledOf } from './apply/go-on.ts';
import { undoTasks } from './apply/restore.ts';
import { TAG, UNTAG } from './apply/task.ts';
import { rulesHash } from './apply-saved.ts';
import { contextOf, type Effort, judge, underJournal } from './carry-out.ts';
import type { OrganizationsApi } from './cloud/port.ts';
import type { FailOn, Plan, Run } from './model.ts';
import { Refusal } from './problem.ts';
import { locateNow, meet } from './reading.ts';
import type { LoadedRules } from './rules/load.ts';
import { type Effects, recordRun, type Unfinished } from './run.ts';
import { callersOf } from './runs/callers.ts';
import { findToResume } from './runs/find.ts';
import { type PastRun, planOfPast, undoingOfPast } from './runs/past.ts';
import { planProblems } from './runs/saved-plan.ts';

/** What `resume RUN` is asked to do. */
export interface ResumeRequest extends Effort {
  readonly run: string;
  readonly failOn: FailOn;
  readonly maxAgeHours: number;
  /** Gives the rules as they are now, by the name that the plan has for them; nothing where none are wanted. */
  readonly rulesNow?: ((name: string | undefined) => Promise<LoadedRules | undefined>) | undefined;
}

/**
 * Goes on with a run that was cut off, in its own folder and journal: what the journal has as done is left alone,
 * what it has in doubt is settled by live tags, what failed is tried again.
 */
export async function resume(request: ResumeRequest, outside: Effects): Promise<Run> {
  return recordRun({ mode: 'apply', failOn: request.failOn }, outside, async (run, effects) => {
    const api = await meet(run, effects);
    const past = findToResume(request.run, run, effects);
    Object.assign(run, {
      id: past.id,
      mode: past.begin.mode,
      ...(past.begin.of !== undefined && { of: past.begin.of }),
      callers: [...callersOf(past.journal.records), ...(run.callers ?? [])],
    });
    if (past.begin.mode === 'undo') return resumeUndo(past, run, api, request, effects);
    return resumeApply(past, run, api, request, effects);
  });
}

async function resumeApply(
  past: PastRun,
  run: Unfinished,
  api: OrganizationsApi,
  request: ResumeRequest,
  effects: Effects,
): Promise<((run: Run) => void) | undefined> {
  const plan = planOfPast(past);
  await refuseUnfit(plan, run, request, effects);
  judge(run, plan, effects);
  if (run.objections.length > 0 || run.frozen.length > 0) return undefined;
  if (!(await maySendRest(run, past, effects))) return undefined;
  return goOn(past, run, effects, async (stage) => {
    const located = await locateNow(api, plan, request.concurrency, effects.interrupt);
    effects.progress({ stage: 'applying', total: plan.calls.length });
    return applyRest(plan, past.ledger, located, contextOf(api, stage, plan.calls.length, request, effects));
  });
}

/** The checks of `apply`, but for those of a fresh approval: this plan was approved and begun. */
async function refuseUnfit(
  plan: Plan,
  run: Unfinished,
  request: ResumeRequest,
  { clock }: Effects,
): Promise<void> {
  const rules = await request.rulesNow?.(plan['rules-name']);
  const problems = planProblems(plan, {
    organization: run.organization?.id ?? '',
    origin: run.origin ?? '',
    now: clock.now(),
    maxAgeHours: request.maxAgeHours,
    rulesHash: rulesHash(plan, rules),
    requireComplete: false,
  });
  if (problems.length > 0) throw new Refusal(problems);
}

async function resumeUndo(
  past: PastRun,
  run: Unfinished,
  api: OrganizationsApi,
  request: ResumeRequest,
  effects: Effects,
): Promise<((run: Run) => void) | undefined> {
  const undoing = undoingOfPast(past);
  const { action: name, changes: restore, redact } = undoing;
  Object.assign(run, { action: name, restore, redact });
  if (!(await maySendRest(run, past, effects))) return undefined;
  return goOn(past, run, effects, (stage) => {
    effects.progress({ stage: 'applying', total: undoing.changes.length });
    const { action } = undoTasks(undoing);
    const work = undoing.changes.map(({ resource, tags }) =>
      restOf(resource, tags, past.ledger, action, (left) => {
        const [task] = undoTasks({ ...undoing, changes: [{ resource, tags: left }] }).tasks;
        if (task === undefined) throw new Error('one change makes one task');
        return task;
      }),
    );
    return applyWork(work, action, undefined, contextOf(api, stage, work.length, request, effects));
  });
}

/** Whether the user, who sees what is settled and what is left, says yes. */
async function maySendRest(run: Unfinished, { ledger }: PastRun, effects: Effects): Promise<boolean> {
  const [intended, action] =
    run.mode === 'undo'
      ? [run.restore ?? [], run.action === 'untag' ? UNTAG : TAG]
      : [(run.plan?.calls ?? []).map(({ resource, remove }) => ({ resource, tags: remove })), UNTAG];
  const settled = intended.map(({ resource, tags }) => ({
    resource,
    tags: settledOf(resource, tags, ledger, action),
  }));
  run.foreseen = settled.filter(({ tags }) => tags.length > 0);
  const confirmed = await effects.confirm(run);
  run.declined = !confirmed && !effects.interrupt.aborted;
  if (confirmed) delete run.foreseen;
  return confirmed;
}

async function goOn(
  past: PastRun,
  run: Unfinished,
  effects: Effects,
  work: (stage: Stage) => Promise<Applied>,
): Promise<(run: Run) => void> {
  const { folder, journal, begin } = past;
  return underJournal(run, begin.digest, { kind: 'again', folder, journal }, effects, async (stage) => {
    const applied = await work(stage);
    // The run as a whole has written, whatever this part of it did.
    return { ...applied, wrote: applied.wrote || past.ledger.entries.size > 0 };
  });
}
