import type { Clock } from '../../model.ts';
import { ApiError } from '../answer.ts';
import type { FaultPlan } from './plan.ts';

/** The headers of a limit, to be sent with whatever is answered. */
export type LimitHeaders = Readonly<Record<string, string>>;

/** Takes a place for one request. `remain` is what is left at this moment. */
export type Limiter = () => { readonly allowed: boolean; readonly remain: number };

type Limit = NonNullable<FaultPlan['rate-limit']>;

/** Counts as the limit says: by a bucket that fills steadily, or anew with each whole second. */
export function createLimiter(limit: Limit, clock: Clock): Limiter {
  return limit.counting === 'window' ? windows(limit, clock) : bucket(limit, clock);
}

/** A bucket that holds `burst` requests and fills at the rate of the plan. */
function bucket(limit: Limit, clock: Clock): Limiter {
  const capacity = limit.burst ?? Math.max(1, Math.floor(limit['per-second']));
  let tokens = capacity;
  let filled = clock.now();
  return () => {
    const now = clock.now();
    tokens = Math.min(capacity, tokens + ((now - filled) / 1000) * limit['per-second']);
    filled = now;
    const allowed = tokens >= 1;
    if (allowed) tokens--;
    return { allowed, remain: Math.floor(tokens) };
  };
}

/** So many in each second of the clock; a rate below one is one in so many seconds. */
function windows(limit: Limit, clock: Clock): Limiter {
  const most = Math.max(1, Math.floor(limit['per-second']));
  const length = (most * 1000) / limit['per-second'];
  let window = Number.NaN;
  let count = 0;
  return () => {
    const current = Math.floor(clock.now() / length);
    if (current !== window) [window, count] = [current, 0];
    count++;
    return { allowed: count <= most, remain: Math.max(0, most - count) };
  };
}

/** 429 with the gateway's own words. */
export function throttled(perSecond: number): ApiError {
  return new ApiError(
    429,
    'APIGW.0308',
    `The throttling threshold has been reached: policy user over ratelimit,limit:${perSecond},time:1 second`,
  );
}

export function limitHeaders(limit: Limit, remain: number): LimitHeaders {
  return { 'X-Apig-RateLimit-api': `remain:${remain},limit:${limit['per-second']},time:1 second` };
}
