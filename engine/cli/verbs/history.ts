import { join } from 'node:path';
import process from 'node:process';
import { historyOf } from '../../evidence/history.ts';
import { HISTORY_REPORTS, type HistoryReportName } from '../../evidence/history-report.ts';
import { misfit } from '../../evidence/schema.ts';
import type { ExitCode, Run } from '../../model.ts';
import { problem, Refusal } from '../../problem.ts';
import { renderProblems } from '../../report/problems.ts';
import { listRuns } from '../../runs/folders.ts';
import { openPast } from '../../runs/past.ts';
import { runOfPast } from '../../runs/report.ts';
import { print, styleOf, writeFile } from '../output.ts';
import type { ReportRequest } from '../parse.ts';
import { copied } from './runs.ts';

/** Options of `history`, as the parser gives them. */
export interface Options {
  readonly report: readonly ReportRequest<HistoryReportName>[];
  readonly stateDir: string;
}

/** `reconcile history`: 1 where a run could not be read, since a sum without it must not pass for the whole. */
export async function run({ report, stateDir }: Options): Promise<ExitCode> {
  const { runs, unread } = readRuns(stateDir);
  const histories = historyOf(runs);
  const onStdout = report.some((one) => one.file === undefined);
  for (const { format, file } of onStdout ? report : [...report, { format: 'text' } as const]) {
    const look = file === undefined ? styleOf(process.stdout) : { color: false, width: 0 };
    // "no runs yet" would be wrong of runs that are damaged.
    const isNone = format === 'text' && runs.length === 0 && unread.length > 0;
    const chunks = isNone ? [] : HISTORY_REPORTS[format](histories, look);
    if (file === undefined) await print(chunks);
    else writeFile(file, chunks);
  }
  const problems = unread.map((id) =>
    problem('run-unfit', `run ${id} cannot be read, so it is not counted`, {
      hint: `reconcile verify ${id} tells why`,
    }),
  );
  process.stderr.write(renderProblems([...problems, ...copied(stateDir)], 'text', styleOf(process.stderr)));
  return unread.length === 0 ? 0 : 1;
}

function readRuns(stateDir: string): { runs: readonly Run[]; unread: readonly string[] } {
  const runs: Run[] = [];
  const unread: string[] = [];
  for (const id of listRuns(stateDir)) {
    try {
      const run = runOfPast(openPast(join(stateDir, 'runs', id)), 'none');
      if (misfit('run', run) === undefined) runs.push(run);
      else unread.push(id);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      unread.push(id);
    }
  }
  return { runs, unread };
}
