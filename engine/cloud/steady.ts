import type { Clock } from '../model.ts';

/** A clock that is never set back: a step back of the other one is time that stands still. For waits, not for dates. */
export function steadyClock(clock: Clock): Clock {
  let last = Number.NEGATIVE_INFINITY;
  let lost = 0;
  return {
    now() {
      const time = clock.now() + lost;
      if (time < last) lost += last - time;
      last = Math.max(last, time);
      return last;
    },
    sleep: (ms, signal) => clock.sleep(ms, signal),
  };
}
