import { existsSync } from 'node:fs';
import process from 'node:process';
import type { ExitCode } from '../../model.ts';
import { diskFiles, RULES_FILE } from '../../rules/disk.ts';
import { SUITE_REPORTS, type SuiteReportName } from '../../suite/report.ts';
import { passed } from '../../suite/result.ts';
import { runSuites } from '../../suite/run.ts';
import { print, styleOf, writeFile } from '../output.ts';
import type { ReportRequest } from '../parse.ts';

/** Options of `test`, as the parser gives them. */
export interface Options {
  readonly coverage?: boolean;
  readonly report: readonly ReportRequest<SuiteReportName>[];
}

/** `reconcile test`: 0 where every expectation held, else 1. */
export async function run(patterns: readonly string[], options: Options): Promise<ExitCode> {
  const { coverage = false, report } = options;
  // The rules of this folder are to be covered, whichever tests are run.
  const rules = patterns.length === 0 && existsSync(RULES_FILE) ? [RULES_FILE] : [];
  const result = await runSuites({ patterns, base: '.', files: diskFiles(), rules });
  const onStdout = report.some((one) => one.file === undefined);
  for (const { format, file } of onStdout ? report : [...report, { format: 'text' } as const]) {
    const look = file === undefined ? styleOf(process.stdout) : { color: false, width: 0 };
    const chunks = SUITE_REPORTS[format](result, { ...look, coverage });
    if (file === undefined) await print(chunks);
    else writeFile(file, chunks);
  }
  return passed(result) ? 0 : 1;
}
