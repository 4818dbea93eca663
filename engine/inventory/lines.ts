import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { problem, Refusal, refuse } from '../problem.ts';

/** Bytes read at a time. */
const CHUNK = 1 << 20;
/** Bytes of the longest line that is taken for one: a resource has at most 20 tags. */
const LONGEST_LINE = 1 << 24;
const NEWLINE = 0x0a;

/** One line without its newline; `number` counts from 1. */
export interface Line {
  readonly text: string;
  readonly number: number;
}

/**
 * Lines of a UTF-8 file, read as they are asked for; a last line needs no newline.
 *
 * Bytes are cut at newlines before they become text, so no character is ever torn, and what is no UTF-8 is refused:
 * a decoder would quietly put other characters in place of it.
 *
 * Throws Refusal (`file-unreadable`, `inventory-broken`).
 */
export function* readLines(file: string): Generator<Line> {
  const fd = open(file);
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest: Buffer = Buffer.alloc(0);
    let number = 0;
    for (;;) {
      const size = read(fd, chunk, file);
      if (size === 0) break;
      const bytes = Buffer.concat([rest, chunk.subarray(0, size)]);
      let from = 0;
      for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, from)) {
        yield textOf(bytes.subarray(from, end), ++number, file);
        from = end + 1;
      }
      rest = bytes.subarray(from);
      if (rest.length > LONGEST_LINE) throw brokenLine(file, number + 1, 'this line is longer than 16 MiB');
    }
    if (rest.length > 0) yield textOf(rest, number + 1, file);
  } finally {
    closeSync(fd);
  }
}

/** The refusal of an inventory file, at a line of it. */
export function brokenLine(file: string, line: number, message: string): Refusal {
  const hint = 'take the snapshot again: reconcile snapshot -o FILE';
  return new Refusal([problem('inventory-broken', message, { place: { file, line, column: 1 }, hint })]);
}

function textOf(bytes: Buffer, number: number, file: string): Line {
  if (!isUtf8(bytes)) throw brokenLine(file, number, 'this line is no UTF-8');
  return { text: bytes.toString('utf8'), number };
}

function open(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    return unreadable(file, error);
  }
}

function read(fd: number, into: Buffer, file: string): number {
  try {
    return readSync(fd, into, 0, into.length, null);
  } catch (error) {
    return unreadable(file, error);
  }
}

const HINTS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file; reconcile snapshot -o FILE saves one'],
  ['EISDIR', 'that is a folder; name the file in it that reconcile snapshot saved'],
]);

function unreadable(file: string, error: unknown): never {
  const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  const hint = HINTS.get(reason);
  return refuse('file-unreadable', `cannot read ${file} (${reason})`, hint === undefined ? {} : { hint });
}
