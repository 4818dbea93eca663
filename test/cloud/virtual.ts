import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Clock } from '../../engine/model.ts';

/**
 * Time that passes only while nobody is doing anything: once no HTTP request of this process is under way, or all of
 * them wait on the clock as well, it jumps to whatever is due next. Work over real HTTP so takes the time that its
 * sleeps make out, to the millisecond, on a machine of any speed.
 */
export interface VirtualClock extends Clock {
  /** For a service: what sleeps on it keeps a request under way. */
  readonly service: Clock;
  /** Lets time pass until the work is done; gives the milliseconds that took. */
  pass(work: Promise<unknown>): Promise<number>;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Turns of the event loop in which nothing stirs, after which nothing will: answers are read in fewer. */
const QUIET_TURNS = 12;

export function virtualClock(start = Date.UTC(2026, 10, 24, 8)): VirtualClock {
  const sleepers: Sleeper[] = [];
  let now = start;
  let underWay = 0;
  let serving = 0;

  const sleep: Clock['sleep'] = (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const wake = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve();
      };
      const sleeper: Sleeper = { at: now + Math.max(0, ms), wake };
      const leave = (): void => {
        sleepers.splice(sleepers.indexOf(sleeper), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      sleepers.push(sleeper);
    });
  const service: Clock = {
    now: () => now,
    async sleep(ms, signal) {
      serving++;
      await sleep(ms, signal).finally(() => serving--);
    },
  };

  /** Wakes whoever is due first, once nothing else stirs. */
  const step = async (): Promise<void> => {
    for (let quiet = 0; quiet < QUIET_TURNS; quiet = underWay > serving ? 0 : quiet + 1) await turn();
    const next = sleepers.reduce<Sleeper | undefined>(
      (a, b) => (a === undefined || b.at < a.at ? b : a),
      undefined,
    );
    if (next === undefined) return;
    sleepers.splice(sleepers.indexOf(next), 1);
    now = Math.max(now, next.at);
    next.wake();
  };

  return {
    now: () => now,
    sleep,
    service,
    async pass(work) {
      const begin = now;
      const state = { over: false };
      const begun = () => underWay++;
      const ended = () => underWay--;
      const listeners = [
        ['undici:request:create', begun],
        ['undici:request:trailers', ended],
        ['undici:request:error', ended],
      ] as const;
      for (const [name, listener] of listeners) subscribe(name, listener);
      const end = (): void => {
        state.over = true;
      };
      work.then(end, end);
      while (!state.over) await step();
      for (const [name, listener] of listeners) unsubscribe(name, listener);
      await work;
      return now - begin;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
