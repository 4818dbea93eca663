import type { Matcher, ResourceRef, Tag, TagOutcome } from '../model.ts';
import { compareResources, compareText } from '../model.ts';
import type { Decision } from './decide.ts';
import type { Ledger } from './ledger.ts';
import { type Action, TAG, type Task, UNTAG } from './task.ts';

/** What a run does to one resource, without rules: tags to put back, or to remove again. */
export interface Change {
  readonly resource: ResourceRef;
  readonly tags: readonly Tag[];
}

/** The work of an undo, kept in its run folder so that it can be gone on with. */
export interface Undoing {
  readonly version: 1;
  readonly action: 'tag' | 'untag';
  readonly changes: readonly Change[];
  /** Keys whose values no report or log may show: those of the rules that the values were removed under. */
  readonly redact: readonly Matcher[];
}

/** Tags that a resource can hold at most (user guide, quotas of Organizations). */
const MOST_TAGS = 20;

/**
 * What undoes a run: everything that it changed, or may have changed, the other way round. What was certainly
 * refused is not its doing and is left alone.
 */
export function undoingOf({ resources, entries }: Ledger, redact: readonly Matcher[]): Undoing {
  const changes: Change[] = [];
  let action: 'tag' | 'untag' = 'tag';
  for (const [id, mine] of entries) {
    const resource = resources.get(id);
    const changed = [...mine.values()].filter((entry) => entry.state !== 'refused');
    if (resource === undefined || changed.length === 0) continue;
    if (changed.some((entry) => entry.action === 'tag')) action = 'untag';
    const tags = changed.map((entry) => entry.tag).sort((a, b) => compareText(a.key, b.key));
    changes.push({ resource, tags });
  }
  changes.sort((a, b) => compareResources(a.resource, b.resource));
  return { version: 1, action, changes, redact };
}

/** The action and tasks of an undoing. */
export function undoTasks({ action, changes }: Undoing): { action: Action; tasks: Task[] } {
  const decide = action === 'tag' ? decideRestore : decideRemoveAgain;
  return {
    action: action === 'tag' ? TAG : UNTAG,
    tasks: changes.map(({ resource, tags }) => ({ resource, tags, decide: (live) => decide(tags, live) })),
  };
}

/**
 * Decides what to put back: only keys that are absent now, since a tag call would overwrite, and only as many as
 * the resource can hold.
 *
 *     live tag      room     decision
 *     absent        yes      send
 *     absent        no       stale
 *     same value    -        present
 *     other value   -        stale
 */
function decideRestore(tags: readonly Tag[], live: readonly Tag[]): Decision {
  const values = new Map(live.map((tag) => [tag.key, tag.value]));
  const send: Tag[] = [];
  const settled: TagOutcome[] = [];
  for (const { key, value } of tags) {
    const now = values.get(key);
    if (now === value) settled.push({ key, value, state: 'present' });
    else if (now !== undefined)
      settled.push({ key, value: now, state: 'stale', why: 'the key has another value now' });
    else if (live.length + send.length < MOST_TAGS) send.push({ key, value });
    else
      settled.push({
        key,
        value,
        state: 'stale',
        why: `the resource has ${MOST_TAGS} tags, as many as it can hold`,
      });
  }
  return { send, settled };
}

/** Decides what to remove again, for the undo of an undo: only what still has the value that was put back. */
function decideRemoveAgain(tags: readonly Tag[], live: readonly Tag[]): Decision {
  const values = new Map(live.map((tag) => [tag.key, tag.value]));
  const send: Tag[] = [];
  const settled: TagOutcome[] = [];
  for (const { key, value } of tags) {
    const now = values.get(key);
    if (now === undefined) settled.push({ key, value, state: 'gone' });
    else if (now === value) send.push({ key, value });
    else settled.push({ key, value: now, state: 'stale', why: 'the key has another value now' });
  }
  return { send, settled };
}
