import type { ResourceRef, Tag } from '../model.ts';
import type { JournalRecord } from './journal.ts';

/** What a journal knows of one tag of a resource that some intent named. */
export interface Entry {
  readonly action: 'untag' | 'tag';
  readonly tag: Tag;
  /**
   * `done`: a call was answered with success, or a later read showed its effect; `doubted`: a call was sent, or
   * was about to be, and nothing tells what came of it; `refused`: certainly without effect.
   */
  readonly state: 'done' | 'doubted' | 'refused';
  readonly requestId?: string;
}

/** By resource id, then key. */
export interface Ledger {
  readonly resources: ReadonlyMap<string, ResourceRef>;
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
}

/**
 * Adds up a journal: the last word on every tag that was ever about to be changed.
 *
 *     intent                       doubted, until something tells
 *     answer done / refused        done / refused
 *     answer in-doubt              doubted
 *     settled removed / restored   done
 *     settled stale, failed        what it was, but a doubted one was seen to be there: refused
 *
 * What is `done` stays done: a key is never sent again because of a later line.
 */
export function addUp(records: readonly JournalRecord[]): Ledger {
  const resources = new Map<string, ResourceRef>();
  const entries = new Map<string, Map<string, Entry>>();
  const lastIntent = new Map<string, readonly string[]>();
  const of = (id: string): Map<string, Entry> => {
    const known = entries.get(id) ?? new Map<string, Entry>();
    entries.set(id, known);
    return known;
  };
  for (const record of records) {
    if (record.record === 'intent') {
      const { resource, action, tags } = record;
      resources.set(resource.id, resource);
      lastIntent.set(
        resource.id,
        tags.map((tag) => tag.key),
      );
      const mine = of(resource.id);
      for (const tag of tags) {
        if (mine.get(tag.key)?.state !== 'done') mine.set(tag.key, { action, tag, state: 'doubted' });
      }
    }
    // Within a resource everything happens one after the other, so an answer is to the last intent.
    if (record.record === 'answer') takeAnswer(of(record.id), lastIntent.get(record.id) ?? [], record);
    if (record.record === 'settled') takeLastWord(of(record.resource.id), record);
  }
  return { resources, entries };
}

function takeAnswer(
  mine: Map<string, Entry>,
  keys: readonly string[],
  { result, 'request-id': requestId }: JournalRecord & { record: 'answer' },
): void {
  for (const key of keys) {
    const entry = mine.get(key);
    if (entry?.state !== 'doubted') continue;
    const state = result === 'in-doubt' ? 'doubted' : result;
    mine.set(key, { ...entry, state, ...(requestId !== undefined && { requestId }) });
  }
}

function takeLastWord(mine: Map<string, Entry>, { tags }: JournalRecord & { record: 'settled' }): void {
  for (const { key, state } of tags) {
    const entry = mine.get(key);
    if (entry?.state !== 'doubted') continue;
    if (state === 'removed' || state === 'restored') mine.set(key, { ...entry, state: 'done' });
    if (state === 'stale' || state === 'failed') mine.set(key, { ...entry, state: 'refused' });
  }
}
