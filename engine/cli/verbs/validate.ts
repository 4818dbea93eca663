import process from 'node:process';
import type { ExitCode } from '../../model.ts';
import type { ProblemFormat } from '../../report/problems.ts';
import { diskFiles, RULES_FILE } from '../../rules/disk.ts';
import { type Validation, validateRules } from '../../rules/load.ts';
import { print, styleOf } from '../output.ts';

/** Options of `validate`, as the parser gives them. */
export interface Options {
  readonly rules?: string;
  readonly report: ProblemFormat;
}

/** `reconcile validate`: 0 where the rules are fit to plan with, warnings or not, else 1. */
export async function run({ rules = RULES_FILE, report }: Options): Promise<ExitCode> {
  const validation = await validateRules(rules, diskFiles());
  // A person is told of problems only; programs get their empty list too.
  if (report !== 'text' || validation.problems.length > 0) {
    const { renderProblems } = await import('../../report/problems.ts');
    await print([renderProblems(validation.problems, report, styleOf(process.stdout))]);
  }
  if (report === 'text') await print([sumUp(rules, validation)]);
  return validation.loaded === undefined ? 1 : 0;
}

function sumUp(file: string, { loaded, problems }: Validation): string {
  if (loaded === undefined) {
    const errors = problems.filter((one) => one.severity === 'error').length;
    return `\n${file}: ${count(errors, 'error')}\n`;
  }
  const { rules, waivers } = loaded.set;
  const sources = count(loaded.sources.length, 'file');
  return `${file}: ${count(rules.length, 'rule')} and ${count(waivers.length, 'waiver')} in ${sources} are fit to plan with\n`;
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}
