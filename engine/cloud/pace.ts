/**
 * How fast requests may leave, learnt from the service's 429s. A pure state machine: every call is given the time.
 *
 *     rate
 *      │            ┌ a throttle: 10 % below what was getting through
 *      │      ·····×│                          ·····× next throttle
 *      │            │        ____________·····
 *      │            └·····¨¨¨  plateau: 2 % below what got through
 *      └──────────────────────────────────────────────── time
 *
 * Like CUBIC (RFC 9438): the rate is a cubic of the time since the throttle, so it is soon back near the plateau,
 * lingers there and then probes, ever faster, for a limit that has risen. Only time in which somebody waited
 * counts; an idle client learns nothing. Before the first throttle the rate has no bound.
 *
 * A throttle also holds everything back: as long as `Retry-After` says, else shortly and twice as long each time.
 * After it, single requests probe until one is accepted. All 429s from a cut to that moment are one event.
 */
export interface Pace {
  /**
   * Milliseconds from `now` until the next request may leave or take a turn for later; 0 for at once. `reserved`:
   * turns taken for later that are not used yet.
   */
  wait(now: number, reserved?: number): number;
  /** One request leaves now. */
  take(now: number): void;
  /** Takes the turn of a request that leaves later. */
  reserve(now: number): void;
  /** A request leaves now on a turn that was reserved. */
  spend(now: number): void;
  /** Milliseconds from `now` for which even reserved turns must wait. */
  held(now: number): number;
  /** A request that left at `sent` was let through, whatever its answer. */
  accepted(sent: number, now: number): void;
  /** A request that left at `sent` was throttled. `retryAfter` in milliseconds, if the service said. */
  throttled(sent: number, now: number, retryAfter?: number): void;
  /** The gateway said what its limit is (`X-Apig-RateLimit-*`). */
  told(quota: Quota): void;
  /** Requests per second that may leave at present; infinite where nothing bounds them. */
  rate(now: number): number;
}

/** What a gateway says of a limit: `remain` of `limit` requests are left in a window of `window` milliseconds. */
export interface Quota {
  readonly limit: number;
  readonly remain: number;
  readonly window: number;
}

const SECOND = 1_000;
/** Requests per second below which no throttle drives the rate; slower services are met by holding back. */
const FLOOR = 1;
const PLATEAU = 0.98;
const CUT = 0.1;
/** Time from a throttle to the plateau. */
const RETURN = 3 * SECOND;
/** Scale of the time from the plateau to the next probe: the more a throttle holds back, the rarer the probes. */
const PROBE = 5 * SECOND;
const PROBE_PER_HOLD = 40;
const LONGEST_PROBE = 60 * SECOND;
/** No single event takes away more than this share of the rate, however little got through just before it. */
const DEEPEST = 0.5;
/** A timer that is late by no more than this is made up for. */
const SLACK = 20;
const FIRST_HOLD = 50;
const LONGEST_HOLD = 30 * SECOND;
/** Longest that one `Retry-After` holds everything back. */
const LONGEST_TOLD = 300 * SECOND;

/** Takes: `ceiling`, requests per second (at least 1) that no window of a second is to exceed. Gives a fresh pace. */
export function createPace(ceiling = Number.POSITIVE_INFINITY): Pace {
  let plateau = Number.POSITIVE_INFINITY;
  let told = Number.POSITIVE_INFINITY;
  let probe = PROBE;
  let events = 0;
  let grownSince = 0;
  let next = Number.NEGATIVE_INFINITY;
  let lastThrottle = Number.NEGATIVE_INFINITY;
  let hold = 0;
  let holdUntil = Number.NEGATIVE_INFINITY;
  let probing = false;
  const passed = createMeter();
  const departures = createWindow(ceiling);

  const rate = (now: number): number => {
    const t = Math.max(now, grownSince) - grownSince - RETURN;
    const x = t / (t < 0 ? RETURN : probe);
    return Math.min(ceiling, told, Math.max(FLOOR, plateau * (1 + CUT * x ** 3)));
  };

  const occupy = (now: number): void => {
    // A turn that nobody wanted for longer than a late timer explains: that time is no ground for growth.
    const unused = now - SLACK - Math.max(next, grownSince);
    if (unused > 0) grownSince += unused;
    next = (now - next > SLACK ? now : next) + SECOND / rate(now);
    if (probing) next = Math.max(next, now + hold);
    passed.busy(now, holdUntil);
  };

  const cut = (now: number): void => {
    const before = rate(now);
    const got = passed.rate(now, before);
    const base = Number.isFinite(plateau) ? Math.max(Math.min(before, got ?? before), before * DEEPEST) : got;
    if (base !== undefined) plateau = Math.max(FLOOR, base * PLATEAU);
    events = now - grownSince > RETURN + 2 * probe ? 0 : events + 1;
  };

  return {
    rate,
    wait: (now, reserved = 0) => Math.max(0, holdUntil - now, next - now, departures.wait(now, reserved)),
    held: (now) => Math.max(0, holdUntil - now),
    take(now) {
      occupy(now);
      departures.add(now);
    },
    reserve: occupy,
    spend: (now) => departures.add(now),
    accepted(sent, now) {
      passed.add(now);
      if (!probing || sent <= lastThrottle) return;
      probing = false;
      [grownSince, next] = [now, now];
    },
    throttled(sent, now, retryAfter = 0) {
      const asked = now + Math.min(retryAfter, LONGEST_TOLD);
      holdUntil = Math.max(holdUntil, retryAfter > 0 ? asked : holdUntil);
      if (sent <= lastThrottle) return;
      if (!probing) cut(now);
      hold = probing ? Math.min(hold * 2, LONGEST_HOLD) : FIRST_HOLD;
      [probing, lastThrottle] = [true, now];
      holdUntil = Math.max(holdUntil, now + hold);
      probe = Math.max(
        PROBE,
        Math.min(PROBE_PER_HOLD * (holdUntil - now), (PROBE / 2) * 2 ** events, LONGEST_PROBE),
      );
      grownSince = holdUntil;
    },
    told({ limit, remain, window }) {
      // A long window leaves room for a burst; only where little is left of it does its average bind.
      const binds = window <= 10 * SECOND || remain * 10 <= limit;
      told = binds ? Math.max(FLOOR, (limit * SECOND) / window) : Number.POSITIVE_INFINITY;
    },
  };
}

/** Requests per second that got through lately, as far as it tells what the service lets through. */
function createMeter() {
  let times: number[] = [];
  let since = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  const count = (span: number, now: number): number => times.filter((time) => time > now - span).length;
  return {
    busy(now: number, holdUntil: number): void {
      if (now - Math.max(last, holdUntil) > SECOND) since = now;
      last = now;
    },
    add(now: number): void {
      if ((times[0] ?? now) < now - 6 * SECOND) times = times.filter((time) => time > now - 3 * SECOND);
      times.push(now);
    },
    /** What the last seconds say of the limit; undefined where too little got through to tell. */
    rate(now: number, before: number): number | undefined {
      const sending = now - since;
      const span = Math.min(sending, SECOND);
      const got = count(span, now);
      if (sending < 20 || got < (sending < SECOND ? 3 : 1)) return undefined;
      const lately = (got * SECOND) / span;
      if (sending < 2 * SECOND) return lately;
      // A service that counts by the whole second lets two seconds' worth through around the turn of one.
      const longSpan = Math.min(sending, 3 * SECOND);
      const longer = (count(longSpan, now) * SECOND) / longSpan;
      return longer < 0.8 * before ? Math.min(lately, longer) : lately;
    },
  };
}

/**
 * Keeps any window of a second within the ceiling. Reserved turns count as if they were used at any moment, but
 * for one request, without which nobody would ever come to use them.
 */
function createWindow(ceiling: number) {
  const most = Math.ceil(ceiling);
  const span = (most * SECOND) / ceiling;
  const times: number[] = [];
  return {
    wait(now: number, reserved: number): number {
      if (!Number.isFinite(ceiling)) return 0;
      const oldest = times[times.length - Math.max(1, most - reserved)];
      return oldest === undefined ? 0 : oldest + span - now;
    },
    add(now: number): void {
      if (!Number.isFinite(ceiling)) return;
      times.push(now);
      if (times.length > most) times.shift();
    },
  };
}
