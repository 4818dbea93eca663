import type { Caller, Organization, Origin, ResourceType, Tag, Traffic } from '../model.ts';

/** A row of `resource-instances/filter`: a resource with its tags, in the service's order. */
export interface Instance {
  readonly id: string;
  /** Empty where the service gave no name. */
  readonly name: string;
  readonly tags: readonly Tag[];
}

/** One page of the bulk read. `total` is the service's `total_count` at the time of that page. */
export interface InstancePage {
  readonly instances: readonly Instance[];
  readonly total: number;
}

/** A node of the tree, or a row of a list: no tags. */
export interface Entity {
  readonly type: ResourceType;
  readonly id: string;
  readonly name: string;
}

/** What a write answered. */
export interface WriteAnswer {
  readonly requestId: string | undefined;
}

/**
 * The Organizations service as the stages see it: the one port between the engine and a cloud. Every method
 * rejects with `ApiFailure` and nothing else, but for the reason of an aborted signal.
 *
 * Reads retry by themselves within the run's budget. **Writes are sent once**: after a lost reply or a wait only
 * live tags tell what is there, so the caller reads again before it sends again.
 */
export interface OrganizationsApi {
  /** Base URL that requests go to. */
  readonly endpoint: string;

  /** Who asks, as far as it is known without asking. */
  readonly caller: Caller;

  /** `GET /v1/organizations`, and which service answered. Always the first request of a run. */
  showOrganization(): Promise<{ readonly organization: Organization; readonly origin: Origin }>;

  /** `POST …/{type}/resource-instances/filter` with `{}`: every resource of a type, tags inline. Limit ≤ 1,000. */
  listInstances(type: ResourceType, page: { offset: number; limit: number }): Promise<InstancePage>;

  /** Every resource of a type without tags, all pages: the way round a denied bulk read. */
  listEntities(type: ResourceType): Promise<readonly Entity[]>;

  /** `GET …/entities?parent_id=`: OUs and accounts right below a root or OU, all pages. */
  listChildren(parent: string): Promise<readonly Entity[]>;

  /**
   * `GET …/resources/{id}/tags`: the live tags of one resource, all pages.
   *
   * @param asked told the time (milliseconds) at which the answer was asked for, after every wait; never told, the
   *   caller takes the time of its own call
   */
  listTags(id: string, asked?: (at: number) => void): Promise<readonly Tag[]>;

  /**
   * Waits for this process's turn to send one request and keeps it for the next write, so that a write follows the
   * read it rests on at once, however slow the pace is.
   */
  reserve(signal?: AbortSignal): Promise<void>;

  /**
   * `POST …/resources/{id}/untag` with 1 to 20 keys. Sent once, on a turn that `reserve` got.
   *
   * @param until the time (milliseconds) after which it must not be sent any more, since the read it rests on would
   *   be too old; then it fails, `unsent`
   */
  untag(id: string, keys: readonly string[], until?: number): Promise<WriteAnswer>;

  /**
   * `POST …/resources/{id}/tag` with 1 to 20 tags; overwrites the value of a key that is there. Sent once, on a
   * turn that `reserve` got.
   *
   * @param until as for `untag`
   */
  tag(id: string, tags: readonly Tag[], until?: number): Promise<WriteAnswer>;

  /**
   * Waits as long as a passing failure of a write asks for (backoff with full jitter, `Retry-After`), counting the
   * try as a retry. Gives false, at once, where the failure does not pass, `attempt` (from 1) is past the bound or
   * the run's retry budget is used up.
   */
  waitToRetry(failure: ApiFailure, attempt: number, signal?: AbortSignal): Promise<boolean>;

  /** What was sent so far. */
  traffic(): Traffic;

  /** Closes connections. */
  close(): Promise<void>;
}

/**
 * Why a request failed, as far as a caller must tell cases apart.
 *
 * - `throttled` 429; `conflict` 409 `Organizations.1003`; `unavailable` 5xx, a gateway page, 400 `1004`/`1006`;
 *   `network` no or half an answer
 * - `signature` `APIGW.0301/0303/0305`: the keys are wrong or the clock is; a sixth try locks the key
 * - `token-expired` `APIGW.0307` after one refresh; `renewed` the same to a write, which is not sent again by itself
 * - `caller` the caller may not do this at all: `Organizations.1001/1002`, gateway refusals `0302/0304/0306/04xx`
 * - `no-organization` `Organizations.1015`
 * - `denied` 403 `Organizations.1007` or a code that is not known: an IAM policy denies this request, perhaps only for this resource
 * - `not-found` 404; `refused` any other 4xx
 * - `malformed` a success whose body is not what the API promises
 */
export type FailureKind =
  | 'throttled'
  | 'conflict'
  | 'unavailable'
  | 'network'
  | 'signature'
  | 'token-expired'
  | 'renewed'
  | 'caller'
  | 'no-organization'
  | 'denied'
  | 'not-found'
  | 'refused'
  | 'malformed';

/** A failed request. The message is whole sentences for people: what happened and what to do, no secret in it. */
export class ApiFailure extends Error {
  readonly kind: FailureKind;
  readonly status: number | undefined;
  /** The service's or gateway's own code, such as `APIGW.0301`. */
  readonly code: string | undefined;
  readonly requestId: string | undefined;
  /** What to do about it. */
  readonly hint: string | undefined;
  /** From `Retry-After`, milliseconds. */
  readonly retryAfter: number | undefined;
  /** Whether the request certainly never left this process. */
  readonly unsent: boolean;

  constructor(
    kind: FailureKind,
    message: string,
    more: {
      status?: number | undefined;
      code?: string | undefined;
      requestId?: string | undefined;
      hint?: string | undefined;
      retryAfter?: number | undefined;
      unsent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'ApiFailure';
    this.kind = kind;
    this.status = more.status;
    this.code = more.code;
    this.requestId = more.requestId;
    this.hint = more.hint;
    this.retryAfter = more.retryAfter;
    this.unsent = more.unsent === true;
  }

  /** Whether the same request may succeed a little later. */
  get passing(): boolean {
    return PASSING.has(this.kind);
  }

  /** Whether nothing else of the run may be sent either. */
  get stopsRun(): boolean {
    return STOPS_RUN.has(this.kind);
  }

  /** Whether a write that failed so may have taken effect all the same. */
  get inDoubt(): boolean {
    return IN_DOUBT.has(this.kind);
  }
}

const PASSING: ReadonlySet<FailureKind> = new Set([
  'throttled',
  'conflict',
  'unavailable',
  'network',
  'renewed',
]);
const STOPS_RUN: ReadonlySet<FailureKind> = new Set([
  'signature',
  'token-expired',
  'caller',
  'no-organization',
]);
const IN_DOUBT: ReadonlySet<FailureKind> = new Set(['unavailable', 'network', 'malformed']);

/** Whether a host, as `URL.hostname` gives it, is this machine. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Whether an endpoint is a service on another machine: no emulator then, which answers on its own machine alone. */
export function isElsewhere(endpoint: string): boolean {
  return /^https?:/.test(endpoint) && !isLoopback(new URL(endpoint).hostname);
}
