import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { PROCESSES } from '../../engine/machine.ts';
import { Refusal } from '../../engine/problem.ts';
import { type Holder, type Processes, takeLock } from '../../engine/runs/lock.ts';
import { CLI } from '../scenario.ts';

let stateDir = '';
beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), 'reconcile-lock-'));
});
afterEach(() => rmSync(stateDir, { recursive: true }));

const quiet = (): void => undefined;
const file = (): string => join(stateDir, 'locks', 'o-1.lock');
const someone = (pid: number, isDead: Processes['isDead'] = () => false): Processes => ({
  self: { pid, host: 'here', started: String(pid) },
  isDead,
});
const take = (processes: Processes, told: (dead: Holder) => void = quiet) =>
  takeLock(stateDir, 'o-1', `run-${processes.self.pid}`, processes, told);

function refusal(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map((one) => `${one.code}: ${one.message}`).join();
    throw error;
  }
}

describe('two that find the same dead holder', () => {
  it('do not both get its lock: the one that looked first and moved last gives back what it took', async () => {
    take(someone(1));
    let first: ReturnType<typeof take> | undefined;
    // While the second one asks whether the holder is dead, the first one takes over and goes on.
    const late = someone(3, ({ pid }) => {
      if (pid === 1) first ??= take(someone(2, (holder) => holder.pid === 1));
      return pid === 1;
    });
    expect(refusal(() => take(late))).toContain('lock-held: run run-2 (process 2 on here');
    await expect(first?.check()).resolves.toBeUndefined();
    expect(readdirSync(join(stateDir, 'locks'))).toEqual(['o-1.lock']);
  });

  it('as many processes as there are, leave the lock with exactly one', async () => {
    take(someone(1));
    const child = fileURLToPath(new URL('take-lock.js', import.meta.url));
    const engine = fileURLToPath(
      new URL(`../../${process.env['RECONCILE_DIST'] ?? 'dist'}/runs/lock.js`, import.meta.url),
    );
    const tell = (pid: number) =>
      new Promise<string>((resolve, reject) => {
        const one = spawn(process.execPath, [child, engine, stateDir, String(pid)], { stdio: 'pipe' });
        let said = '';
        one.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
        one.once('error', reject);
        one.once('exit', () => resolve(said.trim()));
      });
    const said = await Promise.all([2, 3, 4, 5, 6, 7].map(tell));
    expect(said.filter((one) => one === 'mine')).toHaveLength(1);
    expect(said.filter((one) => one === 'lock-held')).toHaveLength(5);
  });
});

describe('the lock of an organization', () => {
  it('stands under its name whole, so a crash leaves none without a holder', () => {
    take(someone(1));
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toEqual({
      pid: 1,
      host: 'here',
      started: '1',
      run: 'run-1',
    });
    expect(readdirSync(join(stateDir, 'locks'))).toEqual(['o-1.lock']);
  });

  it('is held by whoever holds it, with a hint what to do, even where nobody can tell who that is', () => {
    mkdirSync(join(stateDir, 'locks'));
    writeFileSync(file(), '');
    expect(refusal(() => take(someone(2, () => true)))).toBe(
      'lock-held: another run works on this organization now',
    );
  });

  it('that was removed is no longer ours, and one that is another’s now is not given back by us', async () => {
    const lock = take(someone(1));
    rmSync(file());
    await expect(lock.check()).rejects.toMatchObject({ problems: [{ code: 'lock-lost' }] });
    take(someone(2));
    await expect(lock.check()).rejects.toMatchObject({ problems: [{ code: 'lock-lost' }] });
    lock.release();
    expect(existsSync(file())).toBe(true);
  });

  it('cannot be taken where its folder cannot be made, and says so', () => {
    writeFileSync(join(stateDir, 'locks'), 'a file');
    expect(refusal(() => take(someone(1)))).toMatch(/^file-unwritable: /);
  });
});

describe('a holder', () => {
  const self = PROCESSES.self;

  it('is alive while its process runs', () => {
    expect(PROCESSES.isDead({ ...self, run: 'r' })).toBe(false);
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'is dead where its process id belongs to a later process now',
    () => {
      expect(PROCESSES.isDead({ ...self, started: '1', run: 'r' })).toBe(true);
    },
  );

  it('is dead once its process has ended, waited for or not', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    await new Promise((resolve) => child.once('spawn', resolve));
    const holder = { pid: child.pid ?? 0, host: hostname(), started: startOf(child.pid ?? 0), run: 'r' };
    expect(PROCESSES.isDead(holder)).toBe(false);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    expect(PROCESSES.isDead(holder)).toBe(true);
  });

  it.runIf(existsSync('/proc/self/stat'))(
    'is dead as a process that has ended and that nobody waits for',
    async () => {
      // The shell becomes a sleep that never waits for the child it was given.
      const parent = spawn('sh', ['-c', 'sleep 0.3 & echo $!; exec sleep 60'], { stdio: 'pipe' });
      const pid = Number(await new Promise((resolve) => parent.stdout.once('data', resolve)));
      const ended = (): boolean =>
        readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.startsWith('Z') ?? false;
      while (!ended()) await new Promise((resolve) => setTimeout(resolve, 5));
      expect(PROCESSES.isDead({ pid, host: hostname(), started: startOf(pid), run: 'r' })).toBe(true);
      parent.kill('SIGKILL');
    },
  );

  it('on another machine is never taken for dead', () => {
    expect(PROCESSES.isDead({ pid: 1, host: `not-${hostname()}`, started: '1', run: 'r' })).toBe(false);
  });
});

function startOf(pid: number): string {
  if (!existsSync('/proc/self/stat')) return '';
  return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19] ?? '';
}

describe('a lock that cannot be removed', () => {
  it('is told of with what to do, and is no crash', () => {
    const folder = mkdtempSync(join(tmpdir(), 'reconcile-lock-'));
    const dist = pathToFileURL(dirname(dirname(CLI))).href;
    // To root no folder is read-only.
    const script = `
      import { chmodSync } from 'node:fs';
      import { takeLock } from '${dist}/runs/lock.js';
      if (process.getuid() === 0) process.setuid(65534);
      const self = { pid: process.pid, host: 'h', started: '1' };
      const lock = takeLock('${folder}', 'o-1', 'run', { self, isDead: () => false }, () => undefined);
      chmodSync('${folder}/locks', 0o555);
      console.log(JSON.stringify(lock.release()));
      chmodSync('${folder}/locks', 0o755);
    `;
    try {
      chmodSync(folder, 0o777);
      const said = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        encoding: 'utf8',
      });
      expect(JSON.parse(said)).toMatchObject({
        code: 'file-unwritable',
        severity: 'error',
        message: `the lock ${folder}/locks/o-1.lock could not be removed (EACCES)`,
        hint: expect.stringContaining('no other machine can work on this organization') as string,
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
