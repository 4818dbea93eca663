import { randomUUID } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant, Problem } from '../model.ts';
import { problem, Refusal } from '../problem.ts';
import { isSystemError, makeFolder, unwritable } from './durable.ts';

/** Who holds a lock. `started` tells a process from a later one that got the same id; it is no time that people read. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly started: string;
  readonly run: string;
  /** When the lock was taken. */
  readonly since?: Instant;
  /** What a queue gave it to do, and which time: of two that were given the same, the later may know the earlier dead. */
  readonly job?: string;
}

export interface Lock {
  /** Rejects with Refusal (`lock-lost`) where the lock is not ours any more. */
  check(): Promise<void>;
  /** Gives the lock back; a problem where it cannot be removed, and so stays for whoever comes next. */
  release(): Problem | undefined;
}

/** What a lock needs to know of processes; the cli answers. */
export interface Processes {
  /** This process. */
  readonly self: Omit<Holder, 'run' | 'since'>;
  /** Whether a holder is certainly gone: same host, and no such process with such a start. */
  isDead(holder: Holder): boolean;
}

/**
 * Takes the lock of an organization in a state directory: one run at a time. The lock appears under its name whole
 * and at once, so of two that start together exactly one gets it, and a crash leaves no lock without a holder. The
 * lock of a dead holder is taken over, and `onTakeover` told.
 *
 *     draft ─▶ link to the name ─▶ ours
 *       ▲            │ the name is taken
 *       │       holder alive? ─▶ held
 *       └── bury ◀── dead
 *
 * Throws Refusal (`lock-held`, `file-unwritable`).
 */
export function takeLock(
  stateDir: string,
  organization: string,
  run: string,
  processes: Processes,
  onTakeover: (dead: Holder) => void,
  since?: Instant,
): Lock {
  const folder = join(stateDir, 'locks');
  makeFolder(folder);
  const file = join(folder, `${organization}.lock`);
  const mine = JSON.stringify({ ...processes.self, run, ...(since !== undefined && { since }) });
  const dead = place(file, mine, processes);
  if (dead !== undefined) onTakeover(dead);
  return {
    check: async () => {
      // For a moment it is away where another run finds that it buried the wrong one.
      for (let look = 1; readText(file) !== mine; look++) {
        if (look > LOOKS || readText(file) !== undefined) throw lost(file);
        await sleep(PAUSE);
      }
    },
    release: () => {
      if (readText(file) !== mine) return undefined;
      try {
        rmSync(file, { force: true });
        return undefined;
      } catch (error) {
        return stuck(file, error);
      }
    },
  };
}

/** How often, and how many milliseconds apart, a lock that is away is looked for. */
const LOOKS = 5;
const PAUSE = 10;

/** As many holders may come and go while we look; each look takes well under a millisecond. */
const TRIES = 1_000;

/** Puts the text under the name, once a holder that is dead is out of the way; gives that holder. */
function place(file: string, text: string, processes: Processes): Holder | undefined {
  const draft = `${file}.${randomUUID()}`;
  let dead: Holder | undefined;
  try {
    writeDraft(draft, text);
    for (let tries = 0; tries < TRIES; tries++) {
      if (linkTo(draft, file)) return dead;
      const there = readText(file);
      if (there === undefined) continue;
      const holder = holderOf(there);
      if (holder === undefined || !processes.isDead(holder)) throw held(file, holder);
      if (bury(file, there)) dead = holder;
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unwritable(file, error);
  } finally {
    rmSync(draft, { force: true });
  }
  throw held(file, undefined);
}

function writeDraft(draft: string, text: string): void {
  const fd = openSync(draft, 'wx', 0o600);
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Gives the draft the name, unless something has it. Where there are no hard links a copy must do. */
function linkTo(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    if (!isSystemError(error) || !NO_LINKS.has(error.code)) throw error;
  }
  try {
    copyFileSync(draft, file, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if (isSystemError(error) && error.code === 'EEXIST') return false;
    throw error;
  }
}

const NO_LINKS: ReadonlySet<string> = new Set(['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK']);

/**
 * Takes a dead holder's lock away. Only one of many can move a file, and what it moved is looked at again: where
 * another has taken over in between, that one's lock is given back. Gives whether it was the dead one's.
 */
function bury(file: string, text: string): boolean {
  const grave = `${file}.${randomUUID()}`;
  try {
    renameSync(file, grave);
  } catch (error) {
    if (isSystemError(error) && error.code === 'ENOENT') return false;
    throw error;
  }
  try {
    if (readText(grave) === text) return true;
    linkTo(grave, file);
    return false;
  } finally {
    rmSync(grave, { force: true });
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function holderOf(text: string): Holder | undefined {
  try {
    const { pid, host, started, run, since, job } = JSON.parse(text) as Partial<Holder>;
    if (typeof pid !== 'number' || typeof host !== 'string') return undefined;
    const time = typeof since === 'string' && !Number.isNaN(Date.parse(since)) && { since };
    const given = typeof job === 'string' && { job };
    return { pid, host, started: String(started), run: String(run), ...time, ...given };
  } catch {
    return undefined;
  }
}

/** Ids of the runs that hold a lock of a state directory now, as far as this machine can tell. */
export function runsAtWork(stateDir: string, { isDead }: Pick<Processes, 'isDead'>): ReadonlySet<string> {
  const folder = join(stateDir, 'locks');
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.lock')) : [];
  const holders = files.map((name) => holderOf(readText(join(folder, name)) ?? ''));
  return new Set(holders.flatMap((one) => (one === undefined || isDead(one) ? [] : [one.run])));
}

function held(file: string, holder: Holder | undefined): Refusal {
  const message = `${holder === undefined ? 'another run' : holderText(holder)} works on this organization now`;
  const hint = `wait for it; if it is certainly dead, remove ${file}`;
  return new Refusal([problem('lock-held', message, { hint })]);
}

function holderText({ run, pid, host, since }: Holder): string {
  const time =
    since === undefined ? '' : `, since ${new Date(since).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  return `run ${run} (process ${pid} on ${host}${time})`;
}

function stuck(file: string, error: unknown): Problem {
  const why = isSystemError(error) ? error.code : 'unknown reason';
  const hint = `remove ${file}, or no other machine can work on this organization`;
  return problem('file-unwritable', `the lock ${file} could not be removed (${why})`, { hint });
}

function lost(file: string): Refusal {
  const hint = 'see which run holds it now, then reconcile resume';
  return new Refusal([problem('lock-lost', `the lock ${file} is not this run's any more`, { hint })]);
}
