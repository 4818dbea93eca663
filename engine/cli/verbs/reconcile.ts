import type { FailureBudget } from '../../carry-out.ts';
import { openInventory } from '../../inventory/file.ts';
import type { ReadMode } from '../../inventory/take.ts';
import type { ExitCode, FailOn, Run } from '../../model.ts';
import type { Only } from '../../plan/only.ts';
import { nearest, refuse } from '../../problem.ts';
import { type Request, reconcile } from '../../reconcile.ts';
import type { LoadedRules } from '../../rules/load.ts';
import { askedOf } from '../asked.ts';
import { requireConsent } from '../confirm.ts';
import { type CloudOptions, connector } from '../connect.ts';
import { rulesFile } from '../files.ts';
import type { GivenLimit } from '../parse.ts';
import { type OutputFile, type RunReportChoice, writeReports } from '../report.ts';
import { rulesOfRun } from '../revision.ts';
import { inSession, type SessionOptions } from '../session.ts';
import { refuseTwoSources } from '../sources.ts';

/** Options of the main job, as the parser gives them. */
export interface Options extends SessionOptions, CloudOptions, RunReportChoice {
  readonly dryRun?: boolean;
  readonly rules?: string;
  readonly inventory?: string;
  readonly out?: string;
  readonly only: Only;
  readonly limit: readonly GivenLimit[];
  readonly failOn: FailOn;
  readonly read: ReadMode;
  readonly concurrency: number;
  readonly maxFailures?: FailureBudget;
}

/** `reconcile` and `reconcile --dry-run`. */
export async function run(options: Options): Promise<ExitCode> {
  refuseConflicts(options);
  const rules = await rulesOfRun(rulesFile(options));
  requireRules(rules, '--only', options.only.rules);
  requireRules(
    rules,
    '--limit',
    options.limit.flatMap(({ rule }) => rule ?? []),
  );
  if (options.dryRun !== true) requireConsent(options.yes);
  const done = await inSession(options, connector(options), (effects) =>
    reconcile(requestOf(options, rules), effects),
  );
  return writeReports(done, options, {
    files: planFile(done, options.out),
    asked: askedOf(options, undefined, done.origin),
  });
}

function refuseConflicts(options: Options): void {
  if (options.inventory !== undefined && options.dryRun !== true) {
    refuse('options-conflict', '--inventory plans offline, so it goes with --dry-run only');
  }
  refuseTwoSources(options);
}

/** Ids that options name must be there: a mistyped one would quietly narrow a run to nothing, or bound nothing. */
function requireRules(rules: LoadedRules, option: string, ids: readonly string[]): void {
  const known = rules.set.rules.map((rule) => rule.id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  refuse('unknown-rule', `${option} names the rule ${unknown}, which ${rules.file} does not have`, {
    ...(near !== undefined && { hint: `did you mean ${near}?` }),
  });
}

function requestOf(options: Options, rules: LoadedRules): Request {
  const { only, limit, failOn, read, concurrency, inventory, maxFailures } = options;
  const file = inventory === undefined ? undefined : { name: inventory, inventory: openInventory(inventory) };
  return {
    mode: options.dryRun === true ? 'dry-run' : 'apply',
    rules,
    only,
    overrides: limit,
    failOn,
    reading: { mode: read, concurrency, ...(file && { file }) },
    maxFailures,
  };
}

function planFile({ plan }: Run, out: string | undefined): readonly OutputFile[] {
  if (out === undefined || plan === undefined) return [];
  return [{ file: out, chunks: [`${JSON.stringify(plan, null, 2)}\n`] }];
}
