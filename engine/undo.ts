import { applyWork } from './apply/apply.ts';
import type { Rest } from './apply/go-on.ts';
import { type PastRun, planOfPast, undoingOfPast } from './apply/past.ts';
import { type Change, type Undoing, undoingOf, undoTasks } from './apply/restore.ts';
import { RUN_FILES } from './apply/runs.ts';
import { contextOf, type Effort, underJournal } from './carry-out.ts';
import type { FailOn, Matcher, Plan, Run } from './model.ts';
import { findPast } from './past-run.ts';
import { hashOf } from './plan/digest.ts';
import { refuse } from './problem.ts';
import { meet } from './reading.ts';
import { type Effects, recordRun, type Unfinished } from './run.ts';

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
 * own, with a journal: it can be gone on with and undone itself.
 */
export async function undo(request: UndoRequest, outside: Effects): Promise<Run> {
  const start = { mode: 'undo', failOn: request.failOn } as const;
  return recordRun(start, outside, async (run, effects) => {
    const api = await meet(run, effects);
    const undoing = narrow(undoingFor(request, run, effects), request.resources);
    run.restore = undoing.changes;
    run.redact = undoing.redact;
    if (request.dryRun || undoing.changes.length === 0) return undefined;
    const confirmed = await effects.confirm(run);
    run.declined = !confirmed && !effects.interrupt.aborted;
    if (!confirmed) return undefined;
    const { action, tasks } = undoTasks(undoing);
    const work = tasks.map((task): Rest => ({ resource: task.resource, done: [], task }));
    const home = { kind: 'new', files: { [RUN_FILES.undoing]: undoing } } as const;
    return underJournal(run, hashOf(undoing), home, effects, (stage) => {
      effects.progress({ stage: 'applying', total: work.length });
      return applyWork(work, action, undefined, contextOf(api, stage, work.length, request, effects));
    });
  });
}

function undoingFor({ what }: UndoRequest, run: Unfinished, effects: Effects): Undoing {
  if ('run' in what) {
    const past = findPast(what.run, run, effects);
    run.of = past.id;
    return undoingOf(past.ledger, redactOf(past));
  }
  const { plan } = what;
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

function redactOf(past: PastRun): readonly Matcher[] {
  return past.begin.mode === 'undo' ? undoingOfPast(past).redact : planOfPast(past).rules.redact;
}

function narrow(undoing: Undoing, resources: readonly string[]): Undoing {
  if (resources.length === 0) return undoing;
  const unknown = resources.find((id) => !undoing.changes.some((change) => change.resource.id === id));
  if (unknown !== undefined) refuse('unknown-resource', `the run did not change ${unknown}`);
  return { ...undoing, changes: undoing.changes.filter((change) => resources.includes(change.resource.id)) };
}
