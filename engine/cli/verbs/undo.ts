import type { FailureBudget } from '../../carry-out.ts';
import type { ExitCode, FailOn } from '../../model.ts';
import type { Only } from '../../plan/only.ts';
import { refuse } from '../../problem.ts';
import { requireRun } from '../../runs/folders.ts';
import { readPlan } from '../../runs/saved-plan.ts';
import { type UndoRequest, undo } from '../../undo.ts';
import { afterRun } from '../asked.ts';
import { requireConsent } from '../confirm.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { lookAt, readText } from '../files.ts';
import { type RunReportChoice, writeReports } from '../report.ts';
import { inSession, type SessionOptions } from '../session.ts';

/** Options of `undo`, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions, RunReportChoice {
  readonly stateDir: string;
  readonly dryRun?: boolean;
  readonly only: Only;
  readonly failOn: FailOn;
  readonly maxFailures?: FailureBudget;
}

/** `reconcile undo RUN|PLAN`. */
export async function run([name = '']: readonly string[], options: Options): Promise<ExitCode> {
  const { dryRun = false, only, failOn, concurrency, maxFailures } = options;
  if (only.rules.length > 0)
    refuse('bad-value', '--only of an undo takes resource=ID: tags come back whatever rule took them');
  const what = subject(name);
  if (!dryRun)
    requireConsent(options.yes, '--dry-run', () => 'run' in what && requireRun(options.stateDir, what.run));
  const request = {
    what,
    dryRun,
    failOn,
    concurrency,
    maxFailures,
    resources: only.resources,
  };
  const done = await inSession(options, connector(options), (effects) => undo(request, effects));
  return writeReports(done, options, { asked: afterRun(options) });
}

/** A file is a plan; anything else names a run. */
function subject(name: string): UndoRequest['what'] {
  return isFile(name) ? { plan: readPlan(readText(name), name) } : { run: name };
}

/** Whether there is a file of this name, and not a folder. */
export function isFile(name: string): boolean {
  return lookAt(name)?.isFile() ?? false;
}
