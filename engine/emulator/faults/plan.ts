import type { ApiName } from '../routes/names.ts';

/** Milliseconds: a fixed number, or drawn evenly between two. */
export type Span = number | { readonly min: number; readonly max: number };

/** Before the effect of a request, which then does not happen; or after it, so that only the answer suffers. */
export type When = 'before' | 'after';

/** What can go wrong once. `schemas/seed.schema.json` describes each for people. */
export type Fault =
  | { readonly kind: 'latency'; readonly ms: Span }
  | { readonly kind: 'throttle'; readonly 'retry-after'?: number }
  | { readonly kind: 'conflict' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly encoded?: string;
      readonly when?: When;
    }
  | { readonly kind: 'reset'; readonly when: When }
  | { readonly kind: 'half-body' }
  | { readonly kind: 'slow-body'; readonly ms: number; readonly pieces?: number }
  | { readonly kind: 'html'; readonly status?: number; readonly when?: When }
  | { readonly kind: 'content-type'; readonly value: string }
  | { readonly kind: 'body'; readonly text: string }
  | { readonly kind: 'deny'; readonly encoded?: string }
  | {
      readonly kind: 'edit';
      readonly when: When;
      readonly resource?: string;
      readonly set?: Readonly<Record<string, string>>;
      readonly remove?: readonly string[];
      readonly draw?: 'add' | 'change' | 'remove' | 'any';
    }
  | {
      readonly kind: 'insert';
      readonly when: When;
      readonly type: 'ou' | 'account' | 'policy';
      readonly name?: string;
      readonly tags?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'delete';
      readonly when: When;
      readonly type?: 'ou' | 'account' | 'policy';
      readonly resource?: string;
    };

/** Which calls a rule is about. */
export type CallPattern = ApiName | 'read' | 'write' | 'any';

/** One fault and when it happens: for requests that match `on` and `resource`, at the `nth` of them, by chance. */
export interface FaultRule {
  /** Default: any. */
  readonly on?: CallPattern | readonly CallPattern[];
  /** Id of the resource in the path. */
  readonly resource?: string;
  /** Counted from 1 among the requests that match. */
  readonly nth?: number | readonly number[];
  /** Default 1. */
  readonly probability?: number;
  /** Fires at most so often. */
  readonly count?: number;
  readonly fault: Fault;
}

/** What goes wrong, all of it drawn from one seed so that a run repeats. */
export interface FaultPlan {
  readonly seed?: number;
  readonly latency?: Span;
  readonly 'rate-limit'?: {
    readonly 'per-second': number;
    readonly burst?: number;
    /** Default: bucket. */
    readonly counting?: 'bucket' | 'window';
    readonly 'retry-after'?: number;
    readonly headers?: boolean;
  };
  /** How long reads still see the tags from before a write. */
  readonly lag?: { readonly ms?: number; readonly reads?: number };
  /**
   * Temporary keys are refused with `APIGW.0307` after so many accepted requests, or so many milliseconds after their
   * first, until new ones are used.
   */
  readonly expire?: { readonly after?: number; readonly ms?: number };
  readonly rules?: readonly FaultRule[];
}
