import type { Clock } from '../model.ts';
import type { Pace } from './pace.ts';

/** Lets requests through one at a time, as the pace allows: writes before reads, else first come, first served. */
export interface Turnstile {
  /**
   * Resolves when a request may leave, with the time it leaves at. With `patience` (milliseconds) it is a write and
   * rejects with TooLate as soon as it is known that its turn would come later than that.
   */
  pass(options: { signal?: AbortSignal | undefined; patience?: number }): Promise<number>;
  /** Resolves when a turn was taken that `passReserved` uses later. */
  reserve(signal?: AbortSignal): Promise<void>;
  /** As `pass` for a write, at once where a turn is reserved and nothing is held back. */
  passReserved(patience: number, signal?: AbortSignal): Promise<number>;
  /** To be called after anything that may have changed the pace. */
  changed(): void;
  /** Milliseconds that requests have waited here, all together. */
  waited(): number;
}

/** A write's turn comes too late for the read it rests on. `wait`: milliseconds until it would come. */
export class TooLate extends Error {
  readonly wait: number;

  constructor(wait: number) {
    super('the turn comes too late');
    this.wait = wait;
  }
}

interface Waiter {
  readonly since: number;
  /** Time after which its turn is of no use. */
  readonly until: number;
  readonly reserving: boolean;
  readonly enter: (now: number) => void;
  readonly leave: (reason: Error) => void;
}

/** `spare`: reserved turns kept at most; a worker that asks beyond them finds one that another left unused. */
export function createTurnstile(pace: Pace, clock: Clock, spare: number): Turnstile {
  const writes: Waiter[] = [];
  const others: Waiter[] = [];
  let reserved = 0;
  /** Writes that wait on a reserved turn for a hold to end. */
  let holding = 0;
  let waited = 0;
  let alarm: AbortController | undefined;

  const admit = (waiter: Waiter, now: number): void => {
    if (!waiter.reserving) pace.take(now);
    else if (reserved < spare) {
      pace.reserve(now);
      reserved++;
    }
    waited += now - waiter.since;
    waiter.enter(now);
  };

  /** Admits whom the pace allows, turns away whom it would admit too late, and sets the alarm for the next. */
  const turn = (): void => {
    alarm?.abort();
    alarm = undefined;
    for (;;) {
      const queue = writes.length > 0 ? writes : others;
      const first = queue[0];
      if (first === undefined) return;
      const now = clock.now();
      const wait = first.reserving && reserved >= spare ? 0 : pace.wait(now, reserved + holding);
      if (wait > 0 && now + wait <= first.until) {
        wake(wait);
        return;
      }
      queue.shift();
      if (wait > 0) first.leave(new TooLate(wait));
      else admit(first, now);
    }
  };

  const wake = (wait: number): void => {
    const stop = new AbortController();
    alarm = stop;
    clock.sleep(Math.ceil(wait), stop.signal).then(
      () => {
        if (alarm === stop) turn();
      },
      () => undefined,
    );
  };

  const join = (queue: Waiter[], until: number, reserving: boolean, signal?: AbortSignal): Promise<number> =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const give = (): void => {
        queue.splice(queue.indexOf(waiter), 1);
        waiter.leave(signal?.reason as Error);
        turn();
      };
      const done = (): void => signal?.removeEventListener('abort', give);
      const waiter: Waiter = {
        since: clock.now(),
        until,
        reserving,
        enter(now) {
          done();
          resolve(now);
        },
        leave(reason) {
          done();
          reject(reason);
        },
      };
      signal?.addEventListener('abort', give, { once: true });
      queue.push(waiter);
      if (alarm === undefined || queue[0] === waiter) turn();
    });

  const outlast = async (until: number, signal?: AbortSignal): Promise<void> => {
    for (;;) {
      const now = clock.now();
      const held = pace.held(now);
      if (held === 0) return;
      if (now + held > until) throw new TooLate(held);
      await clock.sleep(Math.ceil(held), signal);
    }
  };

  const pass: Turnstile['pass'] = ({ signal, patience }) =>
    patience === undefined
      ? join(others, Number.POSITIVE_INFINITY, false, signal)
      : join(writes, clock.now() + patience, false, signal);

  return {
    pass,
    async reserve(signal) {
      await join(others, Number.POSITIVE_INFINITY, true, signal);
    },
    async passReserved(patience, signal) {
      if (reserved === 0) return pass({ signal, patience });
      reserved--;
      holding++;
      const since = clock.now();
      try {
        await outlast(since + patience, signal);
      } finally {
        holding--;
      }
      const now = clock.now();
      waited += now - since;
      pace.spend(now);
      return now;
    },
    changed: turn,
    waited: () => waited,
  };
}
