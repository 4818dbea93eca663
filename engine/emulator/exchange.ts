import type { Clock } from '../model.ts';
import { type Answer, ApiError, errorAnswer } from './answer.ts';
import type { Caller } from './callers.ts';
import { perform } from './faults/actor.ts';
import type { Misfortune } from './faults/draw.ts';
import { createFaults } from './faults/draw.ts';
import { createLimiter, limitHeaders, throttled } from './faults/limit.ts';
import type { Fault, FaultPlan, When } from './faults/plan.ts';
import { faultAnswer, strikes, withRetryAfter } from './faults/refusals.ts';
import type { Gate } from './gate.ts';
import type { OpenRecord } from './log.ts';
import type { Act } from './recorded.ts';
import { matchRoute, type RouteMatch } from './routes.ts';
import { serve } from './service.ts';
import { header, type ReceivedRequest } from './signature.ts';
import type { State } from './state.ts';
import type { Switches } from './switches.ts';

/** What an exchange needs of the emulator. */
export interface Stage {
  readonly state: State;
  readonly switches: Switches;
  readonly gate: Gate;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly seed: number;
  readonly act: Act;
}

/** What goes back: an answer with the faults that spoil it on its way, or nothing but a cut connection. */
export type Reply = { readonly answer: Answer; readonly faults: readonly Fault[] } | 'cut';

export type Exchange = (
  request: ReceivedRequest,
  query: ReadonlyMap<string, string>,
  record: OpenRecord,
  signal: AbortSignal,
) => Promise<Reply>;

/**
 * The life of one request:
 *
 *   path known? → signature → rate limit → latency → faults before → service (its effect) → faults after → answer
 */
export function createExchange(stage: Stage): Exchange {
  const befall = createFaults(stage.faults, stage.seed);
  const limit = limiterOf(stage.faults, stage.clock);

  return async (request, query, record, signal) => {
    const match = matchRoute(request.method, record.path);
    const refuse = (error: unknown): Reply => ({ answer: refusal(error, record.requestId), faults: [] });
    if (match === undefined) return refuse(unpublished());
    record.api = match.route.api;
    record.write = match.route.callers === 'management';
    let caller: Caller;
    try {
      caller = stage.gate(request).caller;
    } catch (error) {
      return refuse(error);
    }
    const place = limit(header(request, 'x-apig-mode') === 'debug');
    const misfortune = befall({
      api: match.route.api,
      resource: match.params.get('resource_id'),
      identity: `${request.method} ${request.target} ${Buffer.from(request.body).toString('latin1')}`,
    });
    if (!place.allowed) {
      const answer = refusal(throttled(place.perSecond), record.requestId);
      return { answer: withHeaders(withRetryAfter(answer, place.retryAfter), place.headers), faults: [] };
    }
    if (misfortune.latency > 0) await stage.clock.sleep(misfortune.latency, signal);
    const reply = undergo(stage, misfortune, match, record, () =>
      answerOf(stage, { match, caller, query, ...textOf(request) }, record),
    );
    return reply === 'cut' ? reply : { ...reply, answer: withHeaders(reply.answer, place.headers) };
  };
}

function textOf(request: ReceivedRequest): { body: string; contentType: string | undefined } {
  return { body: new TextDecoder().decode(request.body), contentType: header(request, 'content-type') };
}

/** The faults around one effect. The first that cuts or answers wins; what comes before it has happened. */
function undergo(
  stage: Stage,
  misfortune: Misfortune,
  match: RouteMatch,
  record: OpenRecord,
  effect: () => Answer,
): Reply {
  const strike = (when: When): Reply | undefined => {
    for (const fault of misfortune.faults.filter((one) => strikes(one) === when)) {
      if (fault.kind === 'reset') return 'cut';
      if (fault.kind === 'edit' || fault.kind === 'insert' || fault.kind === 'delete') {
        const deeds = {
          state: stage.state,
          resource: match.params.get('resource_id'),
          chance: misfortune.chance,
        };
        stage.act(undefined, () => perform(fault, deeds));
      }
      const answer = faultAnswer(fault, match.route.action, record.requestId);
      if (answer !== undefined) return { answer, faults: [] };
    }
    return undefined;
  };
  const before = strike('before');
  if (before !== undefined) return before;
  const answer = effect();
  return strike('after') ?? { answer, faults: misfortune.faults };
}

function answerOf(stage: Stage, request: Parameters<typeof serve>[2], record: OpenRecord): Answer {
  try {
    const { answer, effect } = stage.act(record.n, () => serve(stage.state, stage.switches, request));
    record.effect = effect;
    return answer;
  } catch (error) {
    return refusal(error, record.requestId);
  }
}

function refusal(error: unknown, requestId: string): Answer {
  if (error instanceof ApiError) return errorAnswer(error, requestId);
  throw error;
}

function unpublished(): ApiError {
  return new ApiError(
    404,
    'APIGW.0101',
    'The API does not exist or has not been published in the environment',
  );
}

function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...headers, ...answer.headers } };
}

/** A place under the rate limit of a plan; where it has none there is always one. */
function limiterOf(faults: FaultPlan, clock: Clock) {
  const limit = faults['rate-limit'];
  const take = limit === undefined ? undefined : createLimiter(limit, clock);
  return (debug: boolean) => {
    const { allowed, remain } = take?.() ?? { allowed: true, remain: 0 };
    const shown = limit !== undefined && (debug || limit.headers === true);
    return {
      allowed,
      perSecond: limit?.['per-second'] ?? 0,
      retryAfter: limit?.['retry-after'],
      headers: shown ? limitHeaders(limit, remain) : {},
    };
  };
}
