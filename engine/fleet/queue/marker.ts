import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { refuse } from '../../problem.ts';
import { makeFolder, writeDurably } from '../../runs/durable.ts';
import { PREFIX } from './connection.ts';

const KEY = `${PREFIX}:state-directory`;

/**
 * Proves that this process sees the state directory that the others see:
 *
 *     read the mark in the queue ─▶ its file must be here ─▶ leave a fresh mark of our own, here and in the queue
 *
 * Each proves itself to the one before. A copy of the directory, or one mounted from elsewhere, lacks the last mark.
 *
 * @param mark a name that was never used before
 * @throws Refusal (`fleet-state-differs`)
 */
export async function proveStateDirectory(redis: Redis, stateDir: string, mark: string): Promise<void> {
  const folder = join(stateDir, 'fleets', 'marks');
  makeFolder(folder);
  const before = await lastMark(redis, folder);
  writeDurably(join(folder, mark), []);
  await redis.set(KEY, mark);
  if (before !== undefined) rmSync(join(folder, before), { force: true });
}

/** The last mark, seen here. Another process may replace it while we look, and remove its file. */
async function lastMark(redis: Redis, folder: string): Promise<string | undefined> {
  for (let missed: string | undefined; ; ) {
    const mark = (await redis.get(KEY)) ?? undefined;
    if (mark === undefined || (/^\w[\w.-]*$/.test(mark) && existsSync(join(folder, mark)))) return mark;
    if (mark === missed) {
      refuse('fleet-state-differs', `${folder} does not hold the mark of the process that came before`, {
        hint: `mount the state directory of the others; if theirs is gone for good, delete the key ${KEY} of the queue`,
      });
    }
    missed = mark;
  }
}
