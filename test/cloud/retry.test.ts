import { describe, expect, it } from 'vitest';
import { ApiFailure, type FailureKind } from '../../engine/cloud/port.ts';
import { createRetries } from '../../engine/cloud/retry.ts';

const highest = (): number => 0.999_999;
const failure = (kind: FailureKind, retryAfter?: number): ApiFailure =>
  new ApiFailure(kind, 'no', { retryAfter });
const network = (code: string): ApiFailure => new ApiFailure('network', 'no', { code });

describe('retrying', () => {
  it('waits a random share of a bound that doubles up to half a minute', () => {
    const bounds = createRetries(highest, 1_000);
    const waits = [1, 2, 3, 4, 5, 6, 7].map((attempt) => bounds.next(failure('unavailable'), attempt));
    expect(waits).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 12_800]);
    expect(bounds.next(failure('throttled'), 15)).toBe(30_000);
    expect(createRetries(() => 0).next(failure('network'), 5)).toBe(0);
  });

  it('never waits less than the service asks for, and not all callers to the same moment', () => {
    const retries = createRetries(highest);
    expect(retries.next(failure('throttled', 7_000), 1)).toBe(7_200);
    expect(createRetries(() => 0).next(failure('throttled', 7_000), 1)).toBe(7_000);
  });

  it('gives up at once where the service asks for more than five minutes', () => {
    expect(createRetries(highest).next(failure('throttled', 300_001), 1)).toBeUndefined();
  });

  it.each<FailureKind>([
    'signature',
    'token-expired',
    'caller',
    'no-organization',
    'denied',
    'not-found',
    'refused',
    'malformed',
  ])('does not retry what does not pass: %s', (kind) => {
    expect(createRetries(highest).next(failure(kind), 1)).toBeUndefined();
  });

  it('bounds the tries of one request, with more patience for throttles', () => {
    const retries = createRetries(highest);
    expect(retries.next(failure('conflict'), 8)).toBeUndefined();
    expect(retries.next(failure('throttled'), 8)).toBeDefined();
    expect(retries.next(failure('throttled'), 20)).toBeUndefined();
  });

  it.each(['ECONNREFUSED', 'ENOTFOUND'])(
    'tries twice more where nobody ever answered and nobody is there (%s), and as often as ever after an answer',
    (code) => {
      const retries = createRetries(highest);
      expect(retries.next(network(code), 2)).toBeDefined();
      expect(retries.next(network(code), 3)).toBeUndefined();
      expect(retries.next(network('ECONNRESET'), 3)).toBeDefined();
      retries.succeeded();
      expect(retries.next(network(code), 7)).toBeDefined();
    },
  );

  it('stops for the whole run once the budget is used up, and earns it back slowly', () => {
    const retries = createRetries(highest, 3);
    const next = (): number | undefined => retries.next(failure('unavailable'), 1);
    expect([next(), next(), next(), next()].map((wait) => wait !== undefined)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    for (let answer = 0; answer < 9; answer++) retries.succeeded();
    expect(next()).toBeUndefined();
    retries.succeeded();
    retries.succeeded();
    expect(next()).toBeDefined();
    expect(next()).toBeUndefined();
  });
});
