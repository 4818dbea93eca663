import { describe, expect, it } from 'vitest';
import { createPace } from '../../engine/cloud/pace.ts';
import { createTurnstile, TooLate } from '../../engine/cloud/turnstile.ts';
import type { Clock } from '../../engine/model.ts';

/** A clock that stands still until it is turned, and wakes sleepers when their time comes. */
function stepClock() {
  let now = 0;
  const sleepers: { at: number; wake: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push({ at: now + ms, wake: resolve });
        signal?.addEventListener('abort', () => reject(signal.reason as Error));
      }),
  };
  const settle = async (): Promise<void> => {
    for (let round = 0; round < 20; round++) await Promise.resolve();
  };
  return {
    clock,
    to: async (time: number): Promise<void> => {
      await settle();
      for (;;) {
        const [next] = sleepers.filter(({ at }) => at <= time).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        sleepers.splice(sleepers.indexOf(next), 1);
        now = Math.max(now, next.at);
        next.wake();
        await settle();
      }
      now = time;
      await settle();
    },
  };
}

/** What was let through, in order, with the time. */
function recorder() {
  const order: string[] = [];
  return {
    order,
    note: (name: string, passing: Promise<unknown>, clock: Clock): void => {
      passing.then(
        () => order.push(`${name}@${clock.now()}`),
        (error: unknown) =>
          order.push(`${name}:${error instanceof TooLate ? `late by ${error.wait}` : String(error)}`),
      );
    },
  };
}

describe('the turnstile', () => {
  it('lets requests through in the order they came, a turn apart', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const turnstile = createTurnstile(createPace(10), clock, 4);
    for (const name of ['a', 'b', 'c']) note(name, turnstile.pass({}), clock);
    await to(1_000);
    expect(order).toEqual(['a@0', 'b@100', 'c@200']);
    expect(turnstile.waited()).toBe(300);
  });

  it('lets a write that has no turn of its own pass before waiting reads', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const turnstile = createTurnstile(createPace(10), clock, 4);
    for (const name of ['a', 'b', 'c']) note(name, turnstile.pass({}), clock);
    await to(50);
    note('write', turnstile.passReserved(1_000), clock);
    await to(1_000);
    expect(order).toEqual(['a@0', 'write@100', 'b@200', 'c@300']);
  });

  it('lets a write on a reserved turn pass at once, however slow the pace', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const turnstile = createTurnstile(createPace(1), clock, 1);
    note('reserve', turnstile.reserve(), clock);
    note('read', turnstile.pass({}), clock);
    await to(1_020);
    note('write', turnstile.passReserved(1_000), clock);
    note('next', turnstile.pass({}), clock);
    await to(5_000);
    expect(order.slice(0, 3)).toEqual(['reserve@0', 'read@1000', 'write@1020']);
    expect(order[3]).toMatch(/^next@20\d\d$/);
  });

  it('finds a turn that another left unused instead of taking one more', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const turnstile = createTurnstile(createPace(10), clock, 2);
    for (const name of ['a', 'b', 'c', 'd']) note(name, turnstile.reserve(), clock);
    await to(150);
    expect(order).toEqual(['a@0', 'b@100', 'c@100', 'd@100']);
  });

  it('makes even a reserved write wait out a short hold, and turns it away before a long one', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const pace = createPace();
    const turnstile = createTurnstile(pace, clock, 2);
    await turnstile.reserve();
    await turnstile.reserve();
    pace.throttled(0, 0, 400);
    note('short', turnstile.passReserved(1_000), clock);
    await to(500);
    pace.throttled(500, 500, 9_000);
    note('long', turnstile.passReserved(1_000), clock);
    await to(20_000);
    expect(order).toEqual(['short@400', 'long:late by 9000']);
  });

  it('turns a write without a turn away as soon as it is known to come too late', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const pace = createPace();
    const turnstile = createTurnstile(pace, clock, 2);
    pace.throttled(0, 0, 9_000);
    note('write', turnstile.passReserved(1_000), clock);
    note('read', turnstile.pass({}), clock);
    await to(10);
    expect(order).toEqual(['write:late by 9000']);
    await to(10_000);
    expect(order).toEqual(['write:late by 9000', 'read@9000']);
  });

  it('forgets who gave up, and goes on with the next', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const turnstile = createTurnstile(createPace(10), clock, 4);
    const stop = new AbortController();
    note('a', turnstile.pass({}), clock);
    note('b', turnstile.pass({ signal: stop.signal }), clock);
    note('c', turnstile.pass({}), clock);
    await to(50);
    stop.abort(new Error('enough'));
    await to(1_000);
    expect(order).toEqual(['a@0', 'b:Error: enough', 'c@100']);
    await expect(turnstile.pass({ signal: stop.signal })).rejects.toThrow('enough');
  });

  it('wakes who waits when the pace allows more', async () => {
    const { clock, to } = stepClock();
    const { order, note } = recorder();
    const pace = createPace();
    const turnstile = createTurnstile(pace, clock, 4);
    pace.throttled(0, 0);
    note('probe', turnstile.pass({}), clock);
    note('next', turnstile.pass({}), clock);
    await to(60);
    expect(order).toEqual(['probe@50']);
    pace.accepted(50, 60);
    turnstile.changed();
    await to(61);
    expect(order).toEqual(['probe@50', 'next@60']);
  });
});
