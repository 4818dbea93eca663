import {
  closeSync,
  type Dirent,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { problem, Refusal, refuse } from '../problem.ts';
import { isSystemError, makeFolder, makeNewFolder, unwritable } from './durable.ts';
import { isRunId, oldestFirst, undosBehind } from './ids.ts';

/** The files of a run folder. */
export const RUN_FILES = {
  plan: 'plan.json',
  /** The signatures by which the plan was approved, where some were required. */
  approval: 'plan.sig.json',
  /** What an undo puts back; only in the folder of an undo. */
  undoing: 'undoing.json',
  journal: 'journal.jsonl',
  run: 'run.json',
  /** The signatures on all of these but the approval, where somebody signed the run. */
  signatures: 'evidence.sig.json',
} as const;

/**
 * Makes the folder of a new run, and the state directory with a `.gitignore`, since values may be sensitive.
 * Throws Refusal: `file-unwritable`, or `run-id-taken` where another run, perhaps of another machine, has this id.
 */
export function makeRunFolder(stateDir: string, id: string): string {
  makeFolder(join(stateDir, 'runs'));
  const ignore = join(stateDir, '.gitignore');
  try {
    if (!existsSync(ignore)) writeFileSync(ignore, '*\n', { mode: 0o600 });
  } catch (error) {
    throw unwritable(ignore, error);
  }
  const folder = join(stateDir, 'runs', id);
  makeOwnFolder(folder);
  return folder;
}

/** Makes a folder whose name tells it from all others. Throws Refusal: `file-unwritable`, `run-id-taken`. */
export function makeOwnFolder(folder: string): void {
  try {
    makeNewFolder(folder);
  } catch (error) {
    const { cause } = error as Refusal;
    if (!isSystemError(cause) || cause.code !== 'EEXIST') throw error;
    const hint = 'begin it again: it gets another id';
    throw new Refusal([problem('run-id-taken', `${folder} is of another run`, { hint })], { cause });
  }
}

/**
 * Ids of the runs in a state directory, oldest first, and undos behind what they undo. A copy of a folder beside its run
 * is no second run.
 */
export function listRuns(stateDir: string): string[] {
  const lines = beginnings(stateDir);
  const copies = new Set(copiesAmong(lines).map(({ name }) => name));
  const ids = [...lines.keys()].filter((id) => !copies.has(id));
  const sorted = oldestFirst(ids, (id) => memberOf(lines.get(id), /"at":"([^"]*)"/));
  return undosBehind(sorted, (id) => memberOf(lines.get(id), /"of":"([^"]*)"/) || undefined);
}

/** A folder under another name than its run has, which lies beside it. */
export interface RunCopy {
  readonly name: string;
  readonly run: string;
}

/** Copies of run folders that lie among them: counted, and found by `last`, they would be runs that never were. */
export function listCopies(stateDir: string): RunCopy[] {
  return copiesAmong(beginnings(stateDir));
}

function copiesAmong(lines: ReadonlyMap<string, string>): RunCopy[] {
  return [...lines]
    .filter(([name]) => !isRunId(name))
    .map(([name, line]) => ({ name, run: memberOf(line, /"run":"([^"]*)"/) }))
    .filter(({ name, run }) => run !== name && lines.has(run));
}

/** The first line of each run's journal by the name of its folder, read once; see `beginningOf`. */
function beginnings(stateDir: string): ReadonlyMap<string, string> {
  return new Map(
    folders(stateDir).flatMap((name): [string, string][] => {
      const line = beginningOf(join(stateDir, 'runs', name));
      return line === undefined ? [] : [[name, line]];
    }),
  );
}

/** What the first line of a journal has as a member; empty where there is none. */
function memberOf(line: string | undefined, member: RegExp): string {
  return member.exec(line ?? '')?.[1] ?? '';
}

/**
 * Folders without a whole line of a journal, a record and signatures: of a run that died before it began, or is about
 * to begin. It sent nothing, so it is no run.
 */
export function listStillborn(stateDir: string): string[] {
  return folders(stateDir).filter((id) => beginningOf(join(stateDir, 'runs', id)) === undefined);
}

function folders(stateDir: string): string[] {
  const folder = join(stateDir, 'runs');
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() || (entry.isSymbolicLink() && !isFile(join(folder, entry.name))))
    .map((entry) => entry.name)
    .sort();
}

/** What lies in a folder. Throws Refusal (`file-unreadable`): one that cannot be read must not pass for an empty one. */
export function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (!isSystemError(error)) throw error;
    return error.code === 'ENOENT' ? [] : refuse('file-unreadable', `cannot read ${folder} (${error.code})`);
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

/**
 * The first line of the journal of a folder that holds a run, empty where that cannot be read; undefined where it holds
 * none. A run with a record or signatures has begun, and lost its journal; of one behind a link to nowhere, or whose
 * journal cannot be read, nobody can say that it has not. `runs` tells of all.
 */
function beginningOf(folder: string): string | undefined {
  try {
    const line = readFirstLine(join(folder, RUN_FILES.journal));
    if (line !== undefined) return line;
  } catch (error) {
    if (!isSystemError(error) || error.code !== 'ENOENT' || !existsSync(folder)) return '';
  }
  return [RUN_FILES.run, RUN_FILES.signatures].some((name) => existsSync(join(folder, name)))
    ? ''
    : undefined;
}

/** The first line of a file, however long the rest is; undefined where there is no whole one, or no file but a folder. */
export function firstLine(file: string): string | undefined {
  try {
    return readFirstLine(file);
  } catch (error) {
    if (isSystemError(error)) return undefined;
    throw error;
  }
}

function readFirstLine(file: string): string | undefined {
  const fd = openSync(file, 'r');
  try {
    const chunk = Buffer.alloc(4_096);
    const line: Buffer[] = [];
    for (;;) {
      const read = chunk.subarray(0, readSync(fd, chunk));
      const end = read.indexOf('\n');
      line.push(Buffer.from(end < 0 ? read : read.subarray(0, end)));
      if (end >= 0) return Buffer.concat(line).toString('utf8');
      if (read.length === 0) return undefined;
    }
  } finally {
    closeSync(fd);
  }
}

/** Folders of the runs in a state directory, newest first. */
export function newestFirst(stateDir: string): string[] {
  return listRuns(stateDir)
    .map((id) => join(stateDir, 'runs', id))
    .reverse();
}

/**
 * Finds the folder that RUN names: a folder, an id, a unique prefix of one, or `last`: the last one that `counts`.
 * Throws Refusal (`run-unknown`, `run-ambiguous`).
 */
export function findRun(stateDir: string, run: string, counts: (folder: string) => boolean): string {
  // It is the beginning of every id.
  if (run === '') refuse('run-unknown', 'RUN is empty', { hint: 'is a variable unset?' });
  if (run === 'last') return newestFirst(stateDir).find(counts) ?? refuseLast(stateDir, 'sent');
  if (existsSync(join(run, RUN_FILES.journal))) return run;
  const ids = listRuns(stateDir);
  const matches = ids.includes(run) ? [run] : ids.filter((id) => id.startsWith(run));
  const [first, second] = matches;
  if (first === undefined) {
    return refuse('run-unknown', `there is no run ${run} in ${stateDir}`, {
      hint: 'reconcile runs lists them',
    });
  }
  if (second !== undefined) {
    refuse('run-ambiguous', `${run} could be ${matches.join(', ')}`, { hint: 'give more of the id' });
  }
  return join(stateDir, 'runs', first);
}

/** Refuses a RUN that no run can be, whatever the organization. Throws Refusal (`run-unknown`, `run-ambiguous`). */
export function requireRun(stateDir: string, run: string): void {
  findRun(stateDir, run, () => true);
}

/** Refuses `last` where no run did what it asks for. */
export function refuseLast(stateDir: string, did: 'sent' | 'removed'): never {
  return refuse('run-unknown', `no run in ${stateDir} has ${did} anything yet`, {
    hint: 'reconcile runs lists those that began; one that was stopped before is not there: give its command again',
  });
}

/** Whether somebody has signed what a run left behind. */
export function isSigned(folder: string): boolean {
  return existsSync(join(folder, RUN_FILES.signatures));
}

/** Refuses (`run-signed`) to write into the folder of a run that is signed: no signature would fit any more. */
export function refuseSigned(folder: string): void {
  if (!isSigned(folder)) return;
  refuse(
    'run-signed',
    `run ${basename(folder)} is signed as it is; to go on with it would break the signatures`,
    {
      hint: `what is left shows in a new run: reconcile --dry-run. Or remove ${join(folder, RUN_FILES.signatures)}, resume, and sign again`,
    },
  );
}

/** Reads a text file of a run. Throws Refusal (`file-unreadable`). */
export function readRunFile(folder: string, name: string): string {
  const file = join(folder, name);
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
    return refuse('file-unreadable', `cannot read ${file} (${reason})`);
  }
}
