import { appendFileSync, cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { PREFIX } from '../../engine/fleet/queue/connection.ts';
import { type JobData, ORGANIZATIONS } from '../../engine/fleet/queue/names.ts';
import type { FleetRun } from '../../engine/fleet/result.ts';
import { formOf } from '../../engine/schema.ts';
import { withoutPackages } from '../absent.ts';
import { wallClock } from '../emulator/kit.ts';
import { sequence } from '../engine.ts';
import {
  type Child,
  type FleetWorld,
  fleetWorld,
  freePort,
  interleaved,
  journaledValues,
  journalsOf,
  removedValues,
  startRedis,
  type TestRedis,
  unlikePlan,
  until,
  VALUE,
} from './kit.ts';

const RUN = ['fleet', 'run', 'fleet.yaml', '--yes', '--report', 'json'];

function startWorker(world: FleetWorld, redis: TestRedis, ...more: string[]): Child {
  const args = ['fleet', 'worker', '--queue', redis.url, '--lease', '3', '--parallel', '2', ...more];
  return world.start(args, world.keys());
}

/** Everything that a Redis holds, as one text. */
async function everythingIn(redis: TestRedis): Promise<string> {
  const client = new Redis({ host: '127.0.0.1', port: redis.port });
  const dump = async (key: string): Promise<unknown> => {
    switch (await client.type(key)) {
      case 'string':
        return client.get(key);
      case 'hash':
        return client.hgetall(key);
      case 'list':
        return client.lrange(key, 0, -1);
      case 'set':
        return client.smembers(key);
      case 'zset':
        return client.zrange(key, '0', '-1');
      default:
        return client.xrange(key, '-', '+');
    }
  };
  const keys = await client.keys('*');
  const all = await Promise.all(keys.map(async (key) => [key, await dump(key)]));
  client.disconnect();
  return JSON.stringify(all);
}

/** What a fleet run says of the organizations that did not end well, so that a failure tells why. */
function unwell(fleet: Child): unknown[] {
  const { organizations } = JSON.parse(fleet.output()) as FleetRun;
  return organizations.flatMap(({ name, exit, run }) =>
    exit === 0 ? [] : [{ name, exit, problems: run?.problems, outcomes: run?.outcomes }],
  );
}

describe('a fleet behind a queue', () => {
  it('survives killed workers and a restarted queue: as planned, one worker at a time, every value in a journal', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({ organizations: 40, options: { faults: { latency: 20 } } });
    const random = sequence(9);
    const workers = Array.from({ length: 4 }, () => startWorker(world, redis));
    const fleet = world.start([...RUN, '--queue', redis.url]);
    let killed = 0;
    for (let at = 60; at <= 360; at += 50) {
      await until(() => world.total() >= at || fleet.process.exitCode !== null);
      if (at === 210) await redis.restart();
      else {
        const i = Math.floor(random() * workers.length);
        workers[i]?.process.kill('SIGKILL');
        await workers[i]?.exited;
        workers[i] = startWorker(world, redis);
        killed++;
      }
    }
    await fleet.exited;
    expect(killed).toBe(6);
    expect(unwell(fleet)).toEqual([]);
    expect(fleet.process.exitCode).toBe(0);
    expect(unlikePlan(world)).toEqual([]);
    expect(interleaved(world, ({ write }) => write)).toEqual([]);
    const journaled = journaledValues(world);
    const removed = removedValues(world);
    expect(removed.length).toBe(240);
    expect(removed.filter((value) => !journaled.has(value))).toEqual([]);
    // What was cut off was gone on with: some journal says so.
    const resumed = journalsOf(world).filter((journal) => journal.includes('"record":"resume"'));
    expect(resumed.length).toBeGreaterThan(0);
  });

  it('holds neither credentials nor tag values, in Redis or in what workers say', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({ organizations: 3 });
    const env = world.keys();
    const worker = world.start(['fleet', 'worker', '--queue', redis.url, '--log-level', 'debug'], env);
    await world.cli([...RUN, '--queue', redis.url]);
    const held = await everythingIn(redis);
    expect(held).toContain('org-01');
    for (const secret of [VALUE, 'temp-', ...Object.values(env)]) {
      expect(held).not.toContain(secret);
    }
    for (const secret of [
      VALUE,
      ...Object.entries(env).flatMap(([name, value]) => (name.endsWith('AK') ? [] : [value])),
    ]) {
      expect(worker.output()).not.toContain(secret);
    }
  });

  it('stops a worker that comes back late before its next write, and keeps the journal whole', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({
      organizations: 1,
      units: 30,
      options: { faults: { latency: 30 } },
    });
    const late = startWorker(world, redis);
    const fleet = world.start([...RUN, '--queue', redis.url]);
    const writes = () =>
      [...world.emulators.values()].flatMap((one) => one.requests().filter(({ write }) => write));
    await until(() => writes().length >= 5);
    late.process.kill('SIGSTOP');
    const before = writes().length;
    startWorker(world, redis);
    await until(() => writes().length >= before + 6);
    late.process.kill('SIGCONT');
    await fleet.exited;
    expect(fleet.process.exitCode).toBe(0);
    expect(unlikePlan(world)).toEqual([]);
    // Calls that were under way when it was stopped may still arrive; it begins no other.
    const callers = writes().map((one) => one.accessKey);
    const [first] = callers;
    const after = callers.slice(callers.findIndex((one) => one !== first)).filter((one) => one === first);
    expect(after.length).toBeLessThanOrEqual(4);
    const { organizations } = JSON.parse(fleet.output()) as FleetRun;
    const verified = await world.cli(['verify', organizations[0]?.run?.id ?? '']);
    expect(verified.stdout + verified.stderr).not.toContain('journal-broken');
    expect(removedValues(world).every((value) => journaledValues(world).has(value))).toBe(true);
  });

  it('hands what is under way to another worker on SIGTERM, with nothing lost', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({
      organizations: 2,
      units: 30,
      options: { faults: { latency: 30 } },
    });
    const first = startWorker(world, redis);
    const fleet = world.start([...RUN, '--queue', redis.url]);
    await until(() => world.total() >= 30);
    first.process.kill('SIGTERM');
    await first.exited;
    expect(first.process.exitCode).toBe(0);
    startWorker(world, redis);
    await fleet.exited;
    expect(fleet.process.exitCode).toBe(0);
    expect(unlikePlan(world)).toEqual([]);
    expect(interleaved(world, () => true)).toEqual([]);
  });

  it('leaves a run that this machine knows to be dead, and the next fleet run goes on with it, without a queue too', async () => {
    await using world = await fleetWorld({
      organizations: 1,
      units: 30,
      options: { faults: { latency: 30 } },
    });
    const redis = await startRedis();
    const worker = startWorker(world, redis);
    const fleet = world.start([...RUN, '--queue', redis.url]);
    await until(() => world.total() >= 10);
    for (const child of [worker, fleet]) {
      child.process.kill('SIGKILL');
      await child.exited;
    }
    await redis[Symbol.asyncDispose]();
    expect((await world.cli(['runs'])).stdout).toContain('unfinished');
    const { code, stdout } = await world.cli(RUN, world.keys());
    expect([code, (JSON.parse(stdout) as FleetRun).organizations[0]?.run?.outcomes.length]).toEqual([0, 30]);
    expect(journalsOf(world)).toEqual([expect.stringContaining('"record":"resume"')]);
  });

  it('ends a worker on SIGTERM where there is no queue any more', async () => {
    await using world = await fleetWorld({ organizations: 1 });
    const redis = await startRedis();
    const worker = startWorker(world, redis);
    const { code } = await world.cli(['fleet', 'run', 'fleet.yaml', '--dry-run', '--queue', redis.url]);
    expect(code).toBe(2);
    await redis[Symbol.asyncDispose]();
    worker.process.kill('SIGTERM');
    await worker.exited;
    expect(worker.process.exitCode).toBe(0);
  });

  it('refuses a worker that does not see the state directory of the others', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({ organizations: 1 });
    const worker = startWorker(world, redis);
    const marks = join(world.folder, '.reconcile', 'fleets', 'marks');
    // Not while it is a draft that is about to be renamed.
    await until(() => existsSync(marks) && readdirSync(marks).some((name) => !name.endsWith('.tmp')));
    cpSync(join(world.folder, '.reconcile'), join(world.folder, 'copy'), { recursive: true });
    // Whoever joins leaves a fresh mark: the copy is of before, and tells itself from the directory by it.
    const { code: dry } = await world.cli(['fleet', 'run', 'fleet.yaml', '--dry-run', '--queue', redis.url]);
    expect(dry).toBe(2);
    const other = await world.cli(['fleet', 'worker', '--queue', redis.url, '--state-dir', 'copy']);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('fleet-state-differs');
    expect(worker.process.exitCode).toBe(null);
  });

  it('says so where the queue is away or its address is none, and begins nothing', async () => {
    await using world = await fleetWorld({ organizations: 1 });
    const away = await world.cli([...RUN, '--queue', `redis://user:hidden@127.0.0.1:${await freePort()}`]);
    expect(away.code).toBe(1);
    expect(away.stderr).toContain('queue-unreachable');
    expect(away.stderr).toContain('ECONNREFUSED');
    expect(away.stderr).not.toContain('hidden');
    const none = await world.cli([...RUN, '--queue', 'http://hidden']);
    expect(none.stderr).toContain('queue-url');
    for (const address of ['u:50%hidden@127.0.0.1', '127.0.0.1/hidden', '127.0.0.1/-1']) {
      const { code, stderr } = await world.cli([...RUN, '--queue', `redis://${address}`]);
      expect([address, code, stderr]).toEqual([address, 1, expect.stringMatching(/^error\[queue-url\]/)]);
      expect(stderr).not.toContain('hidden');
    }
    expect(world.total()).toBe(0);
  });

  it('says so where the server takes no write, and begins nothing', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({ organizations: 1 });
    const client = new Redis({ host: '127.0.0.1', port: redis.port });
    await client.config('SET', 'min-replicas-to-write', '1');
    const words = [...RUN, '--queue', redis.url];
    for (const args of [words, ['fleet', 'worker', '--queue', redis.url]]) {
      const { code, stderr } = await world.cli(args);
      expect([code, stderr]).toEqual([1, expect.stringMatching(/queue-unreachable[^]*NOREPLICAS/)]);
      expect(stderr).not.toMatch(/ {4}at /);
    }
    // A user that may set a key and run no script.
    await client.config('SET', 'min-replicas-to-write', '0');
    await client.acl('SETUSER', 'default', '-evalsha', '-eval');
    const { code, stderr } = await world.cli(words);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/queue-unreachable[^]*NOPERM/)]);
    client.disconnect();
    expect(world.total()).toBe(0);
  });

  it('is no longer watched after one Ctrl-C, though the queue is away', async () => {
    await using world = await fleetWorld({ organizations: 1 });
    const redis = await startRedis();
    const fleet = world.start(['fleet', 'run', 'fleet.yaml', '--yes', '--queue', redis.url]);
    const client = new Redis({ host: '127.0.0.1', port: redis.port });
    while ((await client.keys(`${PREFIX}:${ORGANIZATIONS}:*`)).length === 0) await wallClock.sleep(20);
    client.disconnect();
    await redis[Symbol.asyncDispose]();
    fleet.process.kill('SIGINT');
    await fleet.exited;
    expect(fleet.process.exitCode).toBe(130);
    expect(fleet.output()).toContain('org-00  not ended yet: workers go on with it');
  });

  it('is asked over TLS with a password, and a wrong password or an unknown authority is told of, never shown', async () => {
    const password = 'a-password-that-nobody-may-see';
    await using redis = await startRedis({ password, tls: true });
    await using world = await fleetWorld({ organizations: 2, units: 2 });
    const trusted = { NODE_EXTRA_CA_CERTS: redis.authority };
    const env = { ...world.keys(), ...trusted, RECONCILE_REDIS_PASSWORD: password };
    const words = [...RUN, '--queue', redis.url];
    const byAddress = await world.cli(
      ['fleet', 'run', 'fleet.yaml', '--dry-run', '--queue', redis.url.replace('localhost', '127.0.0.1')],
      { ...trusted, RECONCILE_REDIS_PASSWORD: 'wrong-and-hidden' },
    );
    expect(byAddress.stderr).toMatch(/^error\[queue-unreachable\][^]*WRONGPASS/);
    const [wrong, none, stranger] = await Promise.all([
      world.cli(words, { ...trusted, RECONCILE_REDIS_PASSWORD: 'wrong-and-hidden' }),
      world.cli(words, trusted),
      world.cli(words, { RECONCILE_REDIS_PASSWORD: password }),
    ]);
    expect([wrong, none, stranger].map(({ code }) => code)).toEqual([1, 1, 1]);
    expect(wrong.stderr).toMatch(/queue-unreachable[^]*WRONGPASS[^]*RECONCILE_REDIS_PASSWORD/);
    expect(none.stderr).toMatch(/queue-unreachable[^]*NOAUTH/);
    expect(stranger.stderr).toMatch(/queue-unreachable[^]*(UNABLE_TO_VERIFY_LEAF_SIGNATURE|SELF_SIGNED)/);
    for (const { stderr } of [wrong, none, stranger]) expect(stderr).not.toMatch(/hidden|nobody-may-see/);
    const worker = world.start(['fleet', 'worker', '--queue', redis.url, '--log-level', 'debug'], env);
    const { code, stdout } = await world.cli(words, { ...trusted, RECONCILE_REDIS_PASSWORD: password });
    expect(code).toBe(0);
    expect(formOf('fleet-run.schema.json')(JSON.parse(stdout))).toBeUndefined();
    expect(unlikePlan(world)).toEqual([]);
    expect(worker.output()).not.toContain(password);
    const status = await world.cli(['fleet', 'status', 'fleet.yaml']);
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/org-00 +ended +\S+ +0\n.*org-01 +ended +\S+ +0\n/);
  });

  it('reports an organization that no worker could finish, and the others as they are', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({ organizations: 2, units: 2 });
    const fleet = world.start([...RUN, '--queue', redis.url]);
    const client = new Redis({ host: '127.0.0.1', port: redis.port });
    const queue = new Queue<JobData>(ORGANIZATIONS, { connection: client, prefix: PREFIX });
    let waiting: Awaited<ReturnType<typeof queue.getJobs>> = [];
    while (waiting.length < 2) {
      waiting = await queue.getJobs('waiting');
      await wallClock.sleep(20);
    }
    await waiting.find((job) => job.data.organization === 'org-01')?.remove();
    startWorker(world, redis);
    await fleet.exited;
    await queue.close();
    client.disconnect();
    expect(fleet.process.exitCode).toBe(4);
    const { organizations } = JSON.parse(fleet.output()) as FleetRun;
    const found = organizations.map(({ exit, run }) => [
      exit,
      ...(run?.problems.map((one) => one.code) ?? []),
    ]);
    expect(found).toEqual([[0], [1, 'fleet-abandoned']]);
    const status = await world.cli(['fleet', 'status', 'fleet.yaml']);
    expect(status.code).toBe(4);
    expect(status.stdout).toMatch(/org-00 +ended +\S+ +0\n.*org-01 +ended +- +1\n/);
    expect(unlikePlan(world)).toEqual(['org-01']);
  });

  it('reports the others, and 4, where the run of one that nobody could finish has a damaged journal', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({
      organizations: 2,
      units: 30,
      options: { faults: { latency: 30 } },
    });
    const worker = startWorker(world, redis, '--parallel', '1');
    const fleet = world.start([...RUN, '--queue', redis.url]);
    await until(() => world.total() >= 10);
    worker.process.kill('SIGKILL');
    await worker.exited;
    const runs = join(world.folder, '.reconcile', 'runs');
    for (const run of readdirSync(runs)) appendFileSync(join(runs, run, 'journal.jsonl'), 'damaged\n');
    const client = new Redis({ host: '127.0.0.1', port: redis.port });
    await client.flushall();
    client.disconnect();
    await fleet.exited;
    expect(fleet.process.exitCode).toBe(4);
    const { organizations } = JSON.parse(fleet.output()) as FleetRun;
    const problems = organizations.map(({ run }) => run?.problems.map((one) => one.code));
    expect(problems).toEqual([['journal-broken'], ['fleet-abandoned']]);
  });

  it('says why a run was cut off, where the queue lost its job', async () => {
    await using redis = await startRedis();
    await using world = await fleetWorld({
      organizations: 1,
      units: 30,
      options: { faults: { latency: 30 } },
    });
    const worker = startWorker(world, redis);
    const fleet = world.start(['fleet', 'run', 'fleet.yaml', '--yes', '--queue', redis.url]);
    await until(() => world.total() >= 10);
    worker.process.kill('SIGKILL');
    await worker.exited;
    const client = new Redis({ host: '127.0.0.1', port: redis.port });
    await client.flushall();
    client.disconnect();
    await fleet.exited;
    expect(fleet.process.exitCode).toBe(130);
    expect(fleet.output()).toContain('no worker could finish org-00');
  });

  it('says what to install where its packages are absent, and works without a queue all the same', async () => {
    await using world = await fleetWorld({ organizations: 1, units: 1 });
    const without = { ...world.keys(), ...withoutPackages('bullmq', 'ioredis') };
    const queued = await world.cli([...RUN, '--queue', 'redis://127.0.0.1:9'], without);
    expect(queued.code).toBe(1);
    expect(queued.stderr).toContain('queue-missing');
    const { peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      peerDependencies: Record<string, string>;
    };
    for (const name of ['bullmq', 'ioredis'])
      expect(queued.stderr).toContain(`${name}@${peerDependencies[name]}`);
    expect((await world.cli(RUN, without)).code).toBe(0);
  });
});
