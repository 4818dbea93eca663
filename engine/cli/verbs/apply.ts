import { applySaved } from '../../apply-saved.ts';
import type { Approval, FailureBudget } from '../../carry-out.ts';
import { requireSignatures } from '../../evidence/approval.ts';
import { envelopeBeside, readIfThere, textOf } from '../../evidence/folder.ts';
import { distinctKeys } from '../../evidence/signatures.ts';
import type { ExitCode, FailOn } from '../../model.ts';
import { Refusal, refuse } from '../../problem.ts';
import { RULES_FILE } from '../../rules/disk.ts';
import { readPlan } from '../../runs/saved-plan.ts';
import { afterRun, applyCommand } from '../asked.ts';
import { requireConsent } from '../confirm.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { readText } from '../files.ts';
import { presentRules } from '../present-rules.ts';
import { type RunReportChoice, writeReports } from '../report.ts';
import { inSession, type SessionOptions } from '../session.ts';
import { readKeys } from './verify.ts';

/** Options of `apply`, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions, RunReportChoice {
  readonly rules?: string;
  readonly maxAge: number;
  readonly requireComplete?: boolean;
  readonly allowOtherRules?: boolean;
  readonly again?: boolean;
  readonly requireSignature: readonly string[];
  readonly threshold?: number;
  readonly signature?: string;
  readonly failOn: FailOn;
  readonly maxFailures?: FailureBudget;
}

/** `reconcile apply PLAN`. */
export async function run([file = '']: readonly string[], options: Options): Promise<ExitCode> {
  const text = readText(file, `make the plan first: reconcile --dry-run --out ${file}`);
  const plan = readPlan(text, file);
  const approval = approvalOf(text, file, options);
  const { rules, missedRules } = await presentRules(options, RULES_FILE);
  requireConsent(options.yes, `reconcile report ${file}`);
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
    missedRules,
    approval,
  };
  const done = await inSession(options, connector(options), (effects) => applySaved(request, effects));
  return writeReports(done, options, { asked: { ...afterRun(options), apply: applyCommand(file, options) } });
}

/**
 * Holds the plan against the signatures that are required, if any are, and gives both to be kept with the run.
 * Throws Refusal with every reason why it is not approved.
 */
function approvalOf(text: string, file: string, options: Options): Approval | undefined {
  const { requireSignature, threshold, signature } = options;
  const keys = readKeys(requireSignature, threshold);
  if (keys.length === 0) {
    if (signature === undefined) return undefined;
    return refuse(
      'options-conflict',
      '--signature goes with --require-signature, which says whose must be in it',
    );
  }
  const envelope = signature ?? envelopeBeside(file);
  const bytes = readIfThere(envelope);
  const signed = bytes && textOf(bytes);
  const names = { plan: file, envelope };
  const problems = requireSignatures(text, signed, keys, threshold ?? distinctKeys(keys).length, names);
  if (problems.length > 0) throw new Refusal(problems);
  return signed === undefined ? undefined : { plan: text, signatures: signed };
}
