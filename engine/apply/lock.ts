import { closeSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { problem, Refusal } from '../problem.ts';
import { isSystemError, makeFolder, unwritable } from './durable.ts';

/** Who holds a lock. `started` tells a process from a later one that got the same id. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
  readonly run: string;
}

export interface Lock {
  /** Rejects with Refusal (`lock-lost`) where the lock is not ours any more. */
  check(): Promise<void>;
  release(): void;
}

/** What a lock needs to know of processes; the cli answers. */
export interface Processes {
  /** This process. */
  readonly self: Omit<Holder, 'run'>;
  /** Whether a holder is certainly gone: same host, and no such process with such a start. */
  isDead(holder: Holder): boolean;
}

/**
 * Takes the lock of an organization in a state directory: one run at a time. The file is created exclusively, so
 * of two that start together exactly one gets it. The lock of a dead holder is taken over, and `onTakeover` told.
 *
 * Throws Refusal (`lock-held`, `file-unwritable`).
 */
export function takeLock(
  stateDir: string,
  organization: string,
  run: string,
  processes: Processes,
  onTakeover: (dead: Holder) => void,
): Lock {
  const folder = join(stateDir, 'locks');
  makeFolder(folder);
  const file = join(folder, `${organization}.lock`);
  const mine = JSON.stringify({ ...processes.self, run });
  if (!create(file, mine)) {
    const holder = readHolder(file);
    if (holder === undefined || !processes.isDead(holder)) throw held(file, holder);
    onTakeover(holder);
    // Two that find the same dead holder: the second rm may take the first one's new lock away, so the winner is
    // whoever's text stands in the file once both are done; `check` reads it before each write.
    rmSync(file, { force: true });
    if (!create(file, mine)) throw held(file, readHolder(file));
  }
  return {
    check: async () => {
      if (readText(file) !== mine) throw lost(file);
      await Promise.resolve();
    },
    release: () => {
      if (readText(file) === mine) rmSync(file, { force: true });
    },
  };
}

function create(file: string, text: string): boolean {
  let fd: number;
  try {
    fd = openSync(file, 'wx', 0o600);
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw unwritable(file, error);
  }
  try {
    writeSync(fd, text);
    fsyncSync(fd);
    return true;
  } catch (error) {
    rmSync(file, { force: true });
    throw unwritable(file, error);
  } finally {
    closeSync(fd);
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function readHolder(file: string): Holder | undefined {
  try {
    const holder = JSON.parse(readText(file) ?? '') as Partial<Holder>;
    const { pid, host, started, run } = holder;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    return { pid, host, started: String(started), run: String(run) };
  } catch {
    return undefined;
  }
}

function held(file: string, holder: Holder | undefined): Refusal {
  const who =
    holder === undefined
      ? 'another run'
      : `run ${holder.run} (process ${holder.pid} on ${holder.host}, since ${holder.started})`;
  const message = `${who} works on this organization now`;
  const hint = `wait for it; if it is certainly dead, remove ${file}`;
  return new Refusal([problem('lock-held', message, { hint })]);
}

function lost(file: string): Refusal {
  const hint = 'see which run holds it now, then reconcile resume';
  return new Refusal([problem('lock-lost', `the lock ${file} is not this run's any more`, { hint })]);
}
