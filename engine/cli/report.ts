import process from 'node:process';
import type { ExitCode, Run } from '../model.ts';
import { Refusal } from '../problem.ts';
import { type GroupBy, REPORTS, type ReportName, renderProblems } from '../report/index.ts';
import type { ReportOptions } from '../report/report.ts';
import { redactRun } from '../rules/redact.ts';
import { print, styleOf, writeFile } from './output.ts';
import type { ReportRequest } from './parse.ts';

/** Options that shape reports. */
export interface ReportChoice {
  readonly report: readonly ReportRequest<ReportName>[];
  readonly summaryOnly?: boolean;
  readonly groupBy?: GroupBy;
  readonly maxRows?: number;
}

/** A file to be written beside the reports. */
export interface OutputFile {
  readonly file: string;
  readonly chunks: Iterable<string>;
}

/**
 * Writes every report and file that was asked for, and text to standard output where no report goes there. Gives
 * the exit code of the run, or what a file that could not be written makes of it.
 */
export async function writeReports(
  run: Run,
  choice: ReportChoice,
  files: readonly OutputFile[] = [],
): Promise<ExitCode> {
  const shown = redactRun(run);
  const requests: readonly ReportRequest<ReportName>[] = choice.report.some((one) => one.file === undefined)
    ? choice.report
    : [...choice.report, { format: 'text' }];
  let exit = run.exit;
  for (const { file, chunks } of files) {
    if (!tryWrite(file, chunks)) exit = run.wrote ? worseOf(exit) : 1;
  }
  for (const { format, file } of requests) {
    const chunks = REPORTS[format](shown, optionsFor(file, choice));
    if (file === undefined) await print(chunks);
    else if (!tryWrite(file, chunks)) exit = run.wrote ? worseOf(exit) : 1;
  }
  return exit;
}

/** An unwritten report must not look like a written one; what the run itself says weighs more. */
function worseOf(exit: ExitCode): ExitCode {
  return exit === 130 ? 130 : 4;
}

function tryWrite(file: string, chunks: Iterable<string>): boolean {
  try {
    writeFile(file, chunks);
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(renderProblems(error.problems, 'text', styleOf(process.stderr)));
    return false;
  }
}

function optionsFor(
  file: string | undefined,
  { summaryOnly, groupBy, maxRows }: ReportChoice,
): ReportOptions {
  const look = file === undefined ? styleOf(process.stdout) : { color: false, width: 0 };
  return {
    ...look,
    ...(summaryOnly !== undefined && { summaryOnly }),
    ...(groupBy !== undefined && { groupBy }),
    ...(maxRows !== undefined && { maxRows }),
  };
}
