import process from 'node:process';
import { ENDPOINT_VARIABLE } from '../../cloud/endpoint.ts';
import type { ExitCode, FailOn, Run } from '../../model.ts';
import { findRun } from '../../runs/folders.ts';
import { hasWritten, openPast } from '../../runs/past.ts';
import { runOfPast, runOfPlan } from '../../runs/report.ts';
import { readPlan } from '../../runs/saved-plan.ts';
import { afterRun, applyCommand } from '../asked.ts';
import { readText } from '../files.ts';
import { type RunReportChoice, writeReports } from '../report.ts';
import { isFile } from './undo.ts';

/** Options of `report`, as the parser gives them. */
export interface Options extends RunReportChoice {
  readonly stateDir: string;
  readonly failOn: FailOn;
}

/** `reconcile report PLAN_OR_RUN`: exits as the run did. */
export async function run([name = '']: readonly string[], options: Options): Promise<ExitCode> {
  const run = subject(name, options);
  if (!isFile(name)) return writeReports(run, options, { asked: afterRun({ stateDir: options.stateDir }) });
  // A plan of the emulator in this process wants that again; one of an emulator elsewhere is found by its address.
  const emulator = run.origin === 'emulator' && process.env[ENDPOINT_VARIABLE] === undefined;
  return writeReports(run, options, { asked: { apply: applyCommand(name, { emulator }) } });
}

function subject(name: string, { stateDir, failOn }: Options): Run {
  if (isFile(name)) return runOfPlan(readPlan(readText(name), name), name, failOn);
  const folder = findRun(stateDir, name, (candidate) => hasWritten(openPast(candidate)));
  return runOfPast(openPast(folder), failOn);
}
