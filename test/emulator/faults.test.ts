import { describe, expect, it } from 'vitest';
import type { Fault, FaultPlan, FaultRule } from '../../engine/emulator/server.ts';
import { emulate, filterPath, SMALL, type TestEmulator, tagsPath, testClock, wallClock } from './kit.ts';

const once = (fault: Fault, more: Partial<FaultRule> = {}): FaultPlan => ({
  rules: [{ on: 'UntagResource', count: 1, fault, ...more }],
});
const untag = (emulator: TestEmulator, more = {}) =>
  emulator.send('POST', tagsPath(emulator.id('Production'), 'untag'), {
    body: { tag_keys: ['temp-a'] },
    contract: false,
    ...more,
  });
const keysOf = (emulator: TestEmulator, name = 'Production') =>
  emulator
    .resources()
    .find((one) => one.name === name)
    ?.tags.map(({ key }) => key);

describe('a fault', () => {
  const answers: [Fault, number, string | undefined, boolean][] = [
    [{ kind: 'throttle', 'retry-after': 3 }, 429, 'APIGW.0308', false],
    [{ kind: 'conflict' }, 409, 'Organizations.1003', false],
    [{ kind: 'status', status: 503, code: 'APIGW.0613' }, 503, 'APIGW.0613', false],
    [{ kind: 'status', status: 504, when: 'after' }, 504, 'APIGW.0201', true],
    [{ kind: 'html', status: 418 }, 418, undefined, false],
    [{ kind: 'html', when: 'after' }, 502, undefined, true],
    [{ kind: 'deny', encoded: 'xyz' }, 403, 'Organizations.1007', false],
    [{ kind: 'content-type', value: 'text/plain' }, 200, undefined, true],
    [{ kind: 'body', text: '{"half' }, 200, undefined, true],
    [{ kind: 'slow-body', ms: 50 }, 200, undefined, true],
  ];
  it.each(answers)('%j', async (fault, status, code, effect) => {
    await using emulator = await emulate(SMALL, { faults: once(fault) });
    const answer = await untag(emulator);
    expect(answer).toMatchObject({ status, code });
    expect(keysOf(emulator)?.includes('temp-a')).toBe(!effect);
    expect(emulator.requests()).toMatchObject([{ status, effect }]);
    if (fault.kind === 'throttle') expect(answer.headers['retry-after']).toBe('3');
    if (fault.kind === 'html') expect(answer.headers['content-type']).toContain('text/html');
    if (fault.kind === 'content-type') expect(answer.headers['content-type']).toBe('text/plain');
    if (fault.kind === 'body') expect(answer.text).toBe('{"half');
    if (fault.kind === 'deny') expect(answer.json).toMatchObject({ encoded_authorization_message: 'xyz' });
    expect((await untag(emulator)).status).toBe(200);
  });

  it.each([
    ['before', false],
    ['after', true],
  ] as const)('cuts the connection %s the effect', async (when, effect) => {
    await using emulator = await emulate(SMALL, { faults: once({ kind: 'reset', when }) });
    await expect(untag(emulator)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(emulator.requests()).toMatchObject([{ status: undefined, effect }]);
    expect(keysOf(emulator)?.includes('temp-a')).toBe(!effect);
  });

  it.each(['UntagResource', 'ListResourceInstances'] as const)(
    'cuts %s off in the middle of its body',
    async (on) => {
      await using emulator = await emulate(SMALL, {
        faults: once({ kind: 'half-body' }, { on }),
        clock: wallClock,
      });
      const answer =
        on === 'UntagResource' ? untag(emulator) : emulator.send('POST', filterPath('ous'), { body: {} });
      await expect(answer).rejects.toThrow();
    },
  );

  it('spreads a slow body over its time', async () => {
    const clock = testClock();
    const start = clock.now();
    const faults = once({ kind: 'slow-body', ms: 900, pieces: 10 }, { on: 'any' });
    await using emulator = await emulate(SMALL, { faults, clock });
    const { json } = await emulator.send('POST', filterPath('ous'), { body: {} });
    expect(json).toMatchObject({ total_count: 3 });
    expect(clock.now() - start).toBeCloseTo(810);
  });

  it('happens to the nth request that matches, and to no other', async () => {
    const faults: FaultPlan = { rules: [{ on: 'write', nth: [2, 4], fault: { kind: 'conflict' } }] };
    await using emulator = await emulate(SMALL, { faults });
    const seen: number[] = [];
    for (let i = 0; i < 5; i++) {
      await emulator.send('GET', '/v1/organizations');
      seen.push((await untag(emulator)).status);
    }
    expect(seen).toEqual([200, 409, 200, 409, 200]);
  });

  it('happens to one resource only, where a rule names one', async () => {
    await using plain = await emulate();
    const resource = plain.id('支付');
    await using emulator = await emulate(SMALL, {
      faults: once({ kind: 'conflict' }, { on: 'any', resource }),
    });
    expect((await untag(emulator)).status).toBe(200);
    expect((await emulator.send('GET', tagsPath(resource, 'tags'))).status).toBe(409);
  });

  it('drawn by chance strikes the same requests under the same seed, in whatever order they come', async () => {
    const faults: FaultPlan = { seed: 7, rules: [{ probability: 0.5, fault: { kind: 'conflict' } }] };
    const targets = Array.from({ length: 40 }, (_, i) => `/v1/organizations/accounts?limit=${i + 1}`);
    const run = async (order: string[], random?: number) => {
      await using emulator = await emulate(SMALL, { faults, ...(random === undefined ? {} : { random }) });
      const statuses = new Map<string, number>();
      for (const target of order) statuses.set(target, (await emulator.send('GET', target)).status);
      return targets.map((target) => statuses.get(target));
    };
    const first = await run(targets);
    expect(await run(targets.toReversed())).toEqual(first);
    expect(await run(targets, 8)).not.toEqual(first);
    expect(first.filter((status) => status === 409).length).toBeGreaterThan(8);
    expect(first.filter((status) => status === 200).length).toBeGreaterThan(8);
  });

  it('has a request come again with another fate', async () => {
    const faults: FaultPlan = { rules: [{ probability: 0.5, fault: { kind: 'conflict' } }] };
    await using emulator = await emulate(SMALL, { faults });
    const seen = new Set<number>();
    for (let i = 0; i < 30; i++) seen.add((await emulator.send('GET', '/v1/organizations')).status);
    expect(seen).toEqual(new Set([200, 409]));
  });
});

describe('latency and limits', () => {
  it('every request takes its time, drawn within the span', async () => {
    const clock = testClock();
    await using emulator = await emulate(SMALL, { clock, faults: { latency: { min: 100, max: 200 } } });
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const start = clock.now();
      await emulator.send('GET', '/v1/organizations');
      times.push(clock.now() - start);
    }
    expect(Math.min(...times)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...times)).toBeLessThan(200);
    expect(new Set(times).size).toBeGreaterThan(10);
  });

  it('what comes faster than the limit is refused in the gateway’s words, and fits again later', async () => {
    const clock = testClock();
    const faults = { 'rate-limit': { 'per-second': 10, burst: 3, 'retry-after': 1 } };
    await using emulator = await emulate(SMALL, { clock, faults });
    const ask = () => emulator.send('GET', '/v1/organizations', { headers: { 'x-apig-mode': 'debug' } });
    const statuses = [];
    for (let i = 0; i < 4; i++) statuses.push((await ask()).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await ask();
    expect(refused.json).toMatchObject({
      error_code: 'APIGW.0308',
      error_msg:
        'The throttling threshold has been reached: policy user over ratelimit,limit:10,time:1 second',
    });
    expect(refused.headers).toMatchObject({
      'retry-after': '1',
      'x-apig-ratelimit-api': 'remain:0,limit:10,time:1 second',
    });
    clock.turn(200);
    expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([200, 200, 429]);
    expect((await emulator.send('GET', '/v1/organizations')).headers['x-apig-ratelimit-api']).toBeUndefined();
  });

  it('a limit that counts by whole seconds lets all of a second through at once, and then none until the next', async () => {
    const clock = testClock(Date.UTC(2026, 10, 24, 8, 0, 0, 700));
    const faults = { 'rate-limit': { 'per-second': 2, counting: 'window' as const } };
    await using emulator = await emulate(SMALL, { clock, faults });
    const ask = async () => (await emulator.send('GET', '/v1/organizations')).status;
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
    clock.turn(299);
    expect(await ask()).toBe(429);
    clock.turn(1);
    expect([await ask(), await ask(), await ask()]).toEqual([200, 200, 429]);
  });

  it('temporary keys end after their requests, and fresh ones go on', async () => {
    await using emulator = await emulate(SMALL, { faults: { expire: { after: 2 } } });
    const old = emulator.temporaryKeys();
    const ask = async (keys = old) => (await emulator.send('GET', '/v1/organizations', { keys })).code;
    expect([await ask(), await ask(), await ask(), await ask()]).toEqual([
      undefined,
      undefined,
      'APIGW.0307',
      'APIGW.0307',
    ]);
    expect(await ask(emulator.temporaryKeys())).toBeUndefined();
    expect(await ask(emulator.keys)).toBeUndefined();
  });

  it('temporary keys end some time after their first request', async () => {
    const clock = testClock();
    await using emulator = await emulate(SMALL, { clock, faults: { expire: { ms: 60_000 } } });
    const keys = emulator.temporaryKeys();
    const ask = async () => (await emulator.send('GET', '/v1/organizations', { keys })).code;
    expect(await ask()).toBeUndefined();
    clock.turn(59_999);
    expect(await ask()).toBeUndefined();
    clock.turn(1);
    expect(await ask()).toBe('APIGW.0307');
  });
});

describe('somebody else', () => {
  it('edits a resource between the read of its tags and its untag', async () => {
    const fault = { kind: 'edit', when: 'after', set: { 'temp-a': 'mine' }, remove: ['env'] } as const;
    await using emulator = await emulate(SMALL, { faults: once(fault, { on: 'ListTagsForResource' }) });
    const { text } = await emulator.send('GET', tagsPath(emulator.id('Production'), 'tags'));
    expect(text).toContain('"temp-a","value":"1"');
    expect(emulator.resources().find(({ name }) => name === 'Production')?.tags).toEqual([
      { key: 'temp-a', value: 'mine' },
    ]);
    expect(emulator.edits()).toMatchObject([{ request: undefined, resource: emulator.id('Production') }]);
    expect(emulator.requests()).toMatchObject([{ effect: false }]);
  });

  it('edits by lot, the same lot under the same seed', async () => {
    const faults: FaultPlan = {
      rules: [{ on: 'read', fault: { kind: 'edit', when: 'before', draw: 'any' } }],
    };
    const run = async () => {
      await using emulator = await emulate(SMALL, { faults });
      for (let i = 0; i < 12; i++) await emulator.send('GET', '/v1/organizations');
      return emulator.edits();
    };
    const edits = await run();
    expect(edits.length).toBeGreaterThan(2);
    expect(await run()).toEqual(edits);
  });

  it('makes a resource between two pages, so that a newest-first list repeats a row', async () => {
    const fault = { kind: 'insert', when: 'after', type: 'account', name: 'late', tags: { a: 'b' } } as const;
    const faults = once(fault, { on: 'ListResourceInstances' });
    await using emulator = await emulate(SMALL, { faults, switches: { 'filter-order': 'newest' } });
    const page = async (offset: number) => {
      const { json } = await emulator.send('POST', filterPath('accounts', `?limit=3&offset=${offset}`), {
        body: {},
      });
      return json as { resources: { resource_name: string }[]; total_count: number };
    };
    const first = await page(0);
    const second = await page(3);
    expect([first.total_count, second.total_count]).toEqual([5, 6]);
    expect(second.resources[0]).toEqual(first.resources[2]);
    expect(keysOf(emulator, 'late')).toEqual(['a']);
  });

  it('deletes a resource between two pages, so that an offset skips a row', async () => {
    const faults = once({ kind: 'delete', when: 'after', type: 'account' }, { on: 'ListResourceInstances' });
    await using emulator = await emulate(SMALL, { faults });
    const names: string[] = [];
    for (const offset of [0, 2, 4]) {
      const target = filterPath('accounts', `?limit=2&offset=${offset}`);
      const { json } = await emulator.send('POST', target, { body: {} });
      names.push(
        ...(json as { resources: { resource_name: string }[] }).resources.map((row) => row.resource_name),
      );
    }
    expect(names).toEqual(['prd-pay', 'prd-old', 'lab', 'acme-root']);
  });

  it('does not shift a list by marker when a row before it goes', async () => {
    const faults = once({ kind: 'delete', when: 'after', type: 'account' }, { on: 'ListAccounts' });
    await using emulator = await emulate(SMALL, { faults });
    const first = await emulator.send('GET', '/v1/organizations/accounts?limit=2');
    const { next_marker } = (first.json as { page_info: { next_marker: string } }).page_info;
    const second = await emulator.send('GET', `/v1/organizations/accounts?limit=2&marker=${next_marker}`);
    expect((second.json as { accounts: { name: string }[] }).accounts.map(({ name }) => name)).toEqual([
      'security',
      'lab',
    ]);
  });

  it('works through setTag and removeTag in tests', async () => {
    await using emulator = await emulate();
    emulator.setTag(emulator.id('lab'), 'x', '1');
    emulator.removeTag(emulator.id('Production'), 'env');
    expect([keysOf(emulator, 'lab'), keysOf(emulator)]).toEqual([['x'], ['temp-a']]);
  });
});

describe('reads that lag behind writes', () => {
  const seen = async (emulator: TestEmulator) => {
    const { text } = await emulator.send('GET', tagsPath(emulator.id('Production'), 'tags'));
    return text.includes('temp-a');
  };

  it('for a time', async () => {
    const clock = testClock();
    await using emulator = await emulate(SMALL, { clock, faults: { lag: { ms: 1000 } } });
    await untag(emulator);
    expect(await seen(emulator)).toBe(true);
    expect((await emulator.send('POST', filterPath('ous'), { body: {} })).text).toContain('temp-a');
    clock.turn(1000);
    expect(await seen(emulator)).toBe(false);
    expect((await emulator.send('POST', filterPath('ous'), { body: {} })).text).not.toContain('temp-a');
  });

  it('for a number of reads, while the truth is changed already', async () => {
    await using emulator = await emulate(SMALL, { faults: { lag: { reads: 2 } } });
    await untag(emulator);
    expect(keysOf(emulator)).toEqual(['env']);
    expect([await seen(emulator), await seen(emulator), await seen(emulator)]).toEqual([true, true, false]);
  });
});
