import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emulate, wallClock } from '../emulator/kit.ts';
import { CLI } from '../scenario.ts';
import { pathOf } from './page.ts';

/** What a command came to; standard output and standard error as a terminal mixes them. */
export interface Typed {
  readonly exit: number;
  readonly output: string;
}

/**
 * A reader at a terminal: one shell in a fresh folder, with `reconcile` on the path and the keys of an emulator that
 * has the demonstration's organization.
 */
export interface Reader extends AsyncDisposable {
  readonly folder: string;
  /** Types a command and waits for its end. */
  type(command: string): Promise<Typed>;
  /** Starts a command that serves, waits for its first words, and takes over the variables that they export. */
  serve(command: string): Promise<void>;
  write(file: string, text: string): void;
}

/** What a clone has that pages speak of. Packages and the build are those of this one. */
const COPIED = ['examples', 'policies', 'schemas', 'tag-rules.yaml', 'package.json'];

export async function reader(place: 'clone' | 'empty'): Promise<Reader> {
  const top = mkdtempSync(join(tmpdir(), 'reconcile-docs-'));
  const folder = join(top, 'work');
  mkdirSync(folder);
  mkdirSync(join(top, 'bin'));
  writeFileSync(join(top, 'bin/reconcile'), `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`, {
    mode: 0o755,
  });
  // The packages in a clone are those of this one, which no page may change.
  writeFileSync(
    join(top, 'bin/npm'),
    `#!/bin/sh\ncase $1 in start | run) PATH=\${PATH#*:} exec npm --silent "$@" ;; *) exit 9 ;; esac\n`,
    { mode: 0o755 },
  );
  if (place === 'clone') {
    for (const name of COPIED) cpSync(pathOf(name), join(folder, name), { recursive: true });
    symlinkSync(pathOf('node_modules'), join(folder, 'node_modules'));
    symlinkSync(join(CLI, '../..'), join(folder, 'dist'));
  }
  const emulator = await emulate(readFileSync(pathOf('examples/acme/organization.yaml'), 'utf8'), {
    clock: wallClock,
  });
  const { accessKey, secretKey, domainId } = emulator.keys;
  const shell = spawn('bash', ['--noprofile', '--norc'], {
    cwd: folder,
    // A group of its own, so that what a page starts in the background ends with it.
    detached: true,
    env: {
      PATH: `${top}/bin:${dirname(process.execPath)}:/usr/bin:/bin`,
      HOME: top,
      GIT_CONFIG_GLOBAL: join(top, 'gitconfig'),
      RECONCILE_METADATA: 'off',
      npm_config_update_notifier: 'false',
      HUAWEICLOUD_ORGANIZATIONS_ENDPOINT: emulator.url,
      HUAWEICLOUD_SDK_AK: accessKey,
      HUAWEICLOUD_SDK_SK: secretKey,
      HUAWEICLOUD_SDK_DOMAIN_ID: domainId,
    },
  });
  writeFileSync(
    join(top, 'gitconfig'),
    '[user]\n\tname = you\n\temail = you@localhost\n[init]\n\tdefaultBranch = main\n',
  );
  let typed = 0;
  const type = async (command: string): Promise<Typed> => {
    const name = join(top, `command-${++typed}`);
    writeFileSync(name, `${command}\n`);
    const exit = await answered(shell, `. '${name}' >'${name}.out' 2>&1 </dev/null; echo "$?"\n`);
    const output = readFileSync(`${name}.out`, 'utf8').replaceAll(top, '/home/you');
    return { exit, output };
  };
  return {
    folder,
    type,
    async serve(command) {
      const said = join(top, 'served');
      writeFileSync(said, '');
      await type(`${command} >'${said}' &`);
      const until = Date.now() + 120_000;
      while (!/DOMAIN_ID/.test(readFileSync(said, 'utf8'))) {
        if (Date.now() > until) throw new Error(`nothing is served by ${command}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      await type(`. '${said}'`);
    },
    write(file, text) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), text);
    },
    async [Symbol.asyncDispose]() {
      if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
      await emulator.close();
      rmSync(top, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

/** Sends a line to the shell and gives the number that it prints. */
function answered(shell: ChildProcessWithoutNullStreams, line: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const gone = (): void => reject(new Error(`the shell ended at ${line}`));
    shell.once('exit', gone);
    shell.stdout.once('data', (data: Buffer) => {
      shell.off('exit', gone);
      resolve(Number(data.toString()));
    });
    shell.stdin.write(line);
  });
}
