import type { ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { CredentialSource } from '../../engine/cloud/credentials.ts';
import { makeCredentials } from '../../engine/cloud/keys.ts';
import { ApiFailure } from '../../engine/cloud/port.ts';
import {
  connect,
  KEYS,
  organization,
  page,
  type Received,
  refusal,
  type Script,
  serve,
  turningClock,
} from './scripted.ts';

/** The failure a call ends with. */
async function failureOf(call: Promise<unknown>): Promise<ApiFailure> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ApiFailure) return error;
  throw new Error(`It did not fail with ApiFailure: ${String(error)}`);
}

const OU = 'ou-abcdefgh12345678';
const tag = (key: string, value = '1') => ({ key, value });

describe('what goes on the wire', () => {
  it('is signed, says who sends it, and keeps the colon of a resource type raw', async () => {
    await using server = await serve([{ body: '{"resources":[],"total_count":0}' }]);
    await using client = connect(server.url);
    await client.listInstances('ou', { offset: 2000, limit: 1000 });
    const [request] = server.received;
    expect(request).toMatchObject({
      method: 'POST',
      url: '/v1/organizations/organizations:ous/resource-instances/filter?limit=1000&offset=2000',
      body: '{}',
    });
    expect(request?.headers).toMatchObject({
      'user-agent': 'reconcile/0.0.0-test',
      'content-type': 'application/json',
      'x-security-token': KEYS.securityToken,
      'x-sdk-date': '20261124T080000Z',
      host: new URL(server.url).host,
    });
    expect(request?.headers.authorization).toContain(
      'SignedHeaders=content-type;host;x-sdk-date;x-security-token,',
    );
  });

  it('is one untag call with its keys, answered by an empty body', async () => {
    await using server = await serve([{ headers: { 'x-request-id': 'r1' } }]);
    await using client = connect(server.url);
    expect(await client.untag(OU, ['temp-a', '项目 1'])).toEqual({ requestId: 'r1' });
    expect(server.received[0]).toMatchObject({
      ...{ method: 'POST', url: `/v1/organizations/resources/${OU}/untag` },
      body: '{"tag_keys":["temp-a","项目 1"]}',
    });
  });

  it('is one tag call with keys and values', async () => {
    await using server = await serve([{}]);
    await using client = connect(server.url);
    await client.tag('acc1', [tag('owner', ''), tag('__proto__')]);
    expect(server.received[0]?.body).toBe(
      '{"tags":[{"key":"owner","value":""},{"key":"__proto__","value":"1"}]}',
    );
  });

  it('never holds an id that is none', async () => {
    await using server = await serve([{}]);
    await using client = connect(server.url);
    for (const id of ['../policies', 'a/b', 'a?b', '', 'x'.repeat(131), 'a\r\nHost: b']) {
      expect((await failureOf(Promise.resolve().then(() => client.untag(id, ['k'])))).kind).toBe('refused');
    }
    expect(server.received).toHaveLength(0);
  });

  it('uses one socket again and again, and no more than the concurrency', async () => {
    await using server = await serve((_, n) => (response) => {
      setTimeout(
        () => response.writeHead(200, { 'content-type': 'application/json' }).end(organization.body),
        n % 3,
      );
    });
    await using client = connect(server.url, { concurrency: 3 });
    await Promise.all(Array.from({ length: 200 }, () => client.showOrganization()));
    expect(server.received).toHaveLength(200);
    expect(server.sockets()).toBeLessThanOrEqual(3);
    expect(server.mostAtOnce()).toBe(3);
  });
});

describe('the organization', () => {
  it('comes from the emulator only where the server says so', async () => {
    await using server = await serve([
      organization,
      { ...organization, headers: { server: 'reconcile-emulator' } },
      { ...organization, headers: { server: 'CloudWAF' } },
    ]);
    await using client = connect(server.url);
    const origins = [
      await client.showOrganization(),
      await client.showOrganization(),
      await client.showOrganization(),
    ];
    expect(origins.map(({ origin }) => origin)).toEqual([server.url, 'emulator', server.url]);
    expect(origins[0]?.organization).toEqual({
      id: 'o-abcdefghij',
      'management-account': { id: 'acc1', name: 'root account' },
    });
  });
});

describe('lists', () => {
  it('follow the marker until it is null, empty or not there, and always say a limit', async () => {
    await using server = await serve([
      page('accounts', [{ id: 'a1', name: 'one' }], 'm+/='),
      page('accounts', [{ id: 'a2', name: null }], ''),
      { body: '{"roots":[{"id":"r-abcd","name":"root"}]}' },
    ]);
    await using client = connect(server.url);
    expect(await client.listEntities('account')).toEqual([
      { type: 'account', id: 'a1', name: 'one' },
      { type: 'account', id: 'a2', name: '' },
    ]);
    expect(await client.listEntities('root')).toEqual([{ type: 'root', id: 'r-abcd', name: 'root' }]);
    expect(server.received.map(({ url }) => url)).toEqual([
      '/v1/organizations/accounts?limit=2000',
      '/v1/organizations/accounts?limit=2000&marker=m%2B%2F%3D',
      '/v1/organizations/roots?limit=2000',
    ]);
  });

  it('of children say the type of each', async () => {
    const rows = [
      { id: 'ou-abcdefgh', name: 'A', type: 'organizational_unit' },
      { id: 'acc2', name: 'b', type: 'account' },
    ];
    await using server = await serve([
      page('entities', rows),
      page('entities', [{ id: 'x', type: 'robot' }]),
    ]);
    await using client = connect(server.url);
    expect((await client.listChildren('r-abcd')).map(({ type }) => type)).toEqual(['ou', 'account']);
    expect(server.received[0]?.url).toBe('/v1/organizations/entities?limit=2000&parent_id=r-abcd');
    expect((await failureOf(client.listChildren('r-abcd'))).kind).toBe('malformed');
  });

  it('that hold less than they count were cut off on their way', async () => {
    const cut = (name: string): Script => ({
      body: JSON.stringify({ [name]: [], page_info: { next_marker: null, current_count: 1 } }),
    });
    await using server = await serve([cut('tags'), cut('entities'), cut('roots')]);
    await using client = connect(server.url);
    const reads = [
      () => client.listTags(OU),
      () => client.listChildren('r-abcd'),
      () => client.listEntities('root'),
    ];
    for (const read of reads) expect((await failureOf(read())).kind).toBe('malformed');
  });

  it('that never end are an error', async () => {
    await using server = await serve((_, n) => page('policies', [], `m${n}`));
    await using client = connect(server.url);
    expect((await failureOf(client.listEntities('policy'))).message).toContain('goes on after 1000 pages');
    expect(server.received).toHaveLength(1_000);
  });

  it('of tags tell when the oldest of them was asked for, after every wait', async () => {
    const clock = turningClock();
    const started = clock.now();
    await using server = await serve([refusal(503, ''), page('tags', [tag('a')])]);
    await using client = connect(server.url, { clock });
    const asked: number[] = [];
    await client.listTags(OU, (at) => asked.push(at));
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThan(started);
    expect(asked[0]).toBeLessThanOrEqual(clock.now());
  });

  it('whose markers go round in a circle are an error, not an endless loop', async () => {
    await using server = await serve((_, n) => page('policies', [], n % 2 === 0 ? 'mA' : 'mB'));
    await using client = connect(server.url);
    expect((await failureOf(client.listEntities('policy'))).kind).toBe('malformed');
    expect(server.received.length).toBeLessThan(5);
  });
});

describe('an answer that is not what the API promises', () => {
  const instances = (body: unknown): Script => ({
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const row = { resource_id: 'ou-abcdefgh', resource_name: 'A', tags: [tag('k')] };
  it.each<[string, Script]>([
    ['has no tags field', instances({ resources: [{ ...row, tags: undefined }], total_count: 1 })],
    ['has null for tags', instances({ resources: [{ ...row, tags: null }], total_count: 1 })],
    [
      'has null for a value',
      instances({ resources: [{ ...row, tags: [{ key: 'k', value: null }] }], total_count: 1 }),
    ],
    ['has an empty key', instances({ resources: [{ ...row, tags: [tag('')] }], total_count: 1 })],
    [
      'has one key twice',
      instances({ resources: [{ ...row, tags: [tag('k'), tag('k', '2')] }], total_count: 1 }),
    ],
    ['has no total', instances({ resources: [row] })],
    ['counts more than there can be', instances({ resources: [row], total_count: 4_294_967_296_000 })],
    [
      'has a key that no journal holds',
      instances({ resources: [{ ...row, tags: [tag('k'.repeat(1_025))] }], total_count: 1 }),
    ],
    [
      'has a value that no journal holds',
      instances({ resources: [{ ...row, tags: [tag('k', 'v'.repeat(4_097))] }], total_count: 1 }),
    ],
    [
      'has a name that no journal holds',
      instances({ resources: [{ ...row, resource_name: 'n'.repeat(1_025) }], total_count: 1 }),
    ],
    ['has a total that is text', instances({ resources: [row], total_count: '1' })],
    ['has no resources', instances({ total_count: 0 })],
    ['has an id with a slash', instances({ resources: [{ ...row, resource_id: '../x' }], total_count: 1 })],
    ['is empty', instances('')],
    ['is half of JSON', instances('{"resources":[')],
    ['is a list', instances('[]')],
    [
      'is plain text',
      { headers: { 'content-type': 'text/plain' }, body: '{"resources":[],"total_count":0}' },
    ],
  ])('is an error and no empty list: it %s', async (_, script) => {
    await using server = await serve([script]);
    await using client = connect(server.url);
    const failure = await failureOf(client.listInstances('ou', { offset: 0, limit: 1000 }));
    expect(failure.kind).toBe('malformed');
    expect(failure.message).toMatch(/^ListResourceInstances failed: the answer /);
    expect(server.received).toHaveLength(1);
  });

  it('is an error where tags of one resource repeat a key across pages', async () => {
    await using server = await serve([page('tags', [tag('k')], 'mmmm'), page('tags', [tag('k')])]);
    await using client = connect(server.url);
    expect((await failureOf(client.listTags(OU))).kind).toBe('malformed');
  });

  it('leaves a write in doubt where a success reports an error', async () => {
    await using server = await serve([{ body: '{"error_code":"X.1"}' }]);
    await using client = connect(server.url);
    expect(await failureOf(client.untag(OU, ['k']))).toMatchObject({ kind: 'malformed', inDoubt: true });
  });

  it('is fine where keys are words of the language', async () => {
    const tags = [tag('__proto__', 'x'), tag('constructor', '')];
    await using server = await serve([page('tags', tags)]);
    await using client = connect(server.url);
    expect(await client.listTags(OU)).toEqual(tags);
  });
});

describe('a read on a bad day', () => {
  it.each<[string, Script]>([
    ['throttled', refusal(429, 'APIGW.0308')],
    ['in conflict', refusal(409, 'Organizations.1003')],
    ['short of a token', refusal(400, 'Organizations.1004')],
    ['out of order', { status: 503 }],
    ['covered by a page', { status: 403, headers: { 'content-type': 'text/html' }, body: '<html>' }],
    [
      'covered by a page that calls itself a success',
      { headers: { 'content-type': 'text/html' }, body: '<html>' },
    ],
    ['cut off before the answer', (response) => response.destroy()],
    [
      'cut off in the answer',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        response.write('{"organization":{');
        setTimeout(() => response.destroy(), 10);
      },
    ],
    [
      'cut off in an answer of unknown length',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"organization":{');
        setTimeout(() => response.destroy(), 10);
      },
    ],
  ])('tries again when the service is %s, signed anew', async (_, script) => {
    const clock = turningClock();
    await using server = await serve((_, n) => {
      clock.turn(1_000);
      return n < 2 ? script : organization;
    });
    await using client = connect(server.url, { clock });
    expect((await client.showOrganization()).organization.id).toBe('o-abcdefghij');
    expect(client.traffic()).toMatchObject({ requests: 3, retries: 2 });
    expect(client.traffic()['waited-ms']).toBeGreaterThan(0);
    const signatures = new Set(server.received.map(({ headers }) => headers.authorization));
    expect(signatures.size).toBe(3);
    expect(client.logged()).toMatch(/warn .*Trying again in/);
  });

  it.each<[string, Script]>([
    ['denied', refusal(403, 'Organizations.1007')],
    ['not the management account', refusal(401, 'Organizations.1001')],
    ['in no organization', refusal(401, 'Organizations.1015')],
    ['redirected', { status: 307, headers: { location: '/elsewhere' } }],
    ['not understood', { body: '{}' }],
  ])('does not try again when it is %s', async (_, script) => {
    await using server = await serve([script]);
    await using client = connect(server.url);
    await failureOf(client.showOrganization());
    expect(server.received).toHaveLength(1);
  });

  it('gives up within the tries of one request', async () => {
    await using server = await serve([{ status: 500 }]);
    await using client = connect(server.url);
    expect((await failureOf(client.showOrganization())).kind).toBe('unavailable');
    expect(server.received).toHaveLength(8);
  });

  it('gives up within the budget of the run, however many requests there are', async () => {
    await using server = await serve([{ status: 500 }]);
    await using client = connect(server.url, { retryBudget: 10 });
    await Promise.all(Array.from({ length: 20 }, () => failureOf(client.showOrganization())));
    expect(server.received).toHaveLength(30);
  });

  it('waits for as long as Retry-After says', async () => {
    await using server = await serve([refusal(429, 'APIGW.0308', { 'retry-after': '7' }), organization]);
    const clock = turningClock();
    const start = clock.now();
    await using client = connect(server.url, { clock });
    await client.showOrganization();
    expect(clock.now() - start).toBeGreaterThanOrEqual(7_000);
    expect(client.traffic()).toMatchObject({ throttles: 1, retries: 1 });
  });

  it('ends at the time limit for the head of an answer, and for its body', async () => {
    await using server = await serve([
      () => undefined,
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{');
      },
    ]);
    await using client = connect(server.url, { timeouts: { headers: 1_000, body: 100 }, retryBudget: 0 });
    for (const words of [/no answer within 1000 ms/, /not complete within 100 ms/]) {
      const failure = await failureOf(client.showOrganization());
      expect(failure).toMatchObject({ kind: 'network', code: 'ETIMEDOUT' });
      expect(failure.message).toMatch(words);
    }
  });

  it('says which host could not be reached', async () => {
    const { url } = await serve([]).then(async (server) => {
      await server[Symbol.asyncDispose]();
      return server;
    });
    const endpointFrom = 'HUAWEICLOUD_ORGANIZATIONS_ENDPOINT';
    await using client = connect(url, { endpointFrom });
    const failure = await failureOf(client.showOrganization());
    expect(client.traffic()).toMatchObject({ requests: 3, retries: 2 });
    expect(failure).toMatchObject({ kind: 'network', code: 'ECONNREFUSED' });
    expect(failure.message).toContain(new URL(url).host);
    expect(failure.hint).toBe(
      `The address is from ${endpointFrom}. Nothing listens on port ${new URL(url).port} of this machine. Is \`reconcile emulator\` running? It prints its address and keys; the address goes to --endpoint or HUAWEICLOUD_ORGANIZATIONS_ENDPOINT.`,
    );
  });

  it.each([
    [0, 'Trying again at once.'],
    [0.5, 'Trying again in 100 ms.'],
    [0.999_99, 'Trying again in 200 ms.'],
  ])('says how long it waits in a unit that a person would take (%s of the bound)', async (share, words) => {
    await using server = await serve([(response) => response.destroy(), organization]);
    await using client = connect(server.url, { random: () => share });
    await client.showOrganization();
    expect(client.logged()).toContain(words);
    expect(client.logged()).not.toContain('request-id');
  });
});

describe('a write', () => {
  it.each<[string, Script, boolean]>([
    ['throttled', refusal(429, 'APIGW.0308'), false],
    ['in conflict', refusal(409, 'Organizations.1003'), false],
    ['out of order', { status: 502 }, true],
    ['cut off', (response) => response.destroy(), true],
  ])('is sent once, whatever the answer: %s', async (_, script, inDoubt) => {
    await using server = await serve([script]);
    await using client = connect(server.url);
    expect(await failureOf(client.untag(OU, ['k']))).toMatchObject({ passing: true, inDoubt });
    expect(server.received).toHaveLength(1);
    expect(client.traffic()).toMatchObject({ requests: 1, retries: 0 });
  });

  it('that is tried again by its caller waits, and counts, as reads do', async () => {
    await using server = await serve([refusal(429, 'APIGW.0308', { 'retry-after': '3' })]);
    const clock = turningClock();
    await using client = connect(server.url, { clock, retryBudget: 1 });
    const failure = await failureOf(client.untag(OU, ['k']));
    const start = clock.now();
    expect(await client.waitToRetry(failure, 1)).toBe(true);
    expect(clock.now() - start).toBeGreaterThanOrEqual(3_000);
    expect(client.traffic()).toMatchObject({ retries: 1, throttles: 1 });
    expect(await client.waitToRetry(failure, 2)).toBe(false);
  });

  it('is not sent at all where the service asked for a wait that outlasts its read', async () => {
    await using server = await serve([refusal(429, 'APIGW.0308', { 'retry-after': '30' })]);
    await using client = connect(server.url);
    await client.reserve();
    await client.reserve();
    await failureOf(client.untag(OU, ['k']));
    const failure = await failureOf(client.untag(OU, ['k']));
    expect(failure).toMatchObject({ kind: 'throttled', passing: true, inDoubt: false, retryAfter: 30_000 });
    expect(failure.message).toContain('was not sent');
    expect(failure.unsent).toBe(true);
    expect(server.received).toHaveLength(1);
  });

  it('is not sent at all once the read it rests on is too old, as where keys had to be renewed first', async () => {
    await using server = await serve([{}]);
    const clock = turningClock();
    const slow: CredentialSource = {
      describe: 'slow keys',
      caller: { source: 'the test', 'access-key': 'AK' },
      get() {
        clock.turn(1_500);
        return Promise.resolve(makeCredentials(KEYS, 'the test'));
      },
      refresh: () => Promise.reject(new Error('not asked')),
    };
    await using client = connect(server.url, { clock, credentials: slow });
    const late = await Promise.all([
      failureOf(client.untag(OU, ['k'], clock.now() + 1_000)),
      failureOf(client.tag(OU, [tag('k')], clock.now() + 1_000)),
    ]);
    for (const failure of late) {
      expect(failure).toMatchObject({ kind: 'throttled', passing: true, inDoubt: false, unsent: true });
      expect(failure.message).toContain('the read it rests on was too old');
    }
    expect([server.received.length, client.traffic().requests]).toEqual([0, 0]);
    await client.untag(OU, ['k'], clock.now() + 2_000);
    expect(server.received).toHaveLength(1);
  });
});

describe('refused credentials', () => {
  it('cost one signed request, however many calls are under way', async () => {
    await using server = await serve([refusal(401, 'APIGW.0301')]);
    await using client = connect(server.url, { concurrency: 8 });
    const failures = await Promise.all(Array.from({ length: 8 }, () => failureOf(client.listTags(OU))));
    expect(server.received).toHaveLength(1);
    expect(new Set(failures).size).toBe(1);
    expect(failures[0]).toMatchObject({ kind: 'signature', stopsRun: true, code: 'APIGW.0301' });
    await failureOf(client.untag(OU, ['k']));
    expect(server.received).toHaveLength(1);
  });

  it('that go bad on the way cost no more than what is under way', async () => {
    await using server = await serve((_, n) => (n < 20 ? page('tags', []) : refusal(401, 'APIGW.0301')));
    await using client = connect(server.url, { concurrency: 4 });
    await Promise.all(Array.from({ length: 60 }, () => client.listTags(OU).catch(() => undefined)));
    expect(server.received.length).toBeLessThanOrEqual(24);
  });

  it('prove themselves with the first answer, after which calls go side by side', async () => {
    await using server = await serve((_, n) => (response) => {
      setTimeout(
        () => response.writeHead(200, { 'content-type': 'application/json' }).end(organization.body),
        n === 0 ? 50 : 20,
      );
    });
    await using client = connect(server.url, { concurrency: 4 });
    await Promise.all(Array.from({ length: 9 }, () => client.showOrganization()));
    expect(server.mostAtOnce()).toBe(4);
  });
});

describe('a clock that is set back in the middle', () => {
  it('holds no request, and signs with the time that it is', async () => {
    const clock = turningClock();
    await using server = await serve([organization]);
    await using client = connect(server.url, { clock, rate: 10 });
    for (let n = 0; n < 20; n++) await client.showOrganization();
    clock.turn(-3_600_000);
    const before = clock.now();
    await client.showOrganization();
    expect(clock.now() - before).toBeLessThan(5_000);
    expect(server.received.at(-1)?.headers['x-sdk-date']).toMatch(/^20261124T0700/);
  });
});

describe('an answer that says what was sent', () => {
  it('shows neither the access key nor the value of a tag in a message', async () => {
    const echo = (response: ServerResponse, { headers, body }: Received): void => {
      const said = `${headers['authorization'] ?? ''} ${body}`;
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error_code: 'Organizations.1005', error_msg: said }));
    };
    await using server = await serve([echo]);
    await using client = connect(server.url);
    const { message } = await failureOf(client.tag(OU, [{ key: 'k', value: 'a value nobody may see' }]));
    expect(message).toContain('It says:');
    expect(message).not.toContain('nobody may');
    expect(message).not.toContain(KEYS.accessKey);
  });
});

describe('expired credentials', () => {
  function renewable(): CredentialSource & { refreshed: number } {
    const keys = (n: number) => makeCredentials({ ...KEYS, securityToken: `TOKEN${n}` }, 'a test');
    let current = keys(0);
    const source = {
      refreshed: 0,
      describe: 'a test',
      caller: { source: 'a test', 'access-key': 'AK…' },
      get: () => Promise.resolve(current),
      refresh: () => {
        source.refreshed++;
        current = keys(source.refreshed);
        return Promise.resolve(current);
      },
    };
    return source;
  }

  it('are renewed once, for a read and for a write, which is not sent again without a new read', async () => {
    await using server = await serve([
      refusal(401, 'APIGW.0307'),
      organization,
      refusal(401, 'APIGW.0307'),
      {},
    ]);
    const credentials = renewable();
    await using client = connect(server.url, { credentials });
    await client.showOrganization();
    const failure = await failureOf(client.untag(OU, ['k']));
    expect(failure).toMatchObject({ kind: 'renewed', passing: true, stopsRun: false, inDoubt: false });
    expect([server.received.length, await client.waitToRetry(failure, 1)]).toEqual([3, true]);
    await client.untag(OU, ['k']);
    expect(credentials.refreshed).toBe(2);
    expect(server.received.map(({ headers }) => headers['x-security-token'])).toEqual([
      'TOKEN0',
      'TOKEN1',
      'TOKEN1',
      'TOKEN2',
    ]);
  });

  it('are not renewed a second time for one request', async () => {
    await using server = await serve([refusal(401, 'APIGW.0307')]);
    const credentials = renewable();
    await using client = connect(server.url, { credentials });
    expect(await failureOf(client.showOrganization())).toMatchObject({
      kind: 'token-expired',
      stopsRun: true,
    });
    expect(server.received).toHaveLength(2);
  });

  it('that cannot be renewed are not sent twice', async () => {
    await using server = await serve([refusal(401, 'APIGW.0307')]);
    await using client = connect(server.url);
    expect((await failureOf(client.showOrganization())).kind).toBe('token-expired');
    expect(server.received).toHaveLength(1);
  });
});

describe('stopping at once', () => {
  it('ends calls under way, waiting ones and those to come with the reason', async () => {
    const stop = new AbortController();
    await using server = await serve([() => stop.abort(new Error('stop now'))]);
    await using client = connect(server.url, { signal: stop.signal, concurrency: 1 });
    const calls = [client.showOrganization(), client.showOrganization()];
    const ends = await Promise.allSettled([...calls, client.showOrganization()]);
    for (const end of ends) expect(end).toMatchObject({ reason: { message: 'stop now' } });
    await expect(client.listTags(OU)).rejects.toThrow('stop now');
    expect(server.received).toHaveLength(1);
  });
});

describe('closing', () => {
  it('drops what is under way and what waits for its turn, and tries none of it again', async () => {
    let reached = (): void => undefined;
    const underWay = new Promise<void>((resolve) => {
      reached = resolve;
    });
    // It stands still from the second sleep on: whoever then waits for a turn waits for good.
    const turning = turningClock();
    const sleep = (ms: number, signal?: AbortSignal) =>
      turning.slept.length < 1 ? turning.sleep(ms, signal) : aborted(signal);
    const clock = { now: () => turning.now(), sleep };
    await using server = await serve([organization, reached]);
    await using client = connect(server.url, { clock, rate: 2 });
    await client.showOrganization();
    const ends = Promise.allSettled(Array.from({ length: 8 }, () => client.showOrganization()));
    await underWay;
    await client.close();
    for (const end of await ends)
      expect(end).toMatchObject({ status: 'rejected', reason: { message: 'The client was closed.' } });
    await expect(client.listTags(OU)).rejects.toThrow('The client was closed.');
    expect(server.received).toHaveLength(2);
    expect(client.logged()).not.toContain('Trying again');
  });

  const aborted = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));
});

describe('secrets', () => {
  it('are in no failure, no log line and no dump of the client', async () => {
    const echo = (request: { headers: Record<string, unknown> }): Script => ({
      status: 403,
      body: JSON.stringify({ error_code: 'X.1', error_msg: Object.values(request.headers).join(' ') }),
    });
    await using server = await serve(echo);
    await using client = connect(server.url);
    const failure = await failureOf(client.untag(OU, ['k']));
    const signature = server.received[0]?.headers.authorization?.split('Signature=')[1] ?? 'none';
    const shown = [
      inspect(failure, { depth: 9 }),
      failure.stack,
      client.logged(),
      inspect(client, { depth: 9 }),
      JSON.stringify(client),
    ];
    for (const secret of [KEYS.secretKey, KEYS.securityToken, signature]) {
      for (const text of shown) expect(text).not.toContain(secret);
    }
  });
});

describe('a client', () => {
  it('refuses plain http to another machine, and a proxy that is no URL, without quoting it', () => {
    expect(() => connect('http://organizations.example.com')).toThrow(/plain http/);
    const proxy = { http: '', https: 'not a url:password', none: '' };
    expect(() => connect('https://organizations.example.com', { proxy })).toThrow(
      /^(?!.*password).*not a usable URL/s,
    );
  });

  it('tunnels through the proxy, but for hosts that NO_PROXY names and for this machine', async () => {
    const tunnels: string[] = [];
    const { createServer } = await import('node:http');
    const proxy = createServer().on('connect', (request, socket) => {
      tunnels.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    const https = `http://127.0.0.1:${(proxy.address() as { port: number }).port}`;
    await using server = await serve([organization]);
    try {
      const through = { http: https, https, none: '' };
      await using proxied = connect('https://organizations.invalid', { proxy: through, retryBudget: 0 });
      expect((await failureOf(proxied.showOrganization())).kind).toBe('network');
      await using direct = connect('https://organizations.invalid', {
        proxy: { ...through, none: '.invalid' },
        retryBudget: 0,
      });
      expect((await failureOf(direct.showOrganization())).kind).toBe('network');
      await using local = connect(server.url, { proxy: through });
      await local.showOrganization();
      expect(tunnels).toEqual(['organizations.invalid:443']);
    } finally {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    }
  });
});
