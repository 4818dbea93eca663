import type { OrganizationsApi, WriteAnswer } from '../cloud/port.ts';
import type { Clock, ResourceRef, Tag, TagState } from '../model.ts';
import type { Journal } from '../runs/journal.ts';
import type { Decision } from './decide.ts';
import type { Halt } from './halt.ts';

/** What is to be done to one resource: tags to remove, or to put back. */
export interface Task {
  readonly resource: ResourceRef;
  readonly tags: readonly Tag[];
  /** What to send and what needs no sending, by the resource's live tags. Pure. */
  decide(live: readonly Tag[]): Decision;
  /** Tags that an earlier run sent without learning what came of it. */
  readonly doubted?: readonly Tag[];
}

/** The two things that can be done to tags. */
export interface Action {
  readonly name: 'untag' | 'tag';
  /** `until`: see the port. */
  send(api: OrganizationsApi, id: string, tags: readonly Tag[], until: number): Promise<WriteAnswer>;
  /** The state of a tag whose call succeeded, and of one that needed none. */
  readonly done: TagState;
  readonly needless: TagState;
}

export const UNTAG: Action = {
  name: 'untag',
  send: (api, id, tags, until) =>
    api.untag(
      id,
      tags.map((tag) => tag.key),
      until,
    ),
  done: 'removed',
  needless: 'gone',
};

export const TAG: Action = {
  name: 'tag',
  send: (api, id, tags, until) => api.tag(id, tags, until),
  done: 'restored',
  needless: 'present',
};

export interface SettleContext {
  readonly api: OrganizationsApi;
  readonly action: Action;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly halt: Halt;
  /** Rejects with Refusal where this run may not write any more: its lock or lease is gone. */
  readonly fence: () => Promise<void>;
  /** Called once a write is about to be sent, with the live tags that it rests on. */
  readonly wrote: (id: string, live: readonly Tag[]) => void;
}
