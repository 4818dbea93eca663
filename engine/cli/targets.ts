import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { envelopeBeside } from '../evidence/folder.ts';
import type { Problem } from '../model.ts';
import { problem, Refusal } from '../problem.ts';
import { unwritable } from '../runs/durable.ts';
import { RUN_FILES } from '../runs/folders.ts';
import { lookAt } from './files.ts';
import { type Given, inputsOf } from './inputs.ts';
import type { ReportRequest } from './parse.ts';

/** Options that name files to be written. */
export interface Targets {
  readonly out?: string;
  /** A verb that has one report only, on standard output, has the name of its format here. */
  readonly report?: readonly ReportRequest<string>[] | string;
  readonly stateDir?: string;
  /** Whether the command may write, and so keeps a run. */
  readonly keepsRun?: boolean;
}

/**
 * Refuses files that cannot or must not be written before anything is read or sent for them: a plan or report that is
 * lost at the end of a run costs the run, and one that is written over a signed one costs the signatures, over what
 * the command reads the rules or the plan, and over the file of a run what it removed.
 *
 * @throws Refusal (`file-unwritable`, `file-signed`, `file-twice`, `file-read`, `file-of-run`) with every one of them
 */
export async function refuseTargets(
  { out, report = [], stateDir = '.reconcile', keepsRun = false }: Targets,
  given: Given,
): Promise<void> {
  const reports = typeof report === 'string' ? [] : report.map(({ file }) => file);
  const files = [out, ...reports].filter((file) => file !== undefined).filter((file) => file !== STDOUT);
  const written = files.flatMap((file) => {
    const cause = whyUnwritable(file);
    return cause === undefined ? signedProblems(file) : unwritable(file, cause).problems;
  });
  const problems = [...written, ...(keepsRun ? runProblems(stateDir) : [])];
  const told =
    problems.length > 0 ? problems : [...twiceProblems(files), ...stateProblems(files, stateDir, given)];
  const all = told.length > 0 ? told : await inputProblems(files, given);
  if (all.length > 0) throw new Refusal(all);
}

/** How standard output is named where a file is wanted. */
const STDOUT = '-';

/** What somebody signed is not replaced unseen. */
function signedProblems(file: string): Problem[] {
  const envelope = envelopeBeside(file);
  if (!existsSync(file) || !existsSync(envelope)) return [];
  return [
    problem('file-signed', `${file} is signed (${envelope}), and would be written over`, {
      hint: `choose another name, or remove ${envelope} first`,
    }),
  ];
}

/** Of two reports in one file the second alone would be left. */
function twiceProblems(files: readonly string[]): Problem[] {
  const names = files.filter(isReplaced).map(identity);
  const twice = files.filter(isReplaced).filter((_, i) => names.indexOf(names[i] ?? '') < i);
  return twice.map((file) =>
    problem('file-twice', `${file} is to hold two things, and the second would be written over the first`, {
      hint: 'give --out and each --report FORMAT=FILE a file of its own',
    }),
  );
}

/** Somebody who has seen a plan and said yes should not hear only then that no run can be kept. */
function runProblems(stateDir: string): Problem[] {
  const folders = [stateDir, ...KEPT.map((name) => join(stateDir, name))].filter((folder) =>
    existsSync(folder),
  );
  for (const folder of folders.length > 0 ? folders : [nearestFolder(stateDir)]) {
    const cause = whyNoPlace(folder);
    if (cause !== undefined) return [...unwritable(folder, cause).problems];
  }
  return [];
}

function nearestFolder(path: string): string {
  const above = dirname(path);
  return existsSync(above) || above === path ? above : nearestFolder(above);
}

function whyNoPlace(folder: string): unknown {
  return whyDenied(folder) ?? (isFolder(folder) ? undefined : asSystemError('ENOTDIR', 'mkdir'));
}

function whyDenied(path: string): unknown {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The folders of a state directory in which no file is for a user to write. */
const KEPT = ['runs', 'locks', 'fleets'];

function stateProblems(files: readonly string[], stateDir: string, { verb }: Given): Problem[] {
  const kept = KEPT.map((name) => `${realPath(join(stateDir, name))}${sep}`);
  const inside = files.filter((file) => kept.some((folder) => realPath(file).startsWith(folder)));
  // `sign` may be told where it writes anyway.
  const wrong = inside.filter((file) => verb !== 'sign' || basename(file) !== RUN_FILES.signatures);
  return wrong.map((file) =>
    problem('file-of-run', `${file} is where runs keep what undo and resume need`, {
      hint: `choose a name outside of ${stateDir}`,
    }),
  );
}

/** What the command reads is loaded for this only where something would be written over. */
async function inputProblems(files: readonly string[], given: Given): Promise<Problem[]> {
  const there = files.filter((file) => lookAt(file)?.isFile() === true);
  if (there.length === 0) return [];
  const inputs = new Set((await inputsOf(given)).filter((file) => existsSync(file)).map(identity));
  return there
    .filter((file) => inputs.has(identity(file)))
    .map((file) =>
      problem('file-read', `${file} would be written over, and this command reads it`, {
        hint: 'choose another name',
      }),
    );
}

/** Whether a write puts a new file in the place: not of a device or pipe. */
function isReplaced(file: string): boolean {
  return !file.startsWith('/dev/') && lookAt(file)?.isFile() !== false;
}

/** Tells files apart whatever they are called: by what the disk says, or where there is none yet by its real path. */
function identity(file: string): string {
  const there = statSync(file, { throwIfNoEntry: false, bigint: true });
  return there === undefined ? realPath(file) : `${there.dev}:${there.ino}`;
}

/** The path of a file that may not be there yet, without links. */
function realPath(file: string): string {
  const above = dirname(file);
  if (existsSync(file)) return realpathSync(file);
  return above === file ? file : join(realPath(above), basename(file));
}

function whyUnwritable(file: string): unknown {
  const denied = file.startsWith('/dev/') ? whyDenied(file) : whyNoPlace(dirname(file));
  return denied ?? (isFolder(file) ? asSystemError('EISDIR', 'open') : undefined);
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What the system would say of a write. */
function asSystemError(code: string, syscall: string): Error {
  return Object.assign(new Error(code), { code, syscall });
}
