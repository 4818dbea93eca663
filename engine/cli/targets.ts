import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { envelopeBeside } from '../evidence/folder.ts';
import type { Problem } from '../model.ts';
import { problem, Refusal } from '../problem.ts';
import { unwritable } from '../runs/durable.ts';
import type { ReportRequest } from './parse.ts';

/** Options that name files to be written. */
export interface Targets {
  readonly out?: string;
  /** A verb that has one report only, on standard output, has the name of its format here. */
  readonly report?: readonly ReportRequest<string>[] | string;
}

/**
 * Refuses files that cannot or must not be written before anything is read or sent for them: a plan or report that is
 * lost at the end of a run costs the run, and one that is written over a signed one costs the signatures.
 *
 * @throws Refusal (`file-unwritable`, `file-signed`) with every one of them
 */
export function refuseTargets({ out, report = [] }: Targets): void {
  const reports = typeof report === 'string' ? [] : report.map(({ file }) => file);
  const files = [out, ...reports].filter((file) => file !== undefined).filter((file) => file !== STDOUT);
  const problems = files.flatMap((file) => {
    const cause = whyUnwritable(file);
    return cause === undefined ? signedProblems(file) : unwritable(file, cause).problems;
  });
  if (problems.length > 0) throw new Refusal(problems);
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

function whyUnwritable(file: string): unknown {
  try {
    if (file.startsWith('/dev/')) accessSync(file, constants.W_OK);
    else accessSync(dirname(file), constants.W_OK);
    return isFolder(file) ? folderInTheWay() : undefined;
  } catch (error) {
    return error;
  }
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** What the system would say of a write. */
function folderInTheWay(): Error {
  return Object.assign(new Error('EISDIR'), { code: 'EISDIR', syscall: 'open' });
}
