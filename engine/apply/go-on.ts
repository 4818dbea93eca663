import { compareText, type Outcome, type ResourceRef, type Tag, type TagOutcome } from '../model.ts';
import { callOf, type Entry, type Ledger } from '../runs/ledger.ts';
import type { Action, Task } from './task.ts';

/** A piece of work of a run that is gone on with: what the journal has settled, and the task that is left. */
export interface Rest {
  readonly resource: ResourceRef;
  /** Done, or needless when its turn came. */
  readonly done: readonly TagOutcome[];
  /** Absent where everything is done. */
  readonly task?: Task;
}

/**
 * Splits work by what the journal has settled. What is done, or was needless, is never sent, whatever live tags
 * say now: a key that is there again was set again by somebody.
 */
export function restOf(
  resource: ResourceRef,
  tags: readonly Tag[],
  ledger: Ledger,
  states: States,
  makeTask: (left: readonly Tag[]) => Task,
): Rest {
  const before = settledOf(resource, tags, ledger, states);
  const settled = new Set(before.map((one) => one.key));
  const left = tags.filter((tag) => !settled.has(tag.key));
  const mine = ledger.entries.get(resource.id);
  const doubted = left.filter((tag) => mine?.get(tag.key)?.state === 'doubted');
  const task = left.length === 0 ? {} : { task: { ...makeTask(left), doubted } };
  return { resource, done: before, ...task };
}

/** What the journal has settled of some tags of a resource: done, or needless when its turn came. */
export function settledOf(
  resource: ResourceRef,
  tags: readonly Tag[],
  { entries, words }: Ledger,
  { done, needless }: States,
): TagOutcome[] {
  const mine = entries.get(resource.id) ?? new Map<string, Entry>();
  return tags.flatMap(({ key, value }): TagOutcome[] => {
    const entry = mine.get(key);
    if (entry?.state === 'done') return [{ key, value, state: done, ...callOf(entry) }];
    const word = words.get(resource.id)?.get(key);
    return word?.state === needless ? [word] : [];
  });
}

type States = Pick<Action, 'done' | 'needless'>;

/** The outcome of the whole piece: what was done before, and what became of the rest. */
export function joinOutcome(rest: Rest, outcome: Outcome | undefined): Outcome {
  const tags = [...rest.done, ...(outcome?.tags ?? [])].sort((a, b) => compareText(a.key, b.key));
  return { ...outcome, resource: rest.resource, tags };
}
