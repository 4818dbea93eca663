import type { Instant, ResourceRef, Tag, TagOutcome } from '../model.ts';
import type { JournalRecord } from './journal.ts';

/** What a journal knows of one tag of a resource that some intent named. */
export interface Entry {
  readonly action: 'untag' | 'tag';
  readonly tag: Tag;
  /**
   * `done`: a call was answered with success, or a later read showed its effect; `doubted`: a call was sent, or
   * was about to be, and nothing tells what came of it, or it was refused and is as it was to be; `refused`: answered
   * with a refusal, and never seen to have had an effect.
   */
  readonly state: 'done' | 'doubted' | 'refused';
  /** Whether nothing tells what came of an earlier call either, whatever comes of the last one. */
  readonly lasting?: boolean;
  /** Of the last call that named it and was answered. */
  readonly requestId?: string;
  readonly at?: Instant;
}

/** The call that an entry was last answered by, as an outcome names it. */
export function callOf({ requestId, at }: Entry): Pick<TagOutcome, 'request-id' | 'at'> {
  return { ...(requestId !== undefined && { 'request-id': requestId }), ...(at !== undefined && { at }) };
}

/** By resource id, then key. */
export interface Ledger {
  readonly resources: ReadonlyMap<string, ResourceRef>;
  readonly entries: ReadonlyMap<string, ReadonlyMap<string, Entry>>;
  /** The last word of the run on a tag, where nothing was about to be sent after it. */
  readonly words: ReadonlyMap<string, ReadonlyMap<string, TagOutcome>>;
}

/**
 * Adds up a journal: the last word on every tag that was ever about to be changed.
 *
 *     intent                       doubted, until something tells
 *     unsent                       as before its intent
 *     answer done                  done
 *     answer refused               refused, unless an earlier call is still in doubt
 *     answer in-doubt              doubted
 *     settled removed / restored   done
 *     settled gone / present       after a refusal: doubted
 *     settled anything else        what it was: a read that lags behind does not prove that nothing happened
 *
 * What is `done` stays done: a key is never sent again because of a later line.
 */
export function addUp(records: readonly JournalRecord[]): Ledger {
  const resources = new Map<string, ResourceRef>();
  const entries = new Map<string, Map<string, Entry>>();
  const words = new Map<string, Map<string, TagOutcome>>();
  // What was announced in this part of the run, and has come to nothing yet: an answer or an unsent record is to that alone.
  const open = new Map<string, readonly Before[]>();
  for (const record of records) {
    if (record.record === 'resume') open.clear();
    if (record.record === 'intent') {
      const { id } = record.resource;
      resources.set(id, record.resource);
      open.set(id, takeIntent(mapOf(entries, id), mapOf(words, id), record));
    }
    if (record.record === 'unsent') {
      const { id } = record;
      takeBack(mapOf(entries, id), mapOf(words, id), open.get(id) ?? []);
      // As not written to.
      if (entries.get(id)?.size === 0) entries.delete(id);
      open.delete(id);
    }
    // Within a resource everything happens one after the other, so an answer is to the last intent.
    if (record.record === 'answer') {
      takeAnswer(entries.get(record.id), open.get(record.id) ?? [], record);
      open.delete(record.id);
    }
    if (record.record === 'settled')
      takeLastWord(entries.get(record.resource.id), mapOf(words, record.resource.id), record);
  }
  return { resources, entries, words };
}

function mapOf<T>(all: Map<string, Map<string, T>>, id: string): Map<string, T> {
  const mine = all.get(id) ?? new Map<string, T>();
  all.set(id, mine);
  return mine;
}

/** What was known of a key before an intent named it. */
interface Before {
  readonly key: string;
  readonly entry: Entry | undefined;
  readonly word: TagOutcome | undefined;
}

function takeIntent(
  mine: Map<string, Entry>,
  words: Map<string, TagOutcome>,
  { action, tags }: JournalRecord & { record: 'intent' },
): readonly Before[] {
  return tags.map((tag) => {
    const { key } = tag;
    const before = { key, entry: mine.get(key), word: words.get(key) };
    words.delete(key);
    const was = before.entry?.state;
    if (was !== 'done')
      mine.set(key, { action, tag, state: 'doubted', ...(was === 'doubted' && { lasting: true }) });
    return before;
  });
}

/** A call that was announced and not made changes nothing of what is known. */
function takeBack(mine: Map<string, Entry>, words: Map<string, TagOutcome>, intent: readonly Before[]): void {
  for (const { key, entry, word } of intent) {
    if (entry === undefined) mine.delete(key);
    else mine.set(key, entry);
    if (word !== undefined) words.set(key, word);
  }
}

function takeAnswer(
  mine: Map<string, Entry> | undefined,
  intent: readonly Before[],
  { result, at, 'request-id': requestId }: JournalRecord & { record: 'answer' },
): void {
  for (const { key } of intent) {
    const entry = mine?.get(key);
    if (entry?.state !== 'doubted') continue;
    const open = result === 'in-doubt' || (result === 'refused' && entry.lasting === true);
    const state = open ? 'doubted' : result;
    mine?.set(key, { ...entry, state, at, ...(requestId !== undefined && { requestId }) });
  }
}

function takeLastWord(
  mine: Map<string, Entry> | undefined,
  words: Map<string, TagOutcome>,
  { tags }: JournalRecord & { record: 'settled' },
): void {
  for (const tag of tags) {
    words.set(tag.key, tag);
    const entry = mine?.get(tag.key);
    const told = tag.state === 'removed' || tag.state === 'restored';
    if (entry === undefined || entry.state === 'done') continue;
    if (told) mine?.set(tag.key, { ...entry, state: 'done' });
    // Refused, and as it was to be all the same: perhaps by the call that was answered with a refusal.
    else if (entry.state === 'refused' && NEEDLESS[entry.action] === tag.state)
      mine?.set(tag.key, { ...entry, state: 'doubted' });
  }
}

/** What a tag is called that was as a call would leave it before its turn came. */
const NEEDLESS = { untag: 'gone', tag: 'present' } as const;
