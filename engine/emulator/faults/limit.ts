import type { Clock } from '../../model.ts';
import { ApiError } from '../answer.ts';
import type { FaultPlan } from './plan.ts';

/** The headers of a limit, to be sent with whatever is answered. */
export type LimitHeaders = Readonly<Record<string, string>>;

/** Takes a place for one request. `remain` is what is left at this moment. */
export type Limiter = () => { readonly allowed: boolean; readonly remain: number };

/** A bucket that holds `burst` requests and fills at the rate of the plan. */
export function createLimiter(limit: NonNullable<FaultPlan['rate-limit']>, clock: Clock): Limiter {
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

/** 429 with the gateway's own words. */
export function throttled(perSecond: number): ApiError {
  return new ApiError(
    429,
    'APIGW.0308',
    `The throttling threshold has been reached: policy user over ratelimit,limit:${perSecond},time:1 second`,
  );
}

export function limitHeaders(limit: NonNullable<FaultPlan['rate-limit']>, remain: number): LimitHeaders {
  return { 'X-Apig-RateLimit-api': `remain:${remain},limit:${limit['per-second']},time:1 second` };
}
