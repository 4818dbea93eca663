import process from 'node:process';
import { exitCode } from '../exit.ts';
import { FLEET_REPORTS } from '../fleet/report/index.ts';
import type { FleetRun } from '../fleet/result.ts';
import type { ComparisonRun, ExitCode, Problem, Run } from '../model.ts';
import { Refusal } from '../problem.ts';
import { COMPARISON_REPORTS, type ComparisonReportName } from '../report/comparison.ts';
import {
  FILE_REPORTS,
  type FileReportName,
  type GroupBy,
  REPORTS,
  type ReportName,
  renderProblems,
} from '../report/index.ts';
import type { Asked, ReportOptions } from '../report/report.ts';
import { afterNo } from '../report/text.ts';
import { redactRun } from '../rules/redact.ts';
import { tellWorkflow } from './github.ts';
import { print, styleOf, writeFile } from './output.ts';
import type { ReportRequest } from './parse.ts';

/** Options that shape reports. */
export interface ReportChoice<Name extends string = ReportName> {
  readonly report: readonly ReportRequest<Name>[];
  readonly summaryOnly?: boolean;
  readonly groupBy?: GroupBy;
  readonly maxRows?: number;
}

/** Reports of one run, which may be a workbook too. */
export type RunReportChoice = ReportChoice<ReportName | FileReportName>;

/** A file to be written beside the reports. */
export interface OutputFile {
  readonly file: string;
  readonly chunks: Iterable<string>;
}

type Chunks = Iterable<string | Uint8Array>;

/** Reports of one thing, to be written. */
interface Reporting<Name extends string> {
  readonly exit: ExitCode;
  /** Whether the run wrote: then a report that is lost cannot undo it. */
  readonly wrote: boolean;
  /** What is shown, `lost` being the files that could not be written until then. */
  readonly draw: (
    format: NoInfer<Name> | 'text',
    options: ReportOptions,
    lost: readonly Problem[],
  ) => Chunks | Promise<Chunks>;
  /** What standard output gets where no report was asked for there. Default: the text. */
  readonly unasked?: ((options: ReportOptions) => Chunks) | undefined;
  /** The page of Markdown for a workflow's summary. */
  readonly summary: (options: ReportOptions) => Iterable<string>;
  /** What later steps of a workflow may want to know. */
  readonly outputs: Readonly<Record<string, string | number>>;
}

/**
 * Writes every report and file that was asked for, and text to standard output where no report goes there. Gives
 * the exit code of the run, or what a file that could not be written makes of it.
 */
export function writeReports(
  run: Run,
  choice: RunReportChoice,
  { files = [], asked }: { readonly files?: readonly OutputFile[]; readonly asked?: Asked } = {},
): Promise<ExitCode> {
  const shown = redactRun(run);
  const told = (options: ReportOptions): ReportOptions => ({ ...options, ...(asked && { asked }) });
  const draw: Reporting<ReportName | FileReportName>['draw'] = async (format, options, lost) => {
    const now = lost.length === 0 ? shown : withProblems(shown, lost);
    return format === 'xlsx'
      ? [await FILE_REPORTS[format](now, told(options))]
      : REPORTS[format](now, told(options));
  };
  const summary = (options: ReportOptions) => REPORTS.markdown(shown, told(options));
  const { exit, wrote } = run;
  // Who says no has the list on the screen already.
  const isSeen = run.declined && process.stdout.isTTY;
  const unasked = isSeen ? (options: ReportOptions) => afterNo(shown, told(options)) : undefined;
  return writeAll({ exit, wrote, draw, unasked, summary, outputs: outputsOf(run) }, choice, files);
}

/** A run whose files were not all written did not fully succeed; what is shown afterwards says so. */
function withProblems(run: Run, lost: readonly Problem[]): Run {
  const judged = { ...run, problems: [...run.problems, ...lost] };
  return { ...judged, exit: exitCode(judged) };
}

/** As `writeReports`, for a comparison. */
export function writeComparison(run: ComparisonRun, choice: ReportChoice): Promise<ExitCode> {
  const draw: Reporting<ComparisonReportName>['draw'] = (format, options, lost) => {
    const now: ComparisonRun =
      lost.length === 0 ? run : { ...run, problems: [...run.problems, ...lost], exit: 1 };
    return COMPARISON_REPORTS[format](now, options);
  };
  const removals = run.comparison?.removals ?? [];
  const outputs = { removals: removals.filter(({ change }) => change === 'added').length };
  const summary = (options: ReportOptions) => COMPARISON_REPORTS.markdown(run, options);
  return writeAll({ exit: run.exit, wrote: false, draw, summary, outputs }, choice, []);
}

/** As `writeReports`, for a fleet; each run is masked by its own rules. */
export function writeFleetReports(run: FleetRun, choice: ReportChoice, asked: Asked): Promise<ExitCode> {
  const organizations = run.organizations.map((one) => (one.run ? { ...one, run: redactRun(one.run) } : one));
  const draw = (format: ReportName, options: ReportOptions) =>
    FLEET_REPORTS[format]({ ...run, organizations }, { ...options, asked });
  const wrote = run.organizations.some((one) => one.run?.wrote === true);
  const outputs = { organizations: organizations.length, run: run.id };
  const summary = (options: ReportOptions) =>
    FLEET_REPORTS.markdown({ ...run, organizations }, { ...options, asked });
  return writeAll({ exit: run.exit, wrote, draw, summary, outputs }, choice, []);
}

async function writeAll<Name extends string>(
  { exit: ofRun, wrote, draw, unasked, summary, outputs }: Reporting<Name>,
  choice: ReportChoice<Name>,
  files: readonly OutputFile[],
): Promise<ExitCode> {
  const onStdout = choice.report.some((one) => one.file === undefined);
  const requests: readonly ReportRequest<Name | 'text'>[] = onStdout
    ? choice.report
    : [...choice.report, { format: 'text' }];
  let exit = ofRun;
  const lost: Problem[] = [];
  const attempt = async (write: () => void | Promise<void>): Promise<void> => {
    const problems = await problemsOf(write);
    if (problems.length > 0) exit = wrote ? worseOf(exit) : 1;
    lost.push(...problems);
  };
  for (const { file, chunks } of files) await attempt(() => writeFile(file, chunks));
  for (const { format, file } of requests) {
    const options = optionsFor(file, choice);
    const isAsked = onStdout || file !== undefined;
    const chunks = !isAsked && unasked !== undefined ? unasked(options) : await draw(format, options, lost);
    await attempt(() => (file === undefined ? print(chunks) : writeFile(file, chunks)));
  }
  if (requests.some(({ format }) => format === 'github')) {
    const page = summary(optionsFor('', choice));
    await attempt(() => tellWorkflow(process.env, { 'exit-code': exit, ...outputs }, page));
  }
  return exit;
}

function outputsOf(run: Run): Reporting<string>['outputs'] {
  return {
    removals: run.plan?.calls.reduce((sum, { remove }) => sum + remove.length, 0) ?? 0,
    findings: run.plan?.findings.length ?? 0,
    digest: run.plan?.digest ?? '',
    run: run.id,
  };
}

/** An unwritten report must not look like a written one; what the run itself says weighs more. */
function worseOf(exit: ExitCode): ExitCode {
  return exit === 130 ? 130 : 4;
}

/** Tells at once what could not be written, and gives it. */
async function problemsOf(write: () => void | Promise<void>): Promise<readonly Problem[]> {
  try {
    await write();
    return [];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stderr.write(renderProblems(error.problems, 'text', styleOf(process.stderr)));
    return error.problems;
  }
}

/** Formats that hold everything, whatever the options say. */
const COMPLETE: ReadonlySet<string> = new Set(['json', 'csv']);

function optionsFor<Name extends string>(
  file: string | undefined,
  { report, summaryOnly, groupBy, maxRows }: ReportChoice<Name>,
): ReportOptions {
  const look = file === undefined ? styleOf(process.stdout) : { color: false, width: 0 };
  const fullReport = report.find((one) => one.file !== undefined && COMPLETE.has(one.format))?.file;
  return {
    ...look,
    ...(summaryOnly !== undefined && { summaryOnly }),
    ...(groupBy !== undefined && { groupBy }),
    ...(maxRows !== undefined && { maxRows }),
    ...(fullReport !== undefined && { fullReport }),
  };
}
