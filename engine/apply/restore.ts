import type { Tag, TagOutcome } from '../model.ts';
import type { Undoing } from '../runs/undoing.ts';
import type { Decision } from './decide.ts';
import { type Action, TAG, type Task, UNTAG } from './task.ts';

/** Tags that a resource can hold at most (user guide, quotas of Organizations). */
const MOST_TAGS = 20;

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
