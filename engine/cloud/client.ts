import { setMaxListeners } from 'node:events';
import type { Clock, Log, Random, ResourceType, Tag } from '../model.ts';
import {
  type Page,
  RESOURCE_ID,
  readEntityPage,
  readInstances,
  readOrganization,
  readTagPage,
  refuseDuplicates,
} from './answers.ts';
import { type Api, nameCall, type Subject } from './apis.ts';
import type { CredentialSource } from './credentials.ts';
import { checkEndpoint } from './endpoint.ts';
import { header, type Reply, requestId } from './failure.ts';
import { ApiFailure, type OrganizationsApi, type WriteAnswer } from './port.ts';
import { quote } from './quote.ts';
import type { ApiCall } from './request.ts';
import { createSender } from './sender.ts';
import type { Pair } from './sign.ts';
import { openTransport, type ProxySettings, TIMEOUTS, type Timeouts } from './transport.ts';
import { checkEmpty, malformed, understood } from './understood.ts';

export interface ClientOptions {
  /** `https://host[:port]`; plain http only to this machine. */
  readonly endpoint: string;
  /** What named the endpoint, for the hint where nobody answers there; see `chooseEndpoint`. */
  readonly endpointFrom?: string;
  readonly credentials: CredentialSource;
  readonly clock: Clock;
  /** For the jitter of backoff. */
  readonly random: Random;
  readonly log: Log;
  /** Most requests under way, and most sockets. */
  readonly concurrency: number;
  /** Ceiling in requests per second, at least 1; without one, the service's throttles alone bound the pace. */
  readonly rate?: number | undefined;
  /** Retries of the whole run before successes earn more. */
  readonly retryBudget?: number | undefined;
  readonly timeouts?: Partial<Timeouts>;
  /** Stops everything at once, requests under way included. */
  readonly signal?: AbortSignal | undefined;
  readonly proxy?: ProxySettings;
  /** Of this tool, for `User-Agent`. */
  readonly version: string;
}

/** The port, and what only `doctor` asks of the client. */
export interface CloudClient extends OrganizationsApi {
  /** How far the service's clock was ahead of ours at the last answer, milliseconds; undefined if it did not say. */
  skew(): number | undefined;
}

/** Rows of a page in marker lists; the service allows up to 2,000 and is always told (its default is disputed). */
const LIST_LIMIT = '2000';
/** Pages of a list, of which the service gives up to 2,000 rows each; one that never ends is no list. */
const MOST_PAGES = 1_000;
/** A resource has at most 20 tags. */
const TAGS_LIMIT = '200';

const NO_PROXY: ProxySettings = { http: '', https: '', none: '' };

/** The call that lists a type, its path, and the name of the list in its answer. */
const LISTS: Readonly<Record<ResourceType, readonly [Api, path: string, rows: string]>> = {
  root: ['ListRoots', 'roots', 'roots'],
  ou: ['ListOrganizationalUnits', 'organizational-units', 'organizational_units'],
  account: ['ListAccounts', 'accounts', 'accounts'],
  policy: ['ListPolicies', 'policies', 'policies'],
};

const TYPE_IN_PATH: Readonly<Record<ResourceType, string>> = {
  root: 'organizations:roots',
  ou: 'organizations:ous',
  account: 'organizations:accounts',
  policy: 'organizations:policies',
};

/**
 * The Organizations service of Huawei Cloud over HTTP. Opens no connection yet.
 * Throws Refusal for an endpoint or proxy that cannot be used.
 */
export function createClient(options: ClientOptions): CloudClient {
  const { endpointFrom } = options;
  const endpoint = checkEndpoint(options.endpoint, endpointFrom ?? 'the settings');
  const { concurrency, credentials, clock, random, log, rate, retryBudget } = options;
  const closing = new AbortController();
  let closed: Promise<void> | undefined;
  const signal = endOf(closing.signal, options.signal);
  const transport = openTransport({
    endpoint,
    connections: concurrency,
    timeouts: { ...TIMEOUTS, ...options.timeouts },
    proxy: options.proxy ?? NO_PROXY,
  });
  const sender = createSender({
    ...{
      host: new URL(endpoint).host,
      endpointFrom,
      transport,
      credentials,
      clock,
      random,
      log,
      concurrency,
    },
    ...{ rate, retryBudget, signal, userAgent: `reconcile/${options.version}` },
  });

  const read = async <T>(call: ApiCall, understand: (body: string) => T): Promise<T> =>
    understood(call, await sender.read(call), understand);

  const readAll = async <T>(call: ApiCall, understand: (body: string) => Page<T>): Promise<readonly T[]> => {
    const rows: T[] = [];
    const seen = new Set<string>();
    for (let next: string | undefined, pages = 1; ; pages++) {
      const marker: Pair[] = next === undefined ? [] : [['marker', next]];
      const page = await read({ ...call, query: [...call.query, ...marker] }, understand);
      for (const row of page.rows) rows.push(row);
      next = page.next;
      if (next === undefined) return rows;
      if (seen.has(next)) throw malformed(call, 'comes back to a page it gave before');
      if (pages === MOST_PAGES) throw malformed(call, `goes on after ${MOST_PAGES} pages`);
      seen.add(next);
    }
  };

  const write = async (
    api: Api,
    resource: string,
    verb: string,
    body: object,
    more: Pick<ApiCall, 'until' | 'hidden'>,
  ): Promise<WriteAnswer> => {
    const on = onResource(api, resource, verb);
    const call = { ...on, method: 'POST', body: JSON.stringify(body), ...more } as const;
    const reply = await sender.write(call);
    understood(call, reply, checkEmpty);
    return { requestId: requestId(reply) };
  };

  return {
    endpoint,
    caller: credentials.caller,
    async showOrganization() {
      const call = get('ShowOrganization', '');
      const reply = await sender.read(call);
      return { organization: understood(call, reply, readOrganization), origin: originOf(reply, endpoint) };
    },
    listInstances(type, { offset, limit }) {
      const call = get('ListResourceInstances', `/${TYPE_IN_PATH[type]}/resource-instances/filter`, [
        ['limit', String(limit)],
        ['offset', String(offset)],
      ]);
      return read({ ...call, method: 'POST', body: '{}' }, readInstances);
    },
    listEntities(type) {
      const [api, path, rows] = LISTS[type];
      return readAll(get(api, `/${path}`, [['limit', LIST_LIMIT]]), (body) =>
        readEntityPage(body, rows, type),
      );
    },
    listChildren(parent) {
      const query: Pair[] = [
        ['limit', LIST_LIMIT],
        ['parent_id', checkId(parent, { api: 'ListEntities' })],
      ];
      const call = { ...get('ListEntities', '/entities', query), resource: parent };
      return readAll(call, (body) => readEntityPage(body, 'entities'));
    },
    async listTags(id, asked) {
      const sends: number[] = [];
      const call: ApiCall = {
        ...onResource('ListTagsForResource', id, 'tags'),
        query: [['limit', TAGS_LIMIT]],
        sent: (at) => sends.push(at),
      };
      let first: number | undefined;
      const tags = await readAll(call, (body) => {
        // The last try of the first page is the oldest that the answer rests on.
        first ??= sends.at(-1);
        return readTagPage(body);
      });
      if (first !== undefined) asked?.(first);
      return understood(call, undefined, () => refuseDuplicates(tags));
    },
    untag: (id, keys, until) => write('UntagResource', id, 'untag', { tag_keys: keys }, { until }),
    tag(id, tags, until) {
      const body = { tags: tags.map(({ key, value }: Tag) => ({ key, value })) };
      // A word of three letters is in every message.
      const hidden = tags.map((tag) => tag.value).filter((value) => value.length > 3);
      return write('TagResource', id, 'tag', body, { until, hidden });
    },
    reserve: sender.reserve,
    waitToRetry: sender.waitToRetry,
    traffic: sender.traffic,
    skew: sender.skew,
    close() {
      // Reads that nobody waits for any more would else be sent in their turn, or tried again on closed connections.
      closing.abort(new Error('The client was closed.'));
      closed ??= transport.close();
      return closed;
    },
  };
}

/** When everything stops: the client is closed, or whoever opened it says so. Every request that waits listens. */
function endOf(closed: AbortSignal, stop: AbortSignal | undefined): AbortSignal {
  const end = stop === undefined ? closed : AbortSignal.any([stop, closed]);
  setMaxListeners(0, end);
  return end;
}

function get(api: Api, path: string, query: readonly Pair[] = []): ApiCall {
  return { api, method: 'GET', path: `/v1/organizations${path}`, query, body: '' };
}

function onResource(api: Api, id: string, verb: string): ApiCall {
  return { ...get(api, `/resources/${checkId(id, { api })}/${verb}`), resource: id };
}

/** An id becomes part of a path; a plan file could hold anything. */
function checkId(id: string, subject: Subject): string {
  if (RESOURCE_ID.test(id)) return id;
  throw new ApiFailure(
    'refused',
    `${nameCall(subject)} was not sent: "${quote(id, 60)}" is no resource id.`,
    { unsent: true },
  );
}

function originOf(reply: Reply, endpoint: string): string {
  const server = header(reply, 'server') ?? '';
  return server.split('/')[0] === 'reconcile-emulator' ? 'emulator' : endpoint;
}
