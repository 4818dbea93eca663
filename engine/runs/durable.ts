import { randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { quoted } from '../problem/shell.ts';
import { problem, Refusal } from '../problem.ts';

/**
 * Writes a file so that a crash leaves the old one or the new one, never half of one: a neighbour is written and
 * synced, renamed over the name, and the folder synced. Chunks are written as they come; files are 0600.
 *
 * Throws Refusal (`file-unwritable`); the old file is still there then. What a chunk's making throws passes through.
 */
export function writeDurably(file: string, chunks: Iterable<string | Uint8Array>): void {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    writeDraft(draft, chunks);
    renameSync(draft, file);
    syncFolder(dirname(file));
  } catch (error) {
    discard(draft);
    throw isSystemError(error) ? unwritable(file, error) : error;
  }
}

/** Removes what may not be there. A draft that cannot be removed must not hide why it is one. */
function discard(draft: string): void {
  try {
    rmSync(draft, { force: true });
  } catch {
    // Told already, by what made it a leftover.
  }
}

function writeDraft(draft: string, chunks: Iterable<string | Uint8Array>): void {
  const fd = openSync(draft, 'wx', 0o600);
  try {
    for (const chunk of chunks) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk;
      for (let from = 0; from < bytes.length; ) from += writeSync(fd, bytes, from);
    }
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** Makes a folder and those above it, 0700, all durable. Throws Refusal (`file-unwritable`). */
export function makeFolder(folder: string): void {
  let at = folder;
  try {
    for (const level of missingLevels(resolve(folder))) {
      at = level;
      makeLevel(level);
    }
  } catch (error) {
    throw unwritable(at, error);
  }
}

/**
 * The folders that a path still lacks, from the top down. `recursive` of mkdir would try for ever where a folder is
 * there and takes none, as /proc does.
 */
function missingLevels(folder: string): string[] {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return [];
  const above = dirname(folder);
  return above === folder ? [folder] : [...missingLevels(above), folder];
}

/** Makes one folder whose name is durable, once the one above it is synced. */
function makeLevel(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process may have been faster.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
  syncFolder(dirname(folder));
}

/** Makes a folder that must not be there yet, 0700 and durable. Throws Refusal (`file-unwritable`). */
export function makeNewFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    syncFolder(dirname(folder));
  } catch (error) {
    throw unwritable(folder, error);
  }
}

/** Makes the names in a folder durable (fsync of the folder, as fsync(2) advises after a create or rename). */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

/** An error of the operating system, as Node gives it: with a code such as `ENOSPC`. */
export function isSystemError(error: unknown): error is Error & { readonly code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && 'syscall' in error;
}

/** The refusal for a file or folder that cannot be written, with the system's reason in words. */
export function unwritable(file: string, cause: unknown): Refusal {
  const said = cause instanceof Error ? cause.message : 'unknown reason';
  const why = isSystemError(cause) ? (REASONS.get(cause.code) ?? cause.code) : said;
  const hint = hintFor(file, isSystemError(cause) ? cause.code : '');
  return new Refusal([problem('file-unwritable', `cannot write ${file}: ${why}`, { hint })], { cause });
}

function hintFor(file: string, code: string): string {
  const folder = dirname(file);
  if (code === 'ENOENT' && !existsSync(folder)) return `make its folder first: mkdir -p ${inShell(folder)}`;
  if (code === 'EISDIR') return 'name a file in it';
  return 'make room, or name another place with --state-dir, --out or --report FORMAT=FILE';
}

/** A path as a shell takes it for one word. */
function inShell(path: string): string {
  return /^[\w./][\w./-]*$/.test(path) ? path : `-- ${quoted(path)}`;
}

const REASONS = new Map([
  ['ENOSPC', 'the disk is full (ENOSPC)'],
  ['EDQUOT', 'the disk quota is used up (EDQUOT)'],
  ['EROFS', 'the file system is read-only (EROFS)'],
  ['EACCES', 'permission denied (EACCES)'],
  ['EPERM', 'not permitted (EPERM)'],
  ['ENOENT', 'its folder is not there, or takes nothing new (ENOENT)'],
  ['ENOTDIR', 'a part of its path is no folder (ENOTDIR)'],
  ['EISDIR', 'it is a folder (EISDIR)'],
  ['EEXIST', 'it is there already (EEXIST)'],
]);
