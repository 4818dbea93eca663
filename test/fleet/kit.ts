import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmulatorOptions, RequestRecord } from '../../engine/emulator/server.ts';
import type { FleetOrganization } from '../../engine/fleet/fleet.ts';
import type { JournalRecord } from '../../engine/runs/journal.ts';
import { emulate, type TestEmulator, wallClock } from '../emulator/kit.ts';
import { CLI, type Result, runCli } from '../scenario.ts';

const RULES = `
version: 1
limits: { removals: none, share: 100% }
rules:
  - id: no-temp-keys-on-ous
    match: { type: ou }
    remove: "temp-*"
`;

/** An organization as a fleet file has it, for fleets that are worked on in this process. */
export const ACME: FleetOrganization = {
  name: 'acme',
  credentials: { kind: 'variables', prefix: 'ACME_' },
  rules: 'tag-rules.yaml',
  limits: [],
  labels: [],
  concurrency: 1,
  place: { file: 'fleet.yaml', line: 1, column: 1 },
};

/** Values that stand in tags and may stand nowhere but in the state directory. */
export const VALUE = 'value-of-a-tag-that-nobody-may-see';

/** An organization of some OUs, each with a key to remove and one to keep. */
function seedOf(name: string, units: number): string {
  const unit = (i: number) => `    U${i}: { tags: { temp-a: "${VALUE}-${name}-${i}", owner: "${VALUE}" } }`;
  return `organization: { name: ${name}, management-account: ${name}-root }
root:
  units:
${Array.from({ length: units }, (_, i) => unit(i)).join('\n')}
`;
}

/** Several organizations, each an emulator in this process, with a fleet file that names them all. */
export interface FleetWorld extends AsyncDisposable {
  readonly folder: string;
  readonly emulators: ReadonlyMap<string, TestEmulator>;
  /** Requests of all organizations so far. */
  total(): number;
  /** Keys of its own for a process: the request logs tell whose a request was. */
  keys(): Record<string, string>;
  cli(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Result>;
  /** Starts the CLI and lets it run. */
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Child;
  write(name: string, text: string): void;
}

export interface Child {
  readonly process: ChildProcess;
  readonly exited: Promise<unknown>;
  output(): string;
}

export interface FleetWorldOptions {
  readonly organizations: number;
  readonly units?: number;
  readonly options?: Partial<EmulatorOptions>;
}

export async function fleetWorld({
  organizations,
  units = 6,
  options,
}: FleetWorldOptions): Promise<FleetWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-fleet-'));
  const names = Array.from({ length: organizations }, (_, i) => `org-${String(i).padStart(2, '0')}`);
  const emulators = new Map<string, TestEmulator>();
  for (const name of names) {
    emulators.set(name, await emulate(seedOf(name, units), { clock: wallClock, ...options }));
  }
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('tag-rules.yaml', RULES);
  write('fleet.yaml', fleetFile(emulators));
  const clean = { PATH: process.env['PATH'] ?? '', HOME: folder, RECONCILE_METADATA: 'off' };
  const running = new Set<ChildProcess>();
  return {
    folder,
    emulators,
    total: () => [...emulators.values()].reduce((sum, one) => sum + one.requests().length, 0),
    keys: () => keysFor(emulators),
    cli: (args, env = {}) => runCli(args, { cwd: folder, env }),
    start(args, env = {}) {
      const child = spawn(process.execPath, [CLI, ...args], { cwd: folder, env: { ...clean, ...env } });
      let text = '';
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk) => (text += String(chunk)));
      running.add(child);
      const exited = once(child, 'exit').finally(() => running.delete(child));
      return { process: child, exited, output: () => text };
    },
    write,
    async [Symbol.asyncDispose]() {
      const left = [...running].map((child) => once(child, 'exit'));
      for (const child of running) child.kill('SIGKILL');
      await Promise.all(left);
      await Promise.all([...emulators.values()].map((one) => one.close()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function fleetFile(emulators: ReadonlyMap<string, TestEmulator>): string {
  const entries = [...emulators].map(
    ([name, { url }], i) =>
      `  - { name: ${name}, credentials: { env-prefix: ${prefixOf(name)} }, endpoint: "${url}", labels: { wave: "${i % 2}" } }`,
  );
  return `version: 1\nname: group\norganizations:\n${entries.join('\n')}\n`;
}

function prefixOf(name: string): string {
  return `${name.toUpperCase().replace('-', '_')}_`;
}

function keysFor(emulators: ReadonlyMap<string, TestEmulator>): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, emulator] of emulators) {
    const { accessKey, secretKey, securityToken = '' } = emulator.temporaryKeys();
    const prefix = prefixOf(name);
    Object.assign(env, {
      [`${prefix}AK`]: accessKey,
      [`${prefix}SK`]: secretKey,
      [`${prefix}SECURITY_TOKEN`]: securityToken,
    });
  }
  return env;
}

/** Organizations whose tags are not what the rules make of them. */
export function unlikePlan({ emulators }: FleetWorld): string[] {
  return [...emulators].flatMap(([name, emulator]) => {
    const keys = emulator
      .resources()
      .flatMap(({ type, tags }) => (type === 'ou' ? tags.map((tag) => tag.key) : []));
    return keys.length > 0 && keys.every((key) => key === 'owner') ? [] : [name];
  });
}

/** Organizations in which somebody went on after another had begun: A, B and then A again. */
export function interleaved(
  { emulators }: FleetWorld,
  wanted: (request: RequestRecord) => boolean,
): string[] {
  return [...emulators].flatMap(([name, emulator]) => {
    const callers = emulator
      .requests()
      .filter(wanted)
      .map((one) => one.accessKey);
    const turns = callers.filter((caller, i) => caller !== callers[i - 1]);
    return new Set(turns).size === turns.length ? [] : [name];
  });
}

/** Values that were removed, of all organizations, out of the request logs' edits. */
export function removedValues({ emulators }: FleetWorld): string[] {
  return [...emulators.values()].flatMap((emulator) =>
    emulator.edits().flatMap(({ before, after }) => {
      const left = new Set(after.map((tag) => tag.key));
      return before.filter((tag) => !left.has(tag.key)).map((tag) => tag.value);
    }),
  );
}

/** The journals of a state directory, as texts; of runs that have begun. */
export function journalsOf({ folder }: FleetWorld): string[] {
  const runs = join(folder, '.reconcile', 'runs');
  // A worker that was killed while it made its folder has left no journal, and has sent nothing.
  return readdirSync(runs)
    .map((run) => join(runs, run, 'journal.jsonl'))
    .filter(existsSync)
    .map((journal) => readFileSync(journal, 'utf8'))
    .filter((text) => text.includes('\n'));
}

/** Values that some journal of the state directory has as about to be removed. */
export function journaledValues(world: FleetWorld): Set<string> {
  return new Set(
    journalsOf(world).flatMap((journal) =>
      journal
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as JournalRecord)
        .flatMap((record) => (record.record === 'intent' ? record.tags.map((tag) => tag.value) : [])),
    ),
  );
}

/** A real Redis on a free port of loopback, that keeps what it holds across restarts. */
export interface TestRedis extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Certificate of the authority that signed the server's own, where it speaks TLS. */
  readonly authority: string;
  restart(): Promise<void>;
}

export interface RedisOptions {
  readonly password?: string;
  readonly tls?: boolean;
}

export async function startRedis({ password, tls = false }: RedisOptions = {}): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-redis-'));
  const port = await freePort();
  const authority = join(folder, 'ca.pem');
  const args = [
    ...[
      '--bind',
      '127.0.0.1',
      '--dir',
      folder,
      '--appendonly',
      'yes',
      '--appendfsync',
      'always',
      '--save',
      '',
    ],
    ...(tls
      ? ['--port', '0', '--tls-port', String(port), ...tlsArguments(folder)]
      : ['--port', String(port)]),
    ...(password === undefined ? [] : ['--requirepass', password]),
  ];
  const start = async (): Promise<ChildProcess> => {
    const server = spawn('redis-server', args);
    for await (const chunk of server.stdout) if (String(chunk).includes('Ready to accept')) break;
    server.stdout.resume();
    return server;
  };
  let server = await start();
  const stop = async (): Promise<void> => {
    const gone = once(server, 'exit');
    server.kill('SIGTERM');
    await gone;
  };
  return {
    url: `${tls ? 'rediss' : 'redis'}://${tls ? 'localhost' : '127.0.0.1'}:${port}`,
    port,
    authority,
    async restart() {
      await stop();
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes an authority and a certificate for localhost, and gives what makes Redis use it; clients need none. */
function tlsArguments(folder: string): string[] {
  const openssl = (...args: string[]): unknown =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  openssl('req', '-x509', ...fresh, '-keyout', 'ca.key', '-out', 'ca.pem', '-subj', '/CN=test authority');
  const own = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  openssl(
    'req',
    '-x509',
    ...fresh,
    ...own,
    '-keyout',
    'own.key',
    '-out',
    'own.pem',
    '-subj',
    '/CN=localhost',
  );
  const files = { 'ca-cert': 'ca.pem', cert: 'own.pem', key: 'own.key' };
  const named = Object.entries(files).flatMap(([name, file]) => [`--tls-${name}-file`, join(folder, file)]);
  return [...named, '--tls-auth-clients', 'no'];
}

/**
 * A port of loopback that nobody listens on, and that no system gives out by itself: it stays free until it is asked
 * for, and again while a server is restarted. Ports that are given out begin at 32768 (Linux) or above.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 16_384 + Math.floor(Math.random() * 16_384);
    const server = createServer().listen(port, '127.0.0.1');
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
}

/** Waits until something holds, asking often. */
export async function until(holds: () => boolean, ms = 120_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error('it did not come to hold in time');
    await wallClock.sleep(10);
  }
}
