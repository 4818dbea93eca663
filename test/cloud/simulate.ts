import type { Pace } from '../../engine/cloud/pace.ts';

/** A service's limit: whether a request that arrives at a time (milliseconds) is let through. */
export type Limit = (at: number) => boolean;

/** Counts by whole windows, as most gateways do. `limit` requests for each, which may change with time. */
export function fixedWindow(limit: (at: number) => number, window = 1_000, phase = 0): Limit {
  let current = Number.NaN;
  let count = 0;
  return (at) => {
    const index = Math.floor((at + phase) / window);
    if (index !== current) [current, count] = [index, 0];
    return ++count <= limit(at);
  };
}

/** A bucket of `burst` requests that fills at `rate` requests per second. */
export function tokenBucket(rate: (at: number) => number, burst: number): Limit {
  let tokens = burst;
  let last = 0;
  return (at) => {
    tokens = Math.min(burst, tokens + ((at - last) * rate(at)) / 1_000);
    last = at;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}

export interface Simulation {
  readonly limit: Limit;
  /** Callers that send one request after the other. */
  readonly callers: number;
  readonly latency: number;
  readonly until: number;
  /** What a throttled answer says in `Retry-After`, milliseconds. */
  readonly retryAfter?: number;
  /** How late timers are, milliseconds. */
  readonly late?: () => number;
  /** Whether callers work as an apply does: reserve, read, write. */
  readonly writes?: boolean;
}

/** Times, in milliseconds, at which requests left, were let through and were throttled. */
export interface Record {
  readonly left: number[];
  readonly passed: number[];
  readonly throttled: number[];
}

/** Plays callers against a limit in simulated time; every request goes through the pace. */
export function simulate(pace: Pace, options: Simulation): Record {
  const { callers, latency, until, late = () => 0 } = options;
  const record: Record = { left: [], passed: [], throttled: [] };
  const agenda: { at: number; act: () => void }[] = [];
  const queue: (() => void)[] = [];
  let now = 0;
  let reserved = 0;
  let alarm = 0;

  const plan = (at: number, act: () => void): void => {
    let place = agenda.length;
    while (place > 0 && (agenda[place - 1]?.at ?? 0) > at) place--;
    agenda.splice(place, 0, { at, act });
  };
  const turn = (): void => {
    const mine = ++alarm;
    while (queue.length > 0) {
      const wait = pace.wait(now, reserved);
      if (wait > 0) {
        plan(Math.ceil(now + wait) + late(), () => {
          if (mine === alarm) turn();
        });
        return;
      }
      queue.shift()?.();
    }
  };
  const enter = (act: () => void): void => {
    queue.push(act);
    turn();
  };
  const send = (done: (ok: boolean) => void): void => {
    const sent = now;
    record.left.push(sent);
    plan(now + latency / 2, () => {
      const ok = options.limit(now);
      plan(now + latency / 2, () => {
        (ok ? record.passed : record.throttled).push(now);
        if (ok) pace.accepted(sent, now);
        else pace.throttled(sent, now, options.retryAfter);
        turn();
        done(ok);
      });
    });
  };
  const read = (done: () => void): void =>
    enter(() => {
      pace.take(now);
      send((ok) => (ok ? done() : read(done)));
    });
  const write = (done: () => void): void =>
    plan(now + pace.held(now), () => {
      reserved--;
      pace.spend(now);
      send(done);
    });
  const work = (): void => {
    if (options.writes !== true) {
      read(work);
      return;
    }
    enter(() => {
      pace.reserve(now);
      reserved++;
      read(() => write(work));
    });
  };

  for (let caller = 0; caller < callers; caller++) work();
  for (let next = agenda.shift(); next !== undefined && next.at <= until; next = agenda.shift()) {
    now = next.at;
    next.act();
  }
  return record;
}

/** Requests per second in a span of a record. */
export function perSecond(times: readonly number[], from: number, to: number): number {
  return (times.filter((time) => time >= from && time < to).length * 1_000) / (to - from);
}

/** The most that fell into any window of a length, both ends at an event. */
export function most(times: readonly number[], window: number): number {
  let from = 0;
  return times.reduce((best, time, at) => {
    while ((times[from] ?? time) <= time - window) from++;
    return Math.max(best, at - from + 1);
  }, 0);
}
