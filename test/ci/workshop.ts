import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { emulate, type TestEmulator, wallClock } from '../emulator/kit.ts';
import { CLI } from '../scenario.ts';

const RULES = `version: 1
limits: { share: 60% }
rules:
  - id: no-temp-keys-on-ous
    match: { type: ou }
    remove: "temp-*"
`;
const EDIT = `  - id: no-temp-keys-on-accounts
    match: { type: account }
    remove: "temp-*"
`;
const TESTS = `rules: ./tag-rules.yaml
resources:
  - { id: ou-abcdefgh12345678, type: ou, name: Payments, path: /Payments, tags: { temp-x: "1", owner: pay } }
expect:
  - { resource: ou-abcdefgh12345678, remove: [temp-x], keep: [owner] }
`;

const allow = (name: string, ...actions: string[]) => `  ${name}:
    policy:
      Version: "5.0"
      Statement: [{ Effect: Allow, Action: [${actions.map((one) => `"organizations:${one}"`).join(', ')}] }]
`;
const READ = ['organizations:get', 'resources:listByTag'];

/** Two callers, as the examples want them: one may read, the other may untag too. */
const SEED = `organization: { name: acme, management-account: acme-root }
root:
  units:
    Payments: { tags: { temp-a: "1", owner: pay } }
  accounts:
    lab: { tags: { temp-b: "2", owner: lab } }
callers:
${allow('planner', ...READ)}${allow('applier', ...READ, 'tags:list', 'resources:untag')}`;

/** What a shell step came to. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
}

/** The history of the repository. */
export interface Commits {
  /** From before there were rules. */
  readonly first: string;
  /** The base branch before the merge, the head of the pull request, and the merge of both. */
  readonly base: string;
  readonly head: string;
  readonly merge: string;
  /** What a CI system makes of both to try them, and what squashing leaves of the pull request: neither is on `main`. */
  readonly trial: string;
  readonly squashed: string;
}

/**
 * A repository of rules with a pull request that was merged, an organization at an emulator, and a shell in which a
 * CI system's tools are stand-ins: `reconcile` and `npx` run the built CLI, `npm` installs nothing and builds what is built.
 */
export interface Workshop extends AsyncDisposable {
  readonly emulator: TestEmulator;
  readonly commits: Commits;
  /** Keys of a caller of the seed, as the CLI takes them from the environment. */
  keysOf(caller: 'planner' | 'applier'): { readonly ak: string; readonly sk: string };
  /** A fresh folder with a commit checked out; `branch` names it, else its head is detached. */
  checkOut(commit: string, branch?: string): string;
  /** A stand-in for a tool, as a shell script. */
  tool(name: string, script: string): void;
  /** Runs a script as a step in a folder, with nothing of this machine's environment. */
  shell(
    script: string,
    cwd: string,
    env: Readonly<Record<string, string>>,
    shell?: readonly string[],
  ): Promise<Outcome>;
  /** Keeps what a step uploads under a name, and puts it somewhere else again. */
  keep(name: string, folder: string, paths: readonly string[]): void;
  fetch(name: string, into: string): void;
  kept(name: string): string;
}

export interface WorkshopOptions {
  /** YAML of the seed's `faults`. */
  readonly faults?: string;
}

export async function workshop({ faults = '' }: WorkshopOptions = {}): Promise<Workshop> {
  const top = mkdtempSync(join(tmpdir(), 'reconcile-ci-'));
  const emulator = await emulate(`${SEED}${faults}`, { clock: wallClock });
  const bin = join(top, 'bin');
  const origin = join(top, 'origin');
  mkdirSync(bin);
  mkdirSync(origin);
  const commits = makeHistory(origin);
  let folders = 0;
  const made: Workshop = {
    emulator,
    commits,
    keysOf(caller) {
      const keys = emulator.keysOf(caller);
      if (keys === undefined) throw new Error(`the seed has no caller ${caller}`);
      return { ak: keys.accessKey, sk: keys.secretKey };
    },
    checkOut(commit, branch) {
      const folder = join(top, `work-${++folders}`);
      execFileSync('git', ['clone', '-q', '--no-checkout', origin, folder], { stdio: 'ignore' });
      const words = branch === undefined ? ['--detach', commit] : ['-B', branch, commit];
      execFileSync('git', ['checkout', '-q', ...words], { cwd: folder, stdio: 'ignore' });
      return folder;
    },
    tool(name, script) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    shell(script, cwd, env, shell = ['bash', '-e']) {
      const file = join(top, 'step.sh');
      writeFileSync(file, script);
      const [command = '', ...words] = shell;
      const clean = {
        PATH: `${bin}:/usr/bin:/bin`,
        HOME: top,
        RECONCILE_METADATA: 'off',
        HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: emulator.url,
        ...env,
      };
      return new Promise((resolve) => {
        const child = execFile(command, [...words, file], { cwd, env: clean }, (_, stdout, stderr) =>
          resolve({ code: child.exitCode ?? 1, output: stdout + stderr }),
        );
      });
    },
    keep(name, folder, paths) {
      for (const path of paths) {
        const from = join(folder, path);
        if (!existsSync(from)) continue;
        // Like upload-artifact: a folder's content, or a file by its last name.
        const into = path.endsWith('/') ? made.kept(name) : join(made.kept(name), basename(path));
        mkdirSync(dirname(into), { recursive: true });
        cpSync(from, into, { recursive: true });
      }
    },
    fetch(name, into) {
      if (!existsSync(made.kept(name))) throw new Error(`there is no artifact ${name}`);
      cpSync(made.kept(name), into, { recursive: true });
    },
    kept: (name) => join(top, 'artifacts', name),
    async [Symbol.asyncDispose]() {
      await emulator.close();
      rmSync(top, { recursive: true, force: true });
    },
  };
  made.tool('reconcile', `exec "${process.execPath}" "${CLI}" "$@"`);
  made.tool('npx', 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"');
  made.tool('npm', `[ "$1 $2" != 'run build' ] || ln -sfn "${join(CLI, '../..')}" dist`);
  made.tool('node', `exec "${process.execPath}" "$@"`);
  return made;
}

/** `main` with rules and a test of them, a branch that adds a rule, and the merge of the two. */
function makeHistory(folder: string): Commits {
  const git = (...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  const commit = (message: string): string => {
    git('add', '-A');
    git('commit', '-q', '-m', message);
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q', '-b', 'main');
  write('README.md', '# Tags\n');
  const first = commit('a repository');
  write('tag-rules.yaml', RULES);
  write('rules.test.yaml', TESTS);
  const base = commit('rules');
  git('checkout', '-q', '-b', 'edit');
  write('tag-rules.yaml', RULES + EDIT);
  const head = commit('one rule more');
  git('checkout', '-q', 'main');
  git('merge', '-q', '--no-ff', '-m', 'merge', 'edit');
  const merge = git('rev-parse', 'HEAD');
  // A reviewer sees the base branch as it was; the merge is what a runner makes of both.
  git('update-ref', 'refs/pull/1/merge', merge);
  git('checkout', '-q', '--detach', base);
  git('merge', '-q', '--no-ff', '-m', 'to be tried', 'edit');
  const trial = git('rev-parse', 'HEAD');
  git('checkout', '-q', '--detach', base);
  git('merge', '-q', '--squash', 'edit');
  const squashed = commit('edit, squashed');
  git('checkout', '-q', 'main');
  return { first, base, head, merge, trial, squashed };
}
