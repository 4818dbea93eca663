import { accessSync, constants, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Refusal } from '../problem.ts';
import { unwritable } from '../runs/durable.ts';
import type { ReportRequest } from './parse.ts';

/** Options that name files to be written. */
export interface Targets {
  readonly out?: string;
  /** A verb that has one report only, on standard output, has the name of its format here. */
  readonly report?: readonly ReportRequest<string>[] | string;
}

/**
 * Refuses files that cannot be written before anything is read or sent for them: a plan or report that is lost at the
 * end of a run costs the run.
 *
 * @throws Refusal (`file-unwritable`) with every one of them
 */
export function refuseUnwritable({ out, report = [] }: Targets): void {
  const reports = typeof report === 'string' ? [] : report.map(({ file }) => file);
  const files = [out, ...reports].filter((file) => file !== undefined).filter((file) => file !== STDOUT);
  const problems = files.flatMap((file) => {
    const cause = whyUnwritable(file);
    return cause === undefined ? [] : unwritable(file, cause).problems;
  });
  if (problems.length > 0) throw new Refusal(problems);
}

/** How standard output is named where a file is wanted. */
const STDOUT = '-';

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
