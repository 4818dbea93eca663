import { compareText, type Outcome, type ResourceRef, type Tag, type TagOutcome } from '../model.ts';
import type { Entry, Ledger } from './ledger.ts';
import type { Task } from './task.ts';

/** A piece of work of a run that is gone on with: what the journal has as done, and the task that is left. */
export interface Rest {
  readonly resource: ResourceRef;
  readonly done: readonly TagOutcome[];
  readonly requestId?: string | undefined;
  /** Absent where everything is done. */
  readonly task?: Task;
}

/**
 * Splits work by what the journal has as done. What is done is never sent again, whatever live tags say: a key
 * that is there again was set again by somebody.
 */
export function restOf(
  resource: ResourceRef,
  tags: readonly Tag[],
  ledger: Ledger,
  doneState: 'removed' | 'restored',
  makeTask: (left: readonly Tag[]) => Task,
): Rest {
  const entries = ledger.entries.get(resource.id) ?? new Map<string, Entry>();
  const isDone = (tag: Tag): boolean => entries.get(tag.key)?.state === 'done';
  const done = tags.filter(isDone).map(({ key, value }): TagOutcome => ({ key, value, state: doneState }));
  const left = tags.filter((tag) => !isDone(tag));
  const doubted = left.filter((tag) => entries.get(tag.key)?.state === 'doubted');
  const requestId = [...entries.values()].find((entry) => entry.requestId !== undefined)?.requestId;
  const task = left.length === 0 ? {} : { task: { ...makeTask(left), doubted } };
  return { resource, done, requestId, ...task };
}

/** The outcome of the whole piece: what was done before, and what became of the rest. */
export function joinOutcome(rest: Rest, outcome: Outcome | undefined): Outcome {
  const tags = [...rest.done, ...(outcome?.tags ?? [])].sort((a, b) => compareText(a.key, b.key));
  const requestId = outcome?.['request-id'] ?? rest.requestId;
  return {
    resource: rest.resource,
    tags,
    ...(requestId !== undefined && { 'request-id': requestId }),
    ...(outcome?.at !== undefined && { at: outcome.at }),
  };
}
