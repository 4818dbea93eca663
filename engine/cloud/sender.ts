import pLimit from 'p-limit';
import type { Clock, Log, Random, Traffic } from '../model.ts';
import { createAdmission } from './admission.ts';
import { nameCall } from './apis.ts';
import type { CredentialSource } from './credentials.ts';
import { clockSkew, judge, type Reply, requestId } from './failure.ts';
import type { Credentials } from './keys.ts';
import { createPace } from './pace.ts';
import { ApiFailure } from './port.ts';
import { quotaOf } from './quota.ts';
import { type ApiCall, signed } from './request.ts';
import { createRetries } from './retry.ts';
import { steadyClock } from './steady.ts';
import { type Transport, TransportFailure } from './transport.ts';
import { createTurnstile, TooLate } from './turnstile.ts';
import { unanswered } from './unanswered.ts';

/** What sending needs; see `ClientOptions`. */
export interface SenderOptions {
  readonly host: string;
  readonly endpointFrom: string | undefined;
  readonly transport: Transport;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly concurrency: number;
  readonly rate: number | undefined;
  readonly retryBudget: number | undefined;
  readonly signal: AbortSignal | undefined;
  readonly userAgent: string;
}

/** Sends calls, each signed anew for each try. Rejects with ApiFailure or the reason of an aborted signal. */
export interface Sender {
  /** Tries again while the failure passes and the run's budget lasts. */
  readonly read: (call: ApiCall) => Promise<Reply>;
  /** Sends once, on a reserved turn if there is one; `throttled` and unsent where that would be too late. */
  readonly write: (call: ApiCall) => Promise<Reply>;
  /** See the port. */
  readonly reserve: (signal?: AbortSignal) => Promise<void>;
  /** See the port. */
  readonly waitToRetry: (failure: ApiFailure, attempt: number, signal?: AbortSignal) => Promise<boolean>;
  readonly traffic: () => Traffic;
  /** How far the service's clock was ahead at the last answer that said, milliseconds. */
  readonly skew: () => number | undefined;
}

/** A write rests on a read just before it; it may wait no longer than this for its turn. Milliseconds. */
const WRITE_PATIENCE = 1_000;

/**
 *     read ─┐            ┌ admission ────────────────────────────────────────────┐
 *           ├ concurrency┤ credentials → turn (pace) → sign → send → judge → pace │
 *     write ┘            └───────────────────────────────────────────────────────┘
 */
export function createSender(options: SenderOptions): Sender {
  const { clock, log, credentials: source, signal } = options;
  const pace = createPace(options.rate);
  // A clock that is set back by an hour must not hold requests for an hour.
  const steady = steadyClock(clock);
  const turnstile = createTurnstile(pace, steady, spareTurns(options));
  const retries = createRetries(options.random, options.retryBudget);
  const admission = createAdmission();
  const limit = pLimit(options.concurrency);
  const count = { requests: 0, retries: 0, throttles: 0, waited: 0 };
  let skew: number | undefined;

  const depart = async (call: ApiCall, write: boolean): Promise<number> => {
    try {
      return await (write
        ? turnstile.passReserved(patienceFor(call, clock.now()), signal)
        : turnstile.pass({ signal }));
    } catch (error) {
      if (error instanceof TooLate) throw unsent(call, error.wait);
      throw error;
    }
  };

  /** One request and its answer, with all that is to be learnt from it. */
  const exchange = async (call: ApiCall, keys: Credentials, write: boolean): Promise<Reply> => {
    const departed = await depart(call, write);
    admission.check();
    const sent = clock.now();
    // Keys may have had to be renewed, and a timer may wake late.
    if (call.until !== undefined && sent > call.until) throw unsent(call, 0);
    count.requests++;
    call.sent?.(sent);
    const request = signed(call, keys, { host: options.host, now: sent, userAgent: options.userAgent });
    const reply = await options.transport.send(request, signal).catch((error: unknown) => {
      throw error instanceof TransportFailure ? unanswered(call, error, options) : error;
    });
    const now = clock.now();
    skew = clockSkew(reply, now) ?? skew;
    const failure = judge(reply, {
      subject: call,
      now,
      secrets: [...secretsOf(keys, request.headers['authorization']), ...(call.hidden ?? [])],
    });
    learn(reply, failure, departed, steady.now());
    log('debug', `${nameCall(call)}: HTTP ${reply.status}`, {
      path: request.path,
      status: reply.status,
      'request-id': requestId(reply),
      ms: now - sent,
    });
    if (failure !== undefined) throw failure;
    return reply;
  };

  const learn = (reply: Reply, failure: ApiFailure | undefined, sent: number, now: number): void => {
    const quota = quotaOf(reply);
    if (quota !== undefined) pace.told(quota);
    if (failure?.kind === 'throttled') {
      count.throttles++;
      pace.throttled(sent, now, failure.retryAfter);
    } else pace.accepted(sent, now);
    if (failure === undefined) retries.succeeded();
    turnstile.changed();
  };

  /**
   * Sends, and a read once more with fresh credentials where the old ones had expired. A write is not sent again: time
   * went by, and only live tags tell what it would do now.
   */
  const sendOnce = (call: ApiCall, write: boolean): Promise<Reply> =>
    admission.enter(async () => {
      const keys = await keysFor(call, source.get());
      try {
        return await exchange(call, keys, write);
      } catch (error) {
        if (!(error instanceof ApiFailure) || error.kind !== 'token-expired') throw error;
        const fresh = await freshKeys(call, keys);
        if (fresh === keys) throw error;
        log('info', 'The credentials had expired; going on with fresh ones.', { source: source.describe });
        if (write) throw renewed(call, error);
        return exchange(call, fresh, write);
      }
    });

  /** Another call may have fetched fresh keys while this one was under way. */
  const freshKeys = async (call: ApiCall, old: Credentials): Promise<Credentials> => {
    const current = await keysFor(call, source.get());
    return current === old ? keysFor(call, source.refresh()) : current;
  };

  const waitToRetry: Sender['waitToRetry'] = async (failure, attempt, more) => {
    const wait = retries.next(failure, attempt);
    if (wait === undefined) return false;
    count.retries++;
    count.waited += wait;
    log('warn', `${failure.message} Trying again ${showWait(wait)}.`, {
      attempt,
      kind: failure.kind,
      'request-id': failure.requestId,
    });
    await clock.sleep(wait, either(signal, more));
    return true;
  };

  return {
    async read(call) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await limit(() => sendOnce(call, false));
        } catch (error) {
          if (!(error instanceof ApiFailure) || !(await waitToRetry(error, attempt))) throw error;
        }
      }
    },
    write: (call) => limit(() => sendOnce(call, true)),
    reserve: (more) => turnstile.reserve(either(signal, more)),
    waitToRetry,
    skew: () => skew,
    traffic: () => ({
      requests: count.requests,
      retries: count.retries,
      throttles: count.throttles,
      'waited-ms': Math.round(count.waited + turnstile.waited()),
    }),
  };
}

function renewed(call: ApiCall, { status, code, requestId: id }: ApiFailure): ApiFailure {
  const message = `${nameCall(call)} failed: the credentials had expired, and were renewed.`;
  return new ApiFailure('renewed', message, { status, code, requestId: id });
}

/** Turns that may be kept for writes at a time: one for each worker, but never most of a low ceiling. */
function spareTurns({ concurrency, rate = Number.POSITIVE_INFINITY }: SenderOptions): number {
  return Math.min(concurrency, Math.max(1, Math.floor(rate / 2)));
}

function secretsOf(keys: Credentials, proof: string | undefined): string[] {
  const signature = proof?.split('Signature=')[1];
  return [keys.accessKey, keys.secretKey.reveal(), keys.securityToken?.reveal() ?? '', signature ?? ''];
}

/** Keys that cannot be had stop the run as expired ones do. */
async function keysFor(call: ApiCall, asked: Promise<Credentials>): Promise<Credentials> {
  try {
    return await asked;
  } catch (error) {
    const why = error instanceof Error ? ` ${error.message}` : '';
    throw new ApiFailure(
      'token-expired',
      `${nameCall(call)} was not sent: there are no valid credentials.${why}`,
      {
        hint: 'Get new temporary credentials, then run again.',
        unsent: true,
      },
    );
  }
}

/** How long it is until the next try, in the unit that a person would take. */
function showWait(ms: number): string {
  if (ms < 1) return 'at once';
  return ms < 1000 ? `in ${ms} ms` : `in ${(ms / 1000).toFixed(1)} s`;
}

function patienceFor({ until = Number.POSITIVE_INFINITY }: ApiCall, now: number): number {
  return Math.max(0, Math.min(WRITE_PATIENCE, until - now));
}

function unsent(call: ApiCall, wait: number): ApiFailure {
  const why =
    wait > 0
      ? 'the service asked to wait, and until then the read it rests on is too old'
      : 'by the time that it could be, the read it rests on was too old';
  const more = { retryAfter: wait, unsent: true };
  return new ApiFailure('throttled', `${nameCall(call)} was not sent: ${why}.`, more);
}

function either(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  return one !== undefined && other !== undefined ? AbortSignal.any([one, other]) : (one ?? other);
}
