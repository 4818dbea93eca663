import { describe, expect, it } from 'vitest';
import { type ClientOptions, type CloudClient, createClient } from '../../engine/cloud/client.ts';
import { fixedCredentials } from '../../engine/cloud/credentials.ts';
import { examine } from '../../engine/cloud/doctor.ts';
import { ApiFailure } from '../../engine/cloud/port.ts';
import { parseSeed } from '../../engine/emulator/seed.ts';
import {
  type Emulator,
  type EmulatorOptions,
  type Keys,
  startEmulator,
} from '../../engine/emulator/server.ts';
import type { Clock } from '../../engine/model.ts';

const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  tags: { owner: platform }
  units:
    Production:
      tags: { temp-a: "1", env: prod }
      units:
        支付: { tags: { "项目 1": "" } }
      accounts:
        prd-pay: { tags: { owner: pay } }
  accounts:
    security: { delegated-administrator: true }
policies:
  deny-leave: { tags: { temp-b: "2" }, attached-to: ["/", prd-pay] }
callers:
  member: { account: prd-pay }
  delegate: { account: security }
  stranger: { outside: true }
`;

const clock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        reject(signal.reason as Error);
      });
    }),
};

async function emulate(options: Partial<EmulatorOptions> = {}): Promise<Emulator & AsyncDisposable> {
  const emulator = await startEmulator({ seed: parseSeed(SEED, 'seed.yaml'), clock, ...options });
  return { ...emulator, [Symbol.asyncDispose]: () => emulator.close() };
}

function connect(
  emulator: Emulator,
  keys: Keys,
  more: Partial<ClientOptions> = {},
): CloudClient & AsyncDisposable {
  const client = createClient({
    endpoint: emulator.url,
    credentials: fixedCredentials('the emulator', keys),
    clock,
    random: () => 0.5,
    log: () => undefined,
    concurrency: 4,
    version: '0.0.0-test',
    ...more,
  });
  return { ...client, [Symbol.asyncDispose]: () => client.close() };
}

const idOf = (emulator: Emulator, name: string): string =>
  emulator.resources().find((resource) => resource.name === name)?.id ?? `no ${name}`;

describe('the client against the emulator', () => {
  it('reads what there is, in bulk and one by one', async () => {
    await using emulator = await emulate();
    await using client = connect(emulator, emulator.keys);
    expect((await client.showOrganization()).origin).toBe('emulator');
    const types = ['root', 'ou', 'account', 'policy'] as const;
    for (const type of types) {
      const there = emulator.resources().filter((resource) => resource.type === type);
      const { instances, total } = await client.listInstances(type, { offset: 0, limit: 1000 });
      const listed = await client.listEntities(type);
      expect(total).toBe(there.length);
      expect(instances.map(({ id }) => id).toSorted()).toEqual(there.map(({ id }) => id).toSorted());
      expect(listed.map(({ id }) => id).toSorted()).toEqual(there.map(({ id }) => id).toSorted());
      for (const { id, tags } of there) {
        const byKey = (await client.listTags(id)).toSorted((a, b) => (a.key < b.key ? -1 : 1));
        expect(byKey).toEqual(tags);
      }
    }
    const children = await client.listChildren(idOf(emulator, 'Production'));
    expect(children.map(({ type, name }) => [type, name]).toSorted()).toEqual([
      ['account', 'prd-pay'],
      ['ou', '支付'],
    ]);
  });

  it('removes a tag and puts it back', async () => {
    await using emulator = await emulate();
    await using client = connect(emulator, emulator.keys);
    const id = idOf(emulator, '支付');
    const { requestId } = await client.untag(id, ['项目 1']);
    expect(requestId).toBe(emulator.requests().at(-1)?.requestId);
    expect(await client.listTags(id)).toEqual([]);
    await client.tag(id, [{ key: '项目 1', value: '' }]);
    expect(await client.listTags(id)).toEqual([{ key: '项目 1', value: '' }]);
  });

  it('costs at most two signed requests with a wrong secret, eight calls under way', async () => {
    await using emulator = await emulate();
    const keys = { ...emulator.keys, secretKey: 'wrongwrongwrongwrongwrongwrongwrongwrong' };
    await using client = connect(emulator, keys, { concurrency: 8 });
    const calls = Array.from({ length: 8 }, () => client.listTags(idOf(emulator, '支付')));
    for (const end of await Promise.allSettled(calls)) {
      expect(end).toMatchObject({ reason: { kind: 'signature', code: 'APIGW.0301' } });
    }
    expect(emulator.requests().length).toBeLessThanOrEqual(2);
  });

  it('says by how much the clock is off where the signature is refused for it', async () => {
    await using emulator = await emulate();
    const late: Clock = { ...clock, now: () => clock.now() - 20 * 60_000 };
    await using client = connect(emulator, emulator.keys, { clock: late });
    await expect(client.showOrganization()).rejects.toMatchObject({
      hint: expect.stringContaining('20 minutes behind') as string,
    });
  });

  it('opens no more sockets in 1,000 calls than its concurrency', async () => {
    await using emulator = await emulate();
    await using client = connect(emulator, emulator.keys);
    const id = idOf(emulator, '支付');
    await Promise.all(Array.from({ length: 1_000 }, () => client.listTags(id)));
    expect(Math.max(...emulator.requests().map(({ inFlight }) => inFlight))).toBeLessThanOrEqual(4);
    expect(client.traffic()).toMatchObject({ requests: 1_000, retries: 0 });
  });

  it('keeps --rate, in every second', async () => {
    await using emulator = await emulate();
    await using client = connect(emulator, emulator.keys, { rate: 50 });
    const id = idOf(emulator, '支付');
    await Promise.all(Array.from({ length: 100 }, () => client.listTags(id)));
    const times = emulator.requests().map(({ at }) => Date.parse(at));
    // Some time lies between leaving here and being noted there.
    const worst = Math.max(
      ...times.map((from) => times.filter((at) => at >= from && at < from + 800).length),
    );
    expect(worst).toBeLessThanOrEqual(50);
  });

  it('learns a limit of 100 requests a second at the cost of few throttles', async () => {
    await using emulator = await emulate({ faults: { 'rate-limit': { 'per-second': 100, burst: 10 } } });
    await using client = connect(emulator, emulator.keys);
    const id = idOf(emulator, '支付');
    await Promise.all(Array.from({ length: 300 }, () => client.listTags(id)));
    const { requests, throttles } = client.traffic();
    expect(throttles).toBeLessThan(40);
    expect(requests).toBe(300 + throttles);
  });
});

describe('the doctor', () => {
  const states = async (emulator: Emulator, keys: Keys, more: Partial<ClientOptions> = {}) => {
    const credentials = fixedCredentials('a test', keys);
    await using client = connect(emulator, keys, { credentials, ...more });
    const checks = await examine(client, credentials, more.clock ?? clock);
    return { checks, state: Object.fromEntries(checks.map(({ name, state }) => [name, state])) };
  };

  it('finds everything in order for the management account, and sends no write', async () => {
    await using emulator = await emulate();
    const { state } = await states(emulator, emulator.keys);
    expect(state).toEqual({
      credentials: 'ok',
      clock: 'ok',
      organization: 'ok',
      caller: 'ok',
      'organizations:resources:listByTag': 'ok',
      'organizations:tags:list': 'ok',
      'organizations:roots:list': 'ok',
      'organizations:ous:list': 'ok',
      'organizations:accounts:list': 'ok',
      'organizations:policies:list': 'ok',
      'organizations:entities:list': 'ok',
      'organizations:resources:untag': 'skipped',
    });
    expect(emulator.requests().some(({ write }) => write)).toBe(false);
    expect(emulator.requests()).toHaveLength(8);
  });

  it('tells a delegated administrator that it cannot remove tags', async () => {
    await using emulator = await emulate();
    const { checks } = await states(emulator, emulator.keysOf('delegate') ?? emulator.keys);
    expect(checks.find(({ name }) => name === 'caller')).toMatchObject({ state: 'warn' });
  });

  it('asks nothing more once a failure would stop a run', async () => {
    await using emulator = await emulate();
    const { state } = await states(emulator, emulator.keysOf('member') ?? emulator.keys);
    expect(state).toMatchObject({
      organization: 'ok',
      caller: 'fail',
      'organizations:roots:list': 'skipped',
    });
    const wrong = { ...emulator.keys, secretKey: 'wrongwrongwrongwrongwrongwrongwrongwrong' };
    const before = emulator.requests().length;
    expect((await states(emulator, wrong)).state).toMatchObject({ organization: 'fail', caller: 'skipped' });
    expect(emulator.requests().length - before).toBe(1);
  });

  it('blames a clock that is past what a signature allows', async () => {
    await using emulator = await emulate();
    const fast: Clock = { ...clock, now: () => clock.now() + 30 * 60_000 };
    const { checks } = await states(emulator, emulator.keys, { clock: fast });
    expect(checks.find(({ name }) => name === 'clock')).toMatchObject({ state: 'fail' });
    expect(checks.find(({ name }) => name === 'clock')?.detail).toContain('30 minutes ahead');
  });

  it('says where an account of no organization stands', async () => {
    await using emulator = await emulate();
    const { checks } = await states(emulator, emulator.keysOf('stranger') ?? emulator.keys);
    expect(checks.find(({ name }) => name === 'organization')?.detail).toContain('no organization');
  });
});

it('rejects with ApiFailure for what the emulator refuses', async () => {
  await using emulator = await emulate();
  await using client = connect(emulator, emulator.keys);
  await expect(client.untag(idOf(emulator, '支付'), ['_sys_x'])).rejects.toBeInstanceOf(ApiFailure);
  await expect(client.listTags('ou-doesnotexist0000')).rejects.toMatchObject({ kind: 'not-found' });
});
