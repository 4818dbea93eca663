import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examplesOf } from '../../engine/cli/help.ts';
import type { Verb } from '../../engine/cli/verb.ts';
import { MAIN, VERBS } from '../../engine/cli/verbs.ts';
import { pair } from '../evidence/kit.ts';
import { startRedis } from '../fleet/kit.ts';
import { CLI, runCli, type Scenario, scenario } from '../scenario.ts';

const RULES = `
version: 1
limits: { removals: none, share: 100% }
rules:
  - id: no-temp-keys-on-ous
    match: { type: ou }
    remove: "temp-*"
`;

const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    Production:
      units:
        Payments: { id: ou-abcdefgh12345678, tags: { temp-a: "1", owner: pay } }
`;

const TEST = `
rules: tag-rules.yaml
resources:
  - { id: ou-abcdefgh12345678, type: ou, name: Payments, path: /Production/Payments, tags: { temp-x: "1" } }
expect:
  - { resource: ou-abcdefgh12345678, remove: [temp-x] }
`;

const FLEET = (url: string) => `
version: 1
name: group
organizations:
  - { name: acme, credentials: { env-prefix: ACME_ }, endpoint: "${url}", labels: { wave: "1" } }
`;

/** A folder with everything that examples speak of, as a user of some days has it. */
let template: string;
let run: string;

beforeAll(async () => {
  await using world = await scenario({ rules: RULES, seed: SEED });
  const { folder } = world;
  const [approver, operator] = [pair('ed25519', 'approver'), pair('ed25519', 'operator')];
  world.write('approver.pem', approver.pem);
  world.write('approver.pub.pem', approver.publicPem);
  world.write('operator.pem', operator.pem);
  world.write('operator.pub.pem', operator.publicPem);
  world.write('.huaweicloud/credentials', '');
  for (const file of ['other.yaml', 'old/tag-rules.yaml', 'new/tag-rules.yaml']) world.write(file, RULES);
  world.write('policies/temp.test.yaml', TEST.replace('tag-rules', '../tag-rules'));
  world.write('first.test.yaml', TEST);
  await world.cli('--dry-run', '--out', 'plan.json');
  await world.cli('snapshot', '--out', 'org.jsonl');
  cpSync(join(folder, 'org.jsonl'), join(folder, 'real.jsonl'));
  await world.cli('sign', 'plan.json', '--key', 'approver.pem');
  await world.cli('--yes');
  await world.cli('sign', 'last', '--key', 'operator.pem');
  [run = ''] = world.runs();
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, stdio: 'ignore' });
  git('init', '--initial-branch', 'main');
  git('add', 'tag-rules.yaml');
  git('-c', 'user.name=test', '-c', 'user.email=test@example.org', 'commit', '--message', 'rules');
  template = mkdtempSync(join(tmpdir(), 'reconcile-examples-'));
  cpSync(folder, template, { recursive: true });
});

afterAll(() => rmSync(template, { recursive: true, force: true }));

/** Every verb with the words before it. */
function verbs(all: readonly Verb[], above = 'reconcile'): [name: string, verb: Verb][] {
  return all.flatMap((verb): [string, Verb][] => {
    const name = `${above} ${verb.name}`.trim();
    return [[name, verb], ...verbs(verb.children ?? [], name)];
  });
}

const ALL = verbs([MAIN, ...VERBS]);
const EXAMPLES = [...new Set(ALL.flatMap(([, verb]) => examplesOf(verb).map(({ command }) => command)))];
/** These serve until they are told to stop. */
const SERVES = /^reconcile (emulator|fleet worker)/;
/** These ask at a terminal. */
const ASKS = /^reconcile$|^reconcile (apply|resume|undo)(?!.*(--yes|--dry-run))/;

/** What is true on this machine alone: addresses, and the beginning of a run's id. */
function here(command: string, { emulator }: Scenario, queue: string): string {
  return command
    .replace('--port 8080', '--port 0')
    .replace('http://127.0.0.1:8080', emulator.url)
    .replace('rediss://queue.internal', queue)
    .replace('/mnt/reconcile', 'shared')
    .replace('20261124T08', run.slice(0, 12));
}

/** Types a command in bash, where `reconcile` is on the path. */
async function type(
  command: string,
  world: Scenario,
  first = '',
): Promise<{ code: number | null; output: string }> {
  const { folder, env } = world;
  cpSync(template, folder, { recursive: true });
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'bin', 'reconcile'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(join(folder, 'bin', 'reconcile'), 0o755);
  writeFileSync(join(folder, 'fleet.yaml'), FLEET(world.emulator.url));
  const { HUAWEICLOUD_SDK_AK: ak, HUAWEICLOUD_SDK_SK: sk } = env;
  const profile = `[audit]\nak = ${ak}\nsk = ${sk}\n`;
  writeFileSync(join(folder, '.huaweicloud', 'credentials'), profile);
  const path = `${join(folder, 'bin')}:${dirname(process.execPath)}:/usr/bin:/bin`;
  const own = { PATH: path, HOME: folder, RECONCILE_METADATA: 'off', ACME_AK: ak, ACME_SK: sk };
  const words = ASKS.test(command)
    ? ['script', '-qec', first + command, '/dev/null']
    : ['bash', '-c', first + command];
  const [program = '', ...args] = words;
  const child = spawn(program, args, { cwd: folder, env: { ...env, ...own }, detached: true });
  let output = '';
  let asked = false;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
      if (!asked && output.includes('Only "yes" is taken')) asked = child.stdin.write('yes\n');
      // It has started: tell everything of it to stop.
      if (SERVES.test(command) && child.pid !== undefined) stop(child.pid);
    });
  }
  if (!ASKS.test(command)) child.stdin.end();
  // A worker says nothing while there is nothing to do, but leaves a mark where it has begun to wait.
  const joined = (): boolean =>
    ['shared', '.reconcile'].some((place) => existsSync(join(folder, place, 'fleets', 'marks')));
  const watch = setInterval(() => {
    if (SERVES.test(command) && joined() && child.pid !== undefined) stop(child.pid);
  }, 50);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(watch);
  return { code, output };
}

function stop(pid: number): void {
  try {
    process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}

describe('the examples of --help', () => {
  it.each(ALL)('of %s are two at least, and say what they do', (_, verb) => {
    const examples = examplesOf(verb);
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const { does } of examples) expect(does).toMatch(/\S/);
  });

  it('are shown for every verb', () => {
    const help = execFileSync(process.execPath, [CLI, 'fleet', 'run', '--help'], { encoding: 'utf8' });
    expect(help).toContain(
      '  # what would be removed, everywhere\n  reconcile fleet run fleet.yaml --dry-run\n',
    );
  });

  it('stand on lines of their own, each below what it does', () => {
    const help = execFileSync(process.execPath, [CLI, 'explain', '--help'], { encoding: 'utf8' });
    const [, shown = ''] = help.split('Examples:\n');
    const lines = shown.trimEnd().split('\n');
    expect(lines.filter((line) => !line.startsWith('  # ')).map((line) => line.trim())).toEqual(
      EXAMPLES.filter((command) => command.startsWith('reconcile explain ')),
    );
  });

  it.each(EXAMPLES.filter((command) => / --emulator\b/.test(command)))(
    '%s, for a newcomer who has nothing but the program',
    async (command) => {
      const folder = mkdtempSync(join(tmpdir(), 'reconcile-newcomer-'));
      const { code, stdout, stderr } = await runCli(command.split(' ').slice(1), { cwd: folder });
      rmSync(folder, { recursive: true });
      expect(stderr).toBe('');
      expect([0, 2], stdout).toContain(code);
      expect(stdout).toContain('EMULATED');
      expect(stdout).toContain("judged by the demo's rules");
    },
  );

  it.each(EXAMPLES)('%s', async (command) => {
    await using world = await scenario({ rules: RULES, seed: SEED });
    await using redis = command.includes('--queue') ? await startRedis() : undefined;
    const typed = here(command, world, redis?.url ?? '');
    const { code, output } = await type(typed, world, before(typed, redis?.url));
    expect(output).not.toMatch(/error\[|Error:/);
    expect(SERVES.test(typed) ? [0, 130, 143, null] : [0, 2], output).toContain(code);
    const kept = /(?:json=|csv=|xml=|sarif=|> |-o |--out )([a-z]\S+)/.exec(typed)?.[1];
    if (kept !== undefined) expect(readFileSync(join(world.folder, kept), 'utf8')).not.toBe('');
  });
});

/** What has to be so already, as a user of these examples has it. */
function before(typed: string, queue: string | undefined): string {
  if (typed.startsWith('reconcile apply')) return 'rm -r .reconcile; ';
  if (typed.startsWith('reconcile resume')) return CUT_OFF;
  // One that is signed is not written over.
  if (typed.includes('--out plan.json')) return 'rm plan.sig.json; ';
  if (typed.startsWith('reconcile fleet status')) {
    const where = typed.includes('shared') ? '--state-dir shared' : '';
    return `reconcile fleet run fleet.yaml --yes ${where} > first.txt; `;
  }
  if (queue === undefined || SERVES.test(typed)) return '';
  return `reconcile fleet worker --queue ${queue} & trap "kill $!; wait $!" EXIT; `;
}

/** The run died when it was about to send its first call, and nobody has signed it. */
const CUT_OFF =
  '(cd .reconcile/runs/*/ && rm run.json evidence.sig.json && head -n 2 journal.jsonl > cut && mv cut journal.jsonl); ';
