import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir, hostname } from 'node:os';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock, Random } from './model.ts';
import type { Holder, Processes } from './runs/lock.ts';

/** The real clock. */
export const CLOCK: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
};

/** The real source of randomness. */
export const RANDOM: Random = () => Math.random();

/** What credentials are looked for in: the user's home folder and the files of this disk. */
export const HOME = { home: homedir(), readFile: (file: string) => readFile(file, 'utf8') };

/** This machine's processes, for the lock. */
export const PROCESSES: Processes = {
  self: { pid: process.pid, host: hostname(), started: startOf(process.pid) ?? '' },
  isDead: (holder) => holder.host === hostname() && !isAlive(holder),
};

function isAlive({ pid, started }: Holder): boolean {
  const now = startOf(pid);
  if (now !== undefined) return now === started;
  try {
    process.kill(pid, 0);
    // Where /proc tells of processes, it has told already that this one is dead.
    return !existsSync('/proc/self/stat');
  } catch (error) {
    // EPERM: it is there and belongs to someone else.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/**
 * When a process started: field 22 of /proc/PID/stat (proc(5)), in clock ticks since the boot. Linux only. One that
 * has ended and that nobody has waited for (state Z) is not there any more.
 */
function startOf(pid: number): string | undefined {
  const fields = statOf(pid);
  return fields?.[0] === 'Z' || fields?.[0] === 'X' ? undefined : fields?.[19];
}

/** The fields of /proc/PID/stat from the third on: the second, the program's name, may hold spaces and parentheses. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}
