import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { refuse } from '../problem.ts';
import { unwritable, writeDurably } from './durable.ts';

const NEWLINE = 0x0a;

/**
 * Moves the good part of a journal to a file of its own under the same name. A process that was taken for dead and
 * comes back still has the old file open; it finds that without a name and sends nothing (see `fileSink`). A torn
 * last line is left behind, so that the next one stands on a line of its own.
 *
 *     read ──── lock ──── copy ──── rename ──── look at the old file again: it can gain nothing from here on
 *
 * @param length bytes of the good part as it was read, before the lock was taken
 * @throws Refusal (`lock-held`) where lines came after; they are kept. Else `file-unwritable`.
 */
export function takeOverJournal(file: string, length: number): void {
  const old = open(file);
  try {
    writeDurably(file, [readAll(old).subarray(0, length)]);
    const everything = readAll(old);
    if (!everything.subarray(length).includes(NEWLINE)) return;
    writeDurably(file, [everything]);
  } finally {
    closeSync(old);
  }
  refuse('lock-held', 'another process still wrote to the journal of this run', {
    hint: 'it cannot any more; give the same command again',
  });
}

function open(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    throw unwritable(file, error);
  }
}

function readAll(fd: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(fd).size);
  let at = 0;
  for (let read = -1; read !== 0 && at < bytes.length; at += read)
    read = readSync(fd, bytes, at, bytes.length - at, at);
  return bytes.subarray(0, at);
}
