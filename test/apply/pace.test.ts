import { describe, expect, it } from 'vitest';
import { createClient } from '../../engine/cloud/client.ts';
import { fixedCredentials } from '../../engine/cloud/credentials.ts';
import type { FaultPlan } from '../../engine/emulator/server.ts';
import type { Run } from '../../engine/model.ts';
import type { Request } from '../../engine/reconcile.ts';
import { virtualClock } from '../cloud/virtual.ts';
import { sequence, type World, world } from '../engine.ts';
import { report } from '../report/ask.ts';

const RULES = `
version: 1
limits: { share: none, removals: none }
rules:
  - { id: temp, match: { type: account }, remove: "temp-*" }
`;
const WORKERS = 4;

function accounts(count: number): string {
  const tags = { 'temp-a': 'x', owner: 'me' };
  const all = Array.from({ length: count }, (_, at) => [`a${at}`, { tags }] as const);
  return JSON.stringify({
    organization: { name: 'many', 'management-account': 'boss' },
    root: { accounts: Object.fromEntries(all) },
  });
}

interface Timed {
  readonly w: World;
  readonly run: Run;
  /** Milliseconds of virtual time. */
  readonly ms: number;
}

/** A run over real HTTP in virtual time: what it takes is what the service and the pace make of it, and no more. */
async function timed(
  seed: string,
  faults: FaultPlan,
  request: Partial<Request>,
  judge: (timed: Timed) => void,
): Promise<void> {
  const clock = virtualClock();
  await using w = await world({ rules: RULES, seed, options: { clock: clock.service, faults } });
  const connect = () =>
    createClient({
      ...{ endpoint: w.emulator.url, credentials: fixedCredentials('the test', w.emulator.keys) },
      ...{ clock, random: sequence(), log: () => undefined, concurrency: WORKERS, version: 'test' },
    });
  const sink = { append: () => Promise.resolve(), close: () => Promise.resolve() };
  const effects = { clock, connect: () => Promise.resolve(connect()), openSink: () => Promise.resolve(sink) };
  const going = w.reconcile(request, effects);
  const ms = await clock.pass(going);
  judge({ w, run: await going, ms });
}

const RESOURCES = 500;
/** Organization, one page, a read and an untag for each resource, one page to verify. */
const CALLS = 2 + 2 * RESOURCES + 1;
const BEST = 1.15;

describe('an apply against a service that lets 100 requests through in a second', () => {
  it.each<[string, FaultPlan['rate-limit'] & object, bound: number]>([
    ['by a bucket of a second', { 'per-second': 100 }, (CALLS - 100) * 10],
    ['by a small bucket', { 'per-second': 100, burst: 10 }, (CALLS - 10) * 10],
    ['by whole seconds', { 'per-second': 100, counting: 'window' }, Math.floor(CALLS / 100) * 1_000],
    [
      'and asks for a second of silence after each throttle',
      { 'per-second': 100, 'retry-after': 1 },
      (CALLS - 100) * 10,
    ],
  ])(
    'takes no more than 1.15 times the time that all its calls need, counted %s',
    async (_, limit, bound) => {
      await timed(accounts(RESOURCES), { latency: 20, 'rate-limit': limit }, {}, ({ run, ms }) => {
        expect(run.exit).toBe(0);
        expect(ms / bound).toBeLessThanOrEqual(BEST);
        const { requests, retries, throttles } = run.traffic;
        expect(throttles).toBeGreaterThan(0);
        expect(throttles).toBeLessThan(CALLS * 0.02);
        // A write that was throttled rests on a read that is old by then: it is read again.
        expect(requests).toBeLessThanOrEqual(CALLS + throttles + retries);
        expect(report('text', run)).toMatch(
          /1,0\d\d requests, \d+ retr(y|ies), \d+ throttles?, [\d.]+ s waited/,
        );
      });
    },
  );

  it('is never throttled where the gateway says what its limit is', async () => {
    const limit = { 'per-second': 100, burst: 10, headers: true };
    await timed(accounts(RESOURCES), { latency: 20, 'rate-limit': limit }, {}, ({ run, ms }) => {
      expect(run.traffic).toMatchObject({ requests: CALLS, throttles: 0, retries: 0 });
      expect(ms / ((CALLS - 10) * 10)).toBeLessThanOrEqual(BEST);
    });
  });

  it('sends nothing while Retry-After lasts', async () => {
    const limit = { 'per-second': 20, counting: 'window', 'retry-after': 3 } as const;
    await timed(accounts(60), { latency: 20, 'rate-limit': limit }, {}, ({ w, run }) => {
      expect(run.exit).toBe(0);
      const times = w.emulator.requests().map(({ at, status }) => ({ at: Date.parse(at), status }));
      const throttles = times.filter(({ status }) => status === 429);
      expect(throttles.length).toBeGreaterThan(0);
      for (const { at: from } of throttles)
        expect(times.filter(({ at }) => at > from && at < from + 3_000)).toEqual([]);
    });
  });
});

describe('an apply against a slow service without a limit', () => {
  it('takes no more than 1.15 times the time that its workers need', async () => {
    await timed(accounts(200), { latency: 100 }, {}, ({ run, ms }) => {
      expect(run.traffic).toMatchObject({ requests: 403, throttles: 0 });
      expect(ms / (300 + (400 / WORKERS) * 100)).toBeLessThanOrEqual(BEST);
    });
  });
});

describe('reading', () => {
  it('asks for all pages but the first at once', async () => {
    await timed(accounts(4_100), { latency: 100 }, { mode: 'dry-run' }, ({ run, ms }) => {
      expect(run.traffic.requests).toBe(6);
      // The organization, the first page, the four others.
      expect(ms).toBe(300);
    });
  });

  it('goes as fast as the pace allows where each resource is asked for by itself', async () => {
    const reading = { mode: 'per-resource', concurrency: WORKERS } as const;
    const faults: FaultPlan = { latency: 20, 'rate-limit': { 'per-second': 100, counting: 'window' } };
    await timed(accounts(RESOURCES), faults, { mode: 'dry-run', reading }, ({ run, ms }) => {
      expect(run.plan?.gaps).toEqual([]);
      expect(run.plan?.calls).toHaveLength(RESOURCES);
      expect(ms / (Math.floor((RESOURCES + 3) / 100) * 1_000)).toBeLessThanOrEqual(BEST);
    });
  });
});
