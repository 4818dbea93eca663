import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSeed } from '../../dist/emulator/seed.js';
import { startEmulator } from '../../dist/emulator/server.js';
import { heading, line } from './measure.js';

const CLI = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const ORGANIZATIONS = 24;
const UNITS = 20;
/** Milliseconds in which workers start. */
const START_UP = 5_000;
const CLOCK = { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) };

/**
 * Organizations a minute against workers of one organization at a time, each call taking 20 ms, one call after the
 * other: what bounds it is the wait for the service, as with a service that is far or throttles, not the processors.
 * Timed from the first request that a service gets to its last, so that starts of processes do not count.
 */
export async function benchFleet() {
  heading(`Fleet (${ORGANIZATIONS} organizations of ${UNITS} OUs, 20 ms a call, one call at a time in each)`);
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    line('redis-server is not installed', 'skipped');
    return;
  }
  let alone;
  for (const workers of [1, 2, 4]) {
    const ms = await measure(workers);
    alone ??= ms;
    const rate = (ORGANIZATIONS * 60_000) / ms;
    const named = workers === 1 ? '1 worker' : `${workers} workers`;
    line(`${named}: organizations a minute`, rate.toFixed(0));
    line(`${named}: speed-up over one`, `${(alone / ms).toFixed(2)} of ${workers}`);
  }
}

async function measure(count) {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-bench-'));
  const emulators = [];
  for (let i = 0; i < ORGANIZATIONS; i++) {
    const seed = parseSeed(seedOf(`bench-${i}`), 'seed.yaml');
    emulators.push(await startEmulator({ seed, clock: CLOCK, faults: { latency: 20 } }));
  }
  const env = { ...process.env, RECONCILE_METADATA: 'off' };
  emulators.forEach(({ keys }, i) => {
    env[`ORG${i}_AK`] = keys.accessKey;
    env[`ORG${i}_SK`] = keys.secretKey;
  });
  writeFileSync(join(folder, 'tag-rules.yaml'), RULES);
  writeFileSync(join(folder, 'fleet.yaml'), fleetOf(emulators));
  const port = await freePort();
  const redis = spawn('redis-server', ['--port', port, '--bind', '127.0.0.1', '--dir', folder, '--save', '']);
  await once(redis.stdout, 'data');
  const queue = ['--queue', `redis://127.0.0.1:${port}`];
  const start = (...args) => spawn(process.execPath, [CLI, 'fleet', ...args, ...queue], { cwd: folder, env });
  const workers = Array.from({ length: count }, () => start('worker', '--parallel', '1'));
  // A worker that has not begun to take jobs would make the others look slow.
  await CLOCK.sleep(START_UP);
  const fleet = start('run', 'fleet.yaml', '--yes', '--summary-only');
  const [code] = await once(fleet, 'exit');
  if (code !== 0) throw new Error(`the fleet run ended with ${code}`);
  const times = emulators.flatMap((one) => one.requests().map(({ at }) => Date.parse(at)));
  const ms = Math.max(...times) - Math.min(...times);
  for (const child of [...workers, redis]) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    await gone;
  }
  await Promise.all(emulators.map((one) => one.close()));
  rmSync(folder, { recursive: true, force: true });
  return ms;
}

function seedOf(name) {
  const units = Array.from({ length: UNITS }, (_, i) => `    U${i}: { tags: { temp-a: "1", owner: x } }`);
  return `organization: { name: ${name} }\nroot:\n  units:\n${units.join('\n')}\n`;
}

const RULES = `version: 1
limits: { removals: none, share: 100% }
rules:
  - { id: no-temp, match: { type: ou }, remove: "temp-*" }
`;

function fleetOf(emulators) {
  const entries = emulators.map(
    ({ url }, i) => `  - { name: org-${i}, credentials: { env-prefix: ORG${i}_ }, endpoint: "${url}" }`,
  );
  return `version: 1\ndefaults: { concurrency: 1 }\norganizations:\n${entries.join('\n')}\n`;
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return String(port);
}
