import type { Tag } from '../model.ts';
import { ApiError, invalid } from './answer.ts';
import type { Caller } from './callers.ts';
import { isRecord } from './check.ts';
import { type Attempt, allows } from './identity.ts';
import type { Handled, Route } from './routes/call.ts';
import { urnOf } from './routes/rows.ts';
import type { RouteMatch } from './routes.ts';
import type { State } from './state.ts';
import type { Switches } from './switches.ts';

/** A request behind the gateway: authenticated, its path known. */
export interface ServiceRequest {
  readonly match: RouteMatch;
  readonly caller: Caller;
  readonly query: ReadonlyMap<string, string>;
  readonly body: string;
  readonly contentType: string | undefined;
}

/** Serves one call, in the order of the service: standing of the caller, IAM, then the call's own checks. */
export function serve(state: State, switches: Switches, request: ServiceRequest): Handled {
  const { match, caller } = request;
  checkStanding(match.route, caller);
  const body = bodyOf(request);
  if (caller.policy !== undefined && !allows(caller.policy, attemptOf(state, match, body)))
    throw denied(match.route.action);
  return match.route.run({
    state,
    switches,
    caller,
    query: request.query,
    param: (name) => match.params.get(name) ?? '',
    body,
  });
}

/** 403 of an IAM policy that does not allow an action. */
export function denied(action: string, encoded?: string): ApiError {
  return new ApiError(
    403,
    'Organizations.1007',
    `The IAM policy does not allow action '${action}'.`,
    encoded,
  );
}

function checkStanding(route: Route, { standing }: Caller): void {
  if (standing === 'outside')
    throw new ApiError(
      401,
      'Organizations.1015',
      'The organization does not exist or the account is not in one.',
    );
  if (route.callers === 'management' && standing !== 'management')
    throw new ApiError(401, 'Organizations.1001', 'Only the management account can perform this operation.');
  if (route.callers === 'reader' && standing === 'member')
    throw new ApiError(
      401,
      'Organizations.1002',
      'Only the management account or a delegated administrator can perform this operation.',
    );
}

function bodyOf({ match, body, contentType }: ServiceRequest): unknown {
  if (match.route.method === 'GET') return undefined;
  if (!/^application\/json(;|$)/iu.test(contentType ?? ''))
    throw invalid('Content-Type must be application/json.');
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw invalid('The body is not JSON.');
  }
}

function attemptOf(state: State, { route, params }: RouteMatch, body: unknown): Attempt {
  const member = state.get(params.get('resource_id') ?? '');
  const requestTags = tagsIn(body);
  const keys =
    isRecord(body) && Array.isArray(body['tag_keys']) ? body['tag_keys'] : requestTags.map(({ key }) => key);
  return {
    action: route.action,
    urn: member === undefined ? '*' : urnOf(state.organization, member),
    tagKeys: keys.filter((key) => typeof key === 'string'),
    requestTags,
    resourceTags: member?.tags ?? [],
  };
}

/** Tags of a body that has yet to be checked: what looks like a tag. */
function tagsIn(body: unknown): Tag[] {
  const tags: unknown = isRecord(body) ? body['tags'] : undefined;
  if (!Array.isArray(tags)) return [];
  return tags
    .filter(isRecord)
    .flatMap(({ key, value }) =>
      typeof key === 'string' && typeof value === 'string' ? [{ key, value }] : [],
    );
}
