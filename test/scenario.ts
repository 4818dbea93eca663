import { type ChildProcess, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { EmulatorOptions, RequestRecord } from '../engine/emulator/server.ts';
import type { Plan, Run } from '../engine/model.ts';
import { listRuns } from '../engine/runs/folders.ts';
import { emulate, type TestEmulator, wallClock } from './emulator/kit.ts';

/** The CLI as it is shipped. */
export const CLI = fileURLToPath(
  new URL(`../${process.env['RECONCILE_DIST'] ?? 'dist'}/cli/main.js`, import.meta.url),
);

/** What a run of the CLI left behind. */
export interface Result {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the process once it runs. */
  readonly started?: (child: ChildProcess) => void;
}

/** Runs the built CLI as a user does, in an environment that has nothing of this machine's. */
export function runCli(args: readonly string[], { cwd, env = {}, started }: CliOptions): Promise<Result> {
  const clean = { PATH: process.env['PATH'] ?? '', HOME: cwd, RECONCILE_METADATA: 'off', ...env };
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [CLI, ...args],
      { cwd, env: clean, maxBuffer: 1 << 28 },
      (_, stdout, stderr) => resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
    child.stdin?.end();
    started?.(child);
  });
}

/** A folder with rules, an emulator with an organization, and the CLI between them. */
export interface Scenario extends AsyncDisposable {
  readonly folder: string;
  readonly emulator: TestEmulator;
  /** Environment that points the CLI at the emulator. */
  readonly env: Readonly<Record<string, string>>;
  cli(...args: string[]): Promise<Result>;
  write(name: string, text: string): void;
  read(name: string): string;
  /** Runs with `--report json` and gives what it says. */
  run(...args: string[]): Promise<Run>;
  plan(name: string): Plan;
  /** Requests since the last time this was asked. */
  requests(): readonly RequestRecord[];
  /** Ids of the runs, oldest first. */
  runs(): string[];
}

export interface ScenarioOptions {
  readonly rules?: string;
  readonly seed: string;
  readonly options?: Partial<EmulatorOptions>;
}

/** Sets a scenario up; `await using` takes it down. */
export async function scenario({ rules, seed, options = {} }: ScenarioOptions): Promise<Scenario> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
  const emulator = await emulate(seed, { clock: wallClock, ...options });
  const write = (name: string, text: string): void => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  if (rules !== undefined) write('tag-rules.yaml', rules);
  const { accessKey, secretKey, domainId } = emulator.keys;
  const env = {
    HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: emulator.url,
    HUAWEICLOUD_SDK_AK: accessKey,
    HUAWEICLOUD_SDK_SK: secretKey,
    HUAWEICLOUD_SDK_DOMAIN_ID: domainId,
  };
  const cli = (...args: string[]): Promise<Result> => runCli(args, { cwd: folder, env });
  let seen = 0;
  return {
    folder,
    emulator,
    env,
    cli,
    write,
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    run: async (...args) => JSON.parse((await cli(...args, '--report', 'json')).stdout) as Run,
    plan: (name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Plan,
    requests() {
      const fresh = emulator.requests().slice(seen);
      seen += fresh.length;
      return fresh;
    },
    runs: () => listRuns(join(folder, '.reconcile')),
    async [Symbol.asyncDispose]() {
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Tags of a resource at the emulator: the truth that a test holds the client to. */
export function tagsOf(emulator: TestEmulator, name: string): Record<string, string> {
  const found = emulator.resources().find((resource) => resource.name === name);
  return Object.fromEntries(found?.tags.map((tag) => [tag.key, tag.value]) ?? []);
}

/** Keys of every untag call that a log holds, by resource id. */
export function untagged(requests: readonly RequestRecord[]): [id: string, keys: readonly string[]][] {
  return requests
    .filter((request) => request.api === 'UntagResource')
    .map((request) => {
      const { tag_keys: keys } = request.body as { tag_keys: string[] };
      return [decodeURIComponent(request.path.split('/')[4] ?? ''), keys];
    });
}
