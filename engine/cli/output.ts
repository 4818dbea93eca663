import { once } from 'node:events';
import { closeSync, openSync, writeSync } from 'node:fs';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import type { WriteStream } from 'node:tty';
import { refuse } from '../problem.ts';
import { toAscii } from '../report/ascii.ts';
import { isSystemError, unwritable, writeDurably } from '../runs/durable.ts';

/** How text for a stream should look. */
export interface Style {
  readonly color: boolean;
  /** Columns; 0 for no bound. */
  readonly width: number;
}

let colorWanted: boolean | undefined;

/** `--no-color`, which outranks the environment. */
export function forbidColor(): void {
  colorWanted = false;
}

/**
 * The look for a stream: colours at a terminal only. NO_COLOR (no-color.org) forbids them, FORCE_COLOR asks for
 * them; of the two NO_COLOR wins, since unwanted codes in a file do more harm than a page without colour.
 */
export function styleOf(stream: Pick<WriteStream, 'isTTY' | 'columns'>): Style {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const forbidden = colorWanted === false || (NO_COLOR ?? '') !== '' || TERM === 'dumb';
  const forced = (FORCE_COLOR ?? '') !== '' && FORCE_COLOR !== '0';
  return {
    color: !forbidden && (stream.isTTY || forced),
    width: widthOf(stream),
  };
}

/** Columns of a page that goes to a stream; 0 for no bound. A page that is narrower than this helps nobody. */
function widthOf(stream: Pick<WriteStream, 'isTTY' | 'columns'>): number {
  const columns = columnsOf(stream);
  return columns === 0 ? 0 : Math.max(40, columns);
}

/**
 * Columns of what stands behind a stream: a terminal's own, where it has a size, else those that COLUMNS says, else 80
 * for a terminal and 0, for no bound, where there is none.
 */
export function columnsOf({ isTTY, columns }: Pick<WriteStream, 'isTTY' | 'columns'>): number {
  if (isTTY && columns > 0) return columns;
  const { COLUMNS = '' } = process.env;
  if (/^[1-9]\d{0,3}$/.test(COLUMNS)) return Number(COLUMNS);
  return isTTY ? USUAL_COLUMNS : 0;
}

/** Columns of a terminal that does not say how wide it is. */
export const USUAL_COLUMNS = 80;

/** Why standard output could not be written: the system's code of the first failure. */
let unwritten: string | undefined;

/**
 * Makes a stream fit for what stands behind it. A reader that has seen enough (`| head`) closes the pipe: that is no
 * failure of the run, so the rest is dropped, and the exit code stays that of what was found. A terminal whose
 * locale has another character set than UTF-8 gets ASCII; files and pipes are UTF-8 always.
 */
export function makeFit(stream: WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (stream === process.stdout) unwritten ??= error.code;
  });
  if (!stream.isTTY || isUtf8(process.env)) return;
  const write = stream.write.bind(stream);
  stream.write = (chunk: string | Uint8Array, ...more: never[]) =>
    write(typeof chunk === 'string' ? toAscii(chunk) : chunk, ...more);
}

/** Whether text is UTF-8 here: the first of these variables that is set says so, or none is (locale(7)). */
export function isUtf8({ LC_ALL, LC_CTYPE, LANG }: NodeJS.ProcessEnv): boolean {
  const locale = [LC_ALL, LC_CTYPE, LANG].find((one) => (one ?? '') !== '');
  return locale === undefined || /utf-?8/i.test(locale);
}

/**
 * Writes chunks to standard output, waiting where its reader is slow, ending quietly where it is gone.
 *
 * @throws Refusal (`file-unwritable`) where they cannot be written, as on a full disk
 */
export async function print(chunks: Iterable<string | Uint8Array>): Promise<void> {
  const out = process.stdout;
  for (const chunk of chunks) {
    if (out.destroyed || !out.writable) break;
    if (!out.write(chunk)) await room(out);
  }
  // A file tells of a failed write a moment later.
  await setImmediate();
  if (unwritten === undefined || unwritten === 'EPIPE') return;
  refuse('file-unwritable', `cannot write to standard output (${unwritten})`);
}

/** Waits until a stream takes more or is gone, and leaves no listener behind. */
async function room(out: NodeJS.WritableStream): Promise<void> {
  const enough = new AbortController();
  const { signal } = enough;
  await Promise.race([once(out, 'drain', { signal }), once(out, 'close', { signal })]).catch(() => undefined);
  enough.abort();
}

/**
 * Writes a file that a user asked for; a device or pipe such as /dev/stdout is written to, not replaced.
 *
 * @throws Refusal (`file-unwritable`)
 */
export function writeFile(file: string, chunks: Iterable<string | Uint8Array>): void {
  if (!file.startsWith('/dev/')) {
    writeDurably(file, chunks);
    return;
  }
  try {
    writeDevice(file, chunks);
  } catch (error) {
    throw isSystemError(error) ? unwritable(file, error) : error;
  }
}

function writeDevice(file: string, chunks: Iterable<string | Uint8Array>): void {
  const fd = openSync(file, 'w');
  try {
    for (const chunk of chunks) writeSync(fd, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  } finally {
    closeSync(fd);
  }
}
