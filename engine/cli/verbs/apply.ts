import { existsSync } from 'node:fs';
import { readPlan } from '../../apply/saved-plan.ts';
import { applySaved } from '../../apply-saved.ts';
import type { FailureBudget } from '../../carry-out.ts';
import type { ExitCode, FailOn } from '../../model.ts';
import { diskFiles } from '../../rules/disk.ts';
import { type LoadedRules, loadRules } from '../../rules/load.ts';
import { requireConsent } from '../confirm.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { RULES_FILE, readText } from '../files.ts';
import { type ReportChoice, writeReports } from '../report.ts';
import { inSession, type SessionOptions } from '../session.ts';

/** Options of `apply`, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions, ReportChoice {
  readonly rules?: string;
  readonly maxAge: number;
  readonly requireComplete?: boolean;
  readonly allowOtherRules?: boolean;
  readonly again?: boolean;
  readonly failOn: FailOn;
  readonly maxFailures?: FailureBudget;
}

/** `reconcile apply PLAN`. */
export async function run([file = '']: readonly string[], options: Options): Promise<ExitCode> {
  requireConsent(options.yes);
  const plan = readPlan(readText(file), file);
  const rules = await presentRules(options);
  const { failOn, concurrency, maxFailures, maxAge, requireComplete = false, again = false } = options;
  const request = {
    plan,
    failOn,
    concurrency,
    maxFailures,
    maxAgeHours: maxAge,
    requireComplete,
    again,
    rules,
  };
  const done = await inSession(options, connector(options), (effects) => applySaved(request, effects));
  return writeReports(done, options);
}

/** The rules that the plan is held against: a named file, or the one of this folder if there is one. */
async function presentRules(options: Options): Promise<LoadedRules | undefined> {
  const file = options.rules ?? RULES_FILE;
  const present = options.rules !== undefined || existsSync(file);
  return present && options.allowOtherRules !== true ? loadRules(file, diskFiles()) : undefined;
}
