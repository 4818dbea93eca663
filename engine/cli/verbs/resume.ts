import type { FailureBudget } from '../../carry-out.ts';
import type { ExitCode, FailOn } from '../../model.ts';
import { resume } from '../../resume.ts';
import { RULES_FILE } from '../../rules/disk.ts';
import type { LoadedRules } from '../../rules/load.ts';
import { requireRun } from '../../runs/folders.ts';
import { afterRun } from '../asked.ts';
import { requireConsent } from '../confirm.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { presentRules } from '../present-rules.ts';
import { type RunReportChoice, writeReports } from '../report.ts';
import { inSession, type SessionOptions } from '../session.ts';

/** Options of `resume`, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions, RunReportChoice {
  readonly stateDir: string;
  readonly maxAge: number;
  readonly failOn: FailOn;
  readonly maxFailures?: FailureBudget;
  readonly rules?: string;
  readonly allowOtherRules?: boolean;
}

/** `reconcile resume RUN`. */
export async function run([name = '']: readonly string[], options: Options): Promise<ExitCode> {
  requireConsent(options.yes, `reconcile report ${name}`, () => requireRun(options.stateDir, name));
  const { failOn, concurrency, maxFailures, maxAge: maxAgeHours } = options;
  const rulesNow = async (usual = RULES_FILE): Promise<LoadedRules | undefined> =>
    (await presentRules(options, usual)).rules;
  const request = { run: name, failOn, concurrency, maxFailures, maxAgeHours, rulesNow };
  const done = await inSession(options, connector(options), (effects) => resume(request, effects));
  return writeReports(done, options, { asked: afterRun(options) });
}
