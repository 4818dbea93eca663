import type { Run } from '../model.ts';

/** How a run speaks of what it does to tags. */
export interface Doing {
  /** `remove`. */
  readonly verb: string;
  /** `removed`. */
  readonly done: string;
  /** What happens *from* a resource, or *on* it. */
  readonly at: 'from' | 'on';
  /** Before a tag that is only planned. */
  readonly mark: '-' | '+';
  /** Over a list of them. */
  readonly heading: string;
  /** After a number, and over a column of numbers. */
  readonly noun: readonly [one: string, many: string];
  /** The kind of a line for programs. */
  readonly kind: string;
}

const REMOVING: Doing = {
  verb: 'remove',
  done: 'removed',
  at: 'from',
  mark: '-',
  heading: 'Removals',
  noun: ['removal', 'removals'],
  kind: 'removal',
};

const PUTTING_BACK: Doing = {
  verb: 'put back',
  done: 'put back',
  at: 'on',
  mark: '+',
  heading: 'Put back',
  noun: ['to put back', 'to put back'],
  kind: 'restore',
};

const REMOVING_AGAIN: Doing = {
  verb: 'remove again',
  done: 'removed again',
  at: 'from',
  mark: '-',
  heading: 'Removed again',
  noun: ['to remove again', 'to remove again'],
  kind: 'removal-again',
};

/** What a run does to tags: a run removes, its undo puts back, and the undo of that removes again. */
export function doingOf({ mode, action }: Pick<Run, 'mode' | 'action'>): Doing {
  if (mode !== 'undo') return REMOVING;
  return action === 'untag' ? REMOVING_AGAIN : PUTTING_BACK;
}
