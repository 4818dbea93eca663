import type { Random } from '../model.ts';
import type { ApiFailure } from './port.ts';

/** When to try again, and how often a whole run may. Pure but for the tokens it counts. */
export interface Retries {
  /**
   * Milliseconds to wait before the next try; undefined where there is to be none.
   * `attempt` counts the tries that failed, from 1. Spends one token of the budget.
   */
  next(failure: ApiFailure, attempt: number): number | undefined;
  /** An answer came: a part of a token is earned back. */
  succeeded(): void;
}

const FIRST_BACKOFF = 200;
const LONGEST_BACKOFF = 30_000;
/** Tries of one request. A throttle passes for sure, if only after minutes: some limits count by five of them. */
const MOST_TRIES = 8;
const MOST_THROTTLED_TRIES = 20;
/** Tries where nobody is there who ever was: most likely the address is wrong, and patience mends no address. */
const MOST_FIRST_TRIES = 3;
/** A service that asks for more patience than this is better met by another run. */
const LONGEST_RETRY_AFTER = 300_000;
const DEFAULT_BUDGET = 100;
const EARNED = 0.1;

/**
 * Backoff with full jitter (a random share of a bound that doubles), never shorter than `Retry-After`, within a
 * budget for the run: without one, an outage would multiply every request by its tries.
 */
export function createRetries(random: Random, budget = DEFAULT_BUDGET): Retries {
  let tokens = budget;
  let answered = false;
  return {
    next(failure, attempt) {
      const most = !answered && isNobodyThere(failure) ? MOST_FIRST_TRIES : mostTries(failure);
      const asked = failure.retryAfter ?? 0;
      if (!failure.passing || attempt >= most || asked > LONGEST_RETRY_AFTER || tokens < 1) return undefined;
      tokens--;
      // With Retry-After the jitter comes on top: everyone was told the same moment.
      const bound = asked > 0 ? FIRST_BACKOFF : Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** (attempt - 1));
      return asked + Math.round(random() * bound);
    },
    succeeded() {
      answered = true;
      tokens = Math.min(budget, tokens + EARNED);
    },
  };
}

function mostTries({ kind }: ApiFailure): number {
  return kind === 'throttled' ? MOST_THROTTLED_TRIES : MOST_TRIES;
}

/** Whether a connection failed since no program listens at the address, or no machine has the name. */
export function isNobodyThere({ code }: { readonly code: string | undefined }): boolean {
  return code === 'ECONNREFUSED' || code === 'ENOTFOUND';
}
