import type { Instant, Organization, Origin, ResourceRef, Severity, Tag } from './organization.ts';
import type { Objection, Plan } from './plan.ts';
import type { Matcher, Place } from './rules.ts';

/** A coded message to the user; `engine/problem.ts` lists the codes. */
export interface Problem {
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** One sentence: what is wrong, in the user's terms. */
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  readonly place?: Place;
  /** The line of the file at `place`, as it stands there. */
  readonly excerpt?: string;
  /** The service's id of the request that failed. */
  readonly 'request-id'?: string;
}

/**
 * What became of one tag of a call.
 *
 * - `removed`: an untag call that named it was answered with success
 * - `gone`: it was not there any more when its turn came
 * - `restored`, `present`: the same two for `undo`: put back, or there already with that value
 * - `stale`: the live tag or the live decision differs from the plan; left alone
 * - `failed`: a call that named it did not succeed, or it was still there at verification
 * - `in-doubt`: a call was sent, no answer came, and no later read settled it
 * - `not-sent`: the run stopped before its turn
 */
export type TagState =
  | 'removed'
  | 'gone'
  | 'restored'
  | 'present'
  | 'stale'
  | 'failed'
  | 'in-doubt'
  | 'not-sent';

/** Who asks the service, as far as the source of the credentials tells; it holds no secret. */
export interface Caller {
  /** Where the credentials came from, in words. */
  readonly source: string;
  /** Shortened, as logs show it. Temporary keys may be renewed during a run; this is the first. */
  readonly 'access-key': string;
  /** Id of the account (domain) that the source names. */
  readonly account?: string;
}

/** The outcome of one tag of a call. `value` is what was there last, and so what `undo` would put back. */
export interface TagOutcome {
  readonly key: string;
  readonly value: string;
  readonly state: TagState;
  /** For `stale`, `failed`, `in-doubt`, `not-sent`: why, in a sentence. */
  readonly why?: string;
  /** Where an earlier part of the run did it, with a call of its own: the id and the time of that. */
  readonly 'request-id'?: string;
  readonly at?: Instant;
}

/** The outcome of one call of the plan: a state for each of its removals. */
export interface Outcome {
  readonly resource: ResourceRef;
  readonly tags: readonly TagOutcome[];
  /** Of the untag or tag call that was answered last. */
  readonly 'request-id'?: string;
  readonly at?: Instant;
}

/** What the traffic with the service was. Times in milliseconds. */
export interface Traffic {
  readonly requests: number;
  readonly retries: number;
  readonly throttles: number;
  readonly 'waited-ms': number;
}

/** What a run set out to do. `apply` covers a fresh plan and a saved one; a run that is resumed keeps its mode. */
export type RunMode = 'dry-run' | 'apply' | 'undo';

/** Exit codes, one each; DESIGN of the CLI in README. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 130;

/** Which severities make pending removals and findings exit 2. */
export type FailOn = Severity | 'none';

/**
 * One run: plan and outcomes, the only input of every report and of the exit code. A report can be made from it
 * at any later time with the same bytes.
 */
export interface Run {
  readonly version: 1;
  readonly id: string;
  readonly mode: RunMode;
  /** For `undo`: the run that is undone. */
  readonly of?: string;
  /** For `undo`: whether it puts tags back (`tag`), or removes again what another undo put back (`untag`). */
  readonly action?: 'tag' | 'untag';
  readonly tool: string;
  readonly started: Instant;
  readonly ended: Instant;
  readonly endpoint: string;
  readonly origin?: Origin;
  readonly organization?: Organization;
  /** Who asked, from when on: one for each part of a run that was gone on with. Absent where no service was asked. */
  readonly callers?: readonly (Caller & { readonly since: Instant })[];
  readonly 'fail-on': FailOn;
  /** Absent where the run ended before there was a plan. */
  readonly plan?: Plan;
  /** For `undo`: what is put back, or removed again, per resource. */
  readonly restore?: readonly { readonly resource: ResourceRef; readonly tags: readonly Tag[] }[];
  /** For `undo`, until something is sent: what live tags say need not or must not be sent; the rest of `restore` would be. */
  readonly foreseen?: readonly Outcome[];
  /** For `undo`: keys whose values no report or log may show; other runs have them in the plan's rules. */
  readonly redact?: readonly Matcher[];
  readonly objections: readonly Objection[];
  /** Freezes in force at the time of the run. */
  readonly frozen: readonly { readonly from: string; readonly until: string; readonly why: string }[];
  /** One for each call of the plan, in plan order; empty for a dry run. */
  readonly outcomes: readonly Outcome[];
  /** Whether at least one write was sent. */
  readonly wrote: boolean;
  /** True where the user was asked and said no. */
  readonly declined: boolean;
  readonly interrupted: boolean;
  /** What went wrong with the run as a whole. */
  readonly problems: readonly Problem[];
  readonly traffic: Traffic;
  /** Hash of the journal's last record; absent where none was written. */
  readonly 'journal-head'?: string;
  readonly exit: ExitCode;
}
