import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace } from '../../engine/cloud/pace.ts';
import { fixedWindow, most, perSecond, simulate, tokenBucket } from './simulate.ts';

const MINUTE = 60_000;

describe('the pace under a ceiling', () => {
  it('never lets more through than the ceiling in any window of a second, whatever the service does', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 5, max: 400 }),
        fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 30 }),
        (ceiling, callers, latency, limit, lateness) => {
          let timer = 0;
          const late = (): number => lateness[timer++ % lateness.length] ?? 0;
          const service = fixedWindow(() => limit);
          const { left } = simulate(createPace(ceiling), {
            limit: service,
            callers,
            latency,
            until: 15_000,
            late,
          });
          expect(most(left, 1_000)).toBeLessThanOrEqual(ceiling);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('stays within the ceiling where writes leave on turns that were reserved earlier', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 12, max: 200 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 300 }),
        (ceiling, callers, latency) => {
          const limit = (): boolean => true;
          const { left } = simulate(createPace(ceiling), {
            limit,
            callers,
            latency,
            until: 15_000,
            writes: true,
          });
          expect(most(left, 1_000)).toBeLessThanOrEqual(ceiling);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('uses the ceiling it is given', () => {
    const limit = (): boolean => true;
    const { left } = simulate(createPace(50), {
      limit,
      callers: 8,
      latency: 20,
      until: MINUTE,
      late: () => 1,
    });
    expect(perSecond(left, 1_000, MINUTE)).toBeGreaterThan(49);
  });
});

describe('the pace before the first throttle', () => {
  it('does not slow down callers that nobody throttles', () => {
    const { left } = simulate(createPace(), { limit: () => true, callers: 4, latency: 20, until: 10_000 });
    expect(perSecond(left, 0, 10_000)).toBeCloseTo(200, 0);
  });

  it('holds back, but learns no rate, where not one request got through', () => {
    const pace = createPace();
    pace.take(0);
    pace.throttled(0, 10);
    expect(pace.wait(10)).toBe(50);
    expect(pace.rate(60)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the pace under a fixed limit', () => {
  it('comes within 5 % of it, with few throttles, whether the service counts by seconds or by tokens', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 30, max: 300 }),
        fc.boolean(),
        fc.integer({ min: 0, max: 999 }),
        fc.integer({ min: 0, max: 3 }),
        (rate, byTokens, phase, lateness) => {
          const limit = byTokens
            ? tokenBucket(() => rate, Math.max(5, rate / 5))
            : fixedWindow(() => rate, 1_000, phase);
          const callers = Math.ceil(rate / 40) + 2;
          const late = (): number => lateness;
          const { passed, throttled } = simulate(createPace(), {
            limit,
            callers,
            latency: 20,
            until: MINUTE,
            late,
          });
          expect(perSecond(passed, 20_000, MINUTE) / rate).toBeGreaterThan(0.95);
          expect(throttled.length / passed.length).toBeLessThan(0.03);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ['by whole seconds', () => fixedWindow(() => 100)],
    ['by whole seconds, begun late in one', () => fixedWindow(() => 100, 1_000, 800)],
    ['with a small bucket', () => tokenBucket(() => 100, 10)],
    ['with a bucket of a second', () => tokenBucket(() => 100, 100)],
  ])('gets 93 %% of 100 requests a second in an apply of 10 seconds, counted %s', (_, limit) => {
    const { passed } = simulate(createPace(), {
      ...{ limit: limit(), callers: 4, latency: 20, until: 10_000, writes: true, late: () => 1 },
    });
    expect(perSecond(passed, 0, 10_000)).toBeGreaterThan(93);
  });

  it('gets most of a limit whose every throttle asks for a second of silence', () => {
    const { passed } = simulate(createPace(), {
      ...{ limit: fixedWindow(() => 100), callers: 4, latency: 20, until: 2 * MINUTE, retryAfter: 1_000 },
    });
    expect(perSecond(passed, MINUTE, 2 * MINUTE)).toBeGreaterThan(88);
  });

  it('uses up a limit that counts by minutes at once, then waits without hammering', () => {
    const limit = fixedWindow(() => 200, MINUTE);
    const { passed, throttled } = simulate(createPace(), {
      limit,
      callers: 4,
      latency: 20,
      until: MINUTE - 1,
    });
    expect(passed).toHaveLength(200);
    expect(throttled.length).toBeLessThan(25);
  });
});

describe('the pace when the limit changes', () => {
  it('finds a limit that has doubled within half a minute', () => {
    fc.assert(
      fc.property(fc.integer({ min: 30, max: 150 }), fc.boolean(), (rate, byTokens) => {
        const changing = (at: number): number => (at < 20_000 ? rate : 2 * rate);
        const limit = byTokens ? tokenBucket(changing, rate / 5) : fixedWindow(changing);
        const { passed } = simulate(createPace(), { limit, callers: 12, latency: 20, until: 90_000 });
        expect(perSecond(passed, 50_000, 90_000) / (2 * rate)).toBeGreaterThan(0.93);
      }),
      { numRuns: 30 },
    );
  });

  it('finds a limit that has halved within seconds', () => {
    const limit = fixedWindow((at) => (at < 20_000 ? 100 : 50));
    const { passed } = simulate(createPace(), { limit, callers: 6, latency: 20, until: MINUTE });
    expect(perSecond(passed, 25_000, MINUTE) / 50).toBeGreaterThan(0.93);
  });
});

describe('one throttle', () => {
  /** A pace whose last second was 100 requests, 20 ms each. */
  function busyPace() {
    const pace = createPace();
    for (let at = 0; at < 2_000; at += 10) {
      pace.take(at);
      pace.accepted(at, at + 9);
    }
    return pace;
  }

  it('lowers the rate to a little under what was getting through', () => {
    const pace = busyPace();
    pace.throttled(2_000, 2_020);
    expect(pace.rate(2_070)).toBeGreaterThan(80);
    expect(pace.rate(2_070)).toBeLessThan(92);
  });

  it('is one event however many requests of the same burst are refused', () => {
    const [one, many] = [busyPace(), busyPace()];
    one.throttled(2_000, 2_020);
    for (let sent = 1_990; sent < 2_020; sent++) many.throttled(2_000, 2_020 + (sent - 1_990));
    expect(many.rate(3_000)).toBe(one.rate(3_000));
    expect(many.wait(2_050)).toBe(one.wait(2_050));
  });

  it('holds everything back for as long as Retry-After says, reserved turns too', () => {
    const pace = busyPace();
    pace.throttled(2_000, 2_020, 7_000);
    expect(pace.wait(2_020)).toBe(7_000);
    expect(pace.held(3_020)).toBe(6_000);
    expect(pace.wait(9_020)).toBe(0);
  });

  it('is followed by single probes that come at twice the distance each time', () => {
    const pace = busyPace();
    pace.throttled(2_000, 2_020);
    const waits = [2_070, 3_000, 4_000].map((at) => {
      pace.take(at);
      pace.throttled(at, at + 20);
      return pace.wait(at + 20);
    });
    expect(waits).toEqual([100, 200, 400]);
  });

  it('never holds back for more than five minutes at a time', () => {
    const pace = busyPace();
    pace.throttled(2_000, 2_020, 86_400_000);
    expect(pace.wait(2_020)).toBe(300_000);
  });
});

describe('a gateway that says its limit', () => {
  it('is taken at its word where the window is short', () => {
    const pace = createPace();
    pace.told({ limit: 40, remain: 39, window: 2_000 });
    expect(pace.rate(0)).toBe(20);
  });

  it('lets a burst into a long window, but not its last tenth', () => {
    const pace = createPace();
    pace.told({ limit: 600, remain: 599, window: 300_000 });
    expect(pace.rate(0)).toBe(Number.POSITIVE_INFINITY);
    pace.told({ limit: 600, remain: 60, window: 300_000 });
    expect(pace.rate(0)).toBe(2);
  });
});
