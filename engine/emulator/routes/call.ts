import type { ResourceType } from '../../model.ts';
import type { Answer } from '../answer.ts';
import { notFound } from '../answer.ts';
import type { Caller } from '../callers.ts';
import { checkResourceId, type Query } from '../check.ts';
import type { Member } from '../members.ts';
import type { State } from '../state.ts';
import type { Switches } from '../switches.ts';
import type { ApiName } from './names.ts';

/** A call that passed the gateway and the service's own checks of the caller. */
export interface Call {
  readonly state: State;
  readonly switches: Switches;
  readonly caller: Caller;
  readonly query: Query;
  /** What the path has in the place of `{name}`. */
  readonly param: (name: string) => string;
  /** Parsed JSON; undefined where there was no body. */
  readonly body: unknown;
}

/** What a handler gives: the answer, and for a write whether anything changed. */
export interface Handled {
  readonly answer: Answer;
  readonly effect: boolean;
}

/** One call of the API: where it is found, who may make it, and the function that answers. */
export interface Route {
  readonly api: ApiName;
  readonly method: 'GET' | 'POST';
  /** Path with `{name}` for what varies. `{resource_type}` is one of the four type words. */
  readonly path: string;
  /** The IAM action it needs. */
  readonly action: string;
  /** `member`: any account of the organization; `reader`: management or delegated; `management`: that alone. */
  readonly callers: 'member' | 'reader' | 'management';
  readonly run: (call: Call) => Handled;
}

const TYPES: ReadonlyMap<string, ResourceType> = new Map<string, ResourceType>([
  ['organizations:roots', 'root'],
  ['organizations:ous', 'ou'],
  ['organizations:accounts', 'account'],
  ['organizations:policies', 'policy'],
]);

/** The type that a word of a path means, such as `organizations:ous`. */
export function typeOf(word: string): ResourceType | undefined {
  return TYPES.get(word);
}

/** What was read; a read changes nothing. */
export function read(answer: Answer): Handled {
  return { answer, effect: false };
}

/** The resource that the path names, of the type that it names, if it names one. */
export function resourceOf(call: Call): Member {
  const id = checkResourceId(call.param('resource_id'));
  const type = typeOf(call.param('resource_type'));
  const member = call.state.get(id);
  if (member === undefined || (type !== undefined && member.node.type !== type))
    throw notFound('resource', id);
  return member;
}
