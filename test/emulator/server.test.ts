import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSeed } from '../../engine/emulator/seed.ts';
import { startEmulator } from '../../engine/emulator/server.ts';
import { emulate, filterPath, SMALL, tagsPath, testClock, wallClock } from './kit.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the emulator as a server', () => {
  it('says who it is, on loopback, with the keys that its seed gives', async () => {
    await using first = await emulate();
    await using second = await emulate();
    expect(first.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/u);
    expect(first.url).not.toBe(second.url);
    expect(first.keys).toEqual(second.keys);
    expect(first.keys.accessKey).toMatch(/^[A-Z0-9]{20}$/u);
    const { headers } = await first.send('GET', '/v1/organizations');
    expect(headers).toMatchObject({ server: 'reconcile-emulator', 'x-content-type-options': 'nosniff' });
    expect(headers['date']).toBe(new Date(first.clock.now()).toUTCString());
  });

  it('refuses a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const start = startEmulator({ seed: parseSeed(SMALL, 's'), port, clock: testClock() });
    await expect(start).rejects.toMatchObject({ problems: [{ code: 'emulator-port' }] });
    await new Promise((resolve) => other.close(resolve));
  });

  it('closes at once, whatever is under way', async () => {
    const faults = { latency: 60_000 };
    const emulator = await emulate(SMALL, { faults, clock: { ...wallClock, sleep: untilAborted } });
    const hanging = emulator.send('GET', '/v1/organizations');
    const outcome = expect(hanging).rejects.toThrow();
    while (emulator.requests().length === 0) await new Promise((resolve) => setImmediate(resolve));
    await emulator.close();
    await outcome;
  });

  it('counts the requests under way', async () => {
    let release = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await using emulator = await emulate(SMALL, {
      faults: { latency: 1 },
      clock: { ...testClock(), sleep: () => gate },
    });
    const all = [1, 2, 3].map((n) => emulator.send('GET', `/v1/organizations/accounts?limit=${n}`));
    while (emulator.requests().length < 3) await new Promise((resolve) => setImmediate(resolve));
    release();
    await Promise.all(all);
    expect(Math.max(...emulator.requests().map(({ inFlight }) => inFlight))).toBe(3);
    await emulator.send('GET', '/v1/organizations');
    expect(emulator.requests()[3]?.inFlight).toBe(1);
  });

  it('answers a body over 12 MB with 413 and goes on', async () => {
    await using emulator = await emulate();
    const body = `"${'x'.repeat(12 * 1024 * 1024)}"`;
    expect(await emulator.send('POST', filterPath('ous'), { body })).toMatchObject({
      status: 413,
      code: 'APIGW.0201',
    });
    expect((await emulator.send('GET', '/v1/organizations')).status).toBe(200);
  });
});

describe('a state file', () => {
  const untag = (emulator: Awaited<ReturnType<typeof emulate>>) =>
    emulator.send('POST', tagsPath(emulator.id('Production'), 'untag'), { body: { tag_keys: ['temp-a'] } });

  it('keeps tags, newcomers and deletions across a restart', async () => {
    const stateFile = join(folder, 'kept.json');
    const rule = { count: 1, on: 'UntagResource' } as const;
    const faults = {
      rules: [
        {
          ...rule,
          fault: { kind: 'insert', when: 'after', type: 'ou', name: 'New', tags: { n: '1' } } as const,
        },
        { ...rule, fault: { kind: 'delete', when: 'after', type: 'account' } as const },
      ],
    };
    const first = await emulate(SMALL, { stateFile, faults });
    await untag(first);
    first.setTag(first.id('New'), 'more', '2');
    const left = first.resources();
    await first.close();
    await using second = await emulate(SMALL, { stateFile });
    expect(second.resources()).toEqual(left);
    expect(left).not.toEqual((await emulateOnce()).resources);
    expect(readdirSync(folder)).toEqual(['kept.json']);
  });

  it('is written by the time a write is answered, and not by reads', async () => {
    const stateFile = join(folder, 'late.json');
    await using emulator = await emulate(SMALL, { stateFile });
    await emulator.send('POST', filterPath('ous'), { body: {} });
    expect(readdirSync(folder)).not.toContain('late.json');
    await untag(emulator);
    expect(readFileSync(stateFile, 'utf8')).toContain(emulator.id('Production'));
  });

  it.each([
    ['damaged', '{"version":1'],
    [
      'of another organization',
      '{"version":1,"organization":"o-other","tags":[],"inserted":[],"deleted":[]}',
    ],
    ['of something else', '{"name":"reconcile"}'],
    ['of nothing', 'null'],
  ])('is refused where it is %s', async (_, text) => {
    const stateFile = join(folder, 'bad.json');
    writeFileSync(stateFile, text);
    await expect(emulate(SMALL, { stateFile })).rejects.toMatchObject({
      problems: [{ code: 'emulator-state' }],
    });
  });
});

async function emulateOnce() {
  await using emulator = await emulate();
  return { resources: emulator.resources() };
}

function untilAborted(_: number, signal?: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('stopped')));
  });
}
