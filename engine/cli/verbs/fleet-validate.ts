import process from 'node:process';
import { loadFleet } from '../../fleet/load.ts';
import { asOfFleet } from '../../fleet/rules.ts';
import type { ExitCode, Problem } from '../../model.ts';
import { Refusal } from '../../problem.ts';
import { type ProblemFormat, renderProblems } from '../../report/problems.ts';
import { count } from '../../report/words.ts';
import { diskFiles } from '../../rules/disk.ts';
import { validateRules } from '../../rules/load.ts';
import { print, styleOf } from '../output.ts';

/** Options of `fleet validate`, as the parser gives them. */
export interface Options {
  readonly report: ProblemFormat;
}

/** `reconcile fleet validate FLEET`: 0 where the fleet and all its rules are fit to work with, else 1. */
export async function run([file = '']: readonly string[], { report }: Options): Promise<ExitCode> {
  const { problems, sum } = await validate(file);
  await print([renderProblems(problems, report, styleOf(process.stdout))]);
  if (report === 'text') await print([`${sum}\n`]);
  return problems.some((one) => one.severity === 'error') ? 1 : 0;
}

async function validate(file: string): Promise<{ problems: readonly Problem[]; sum: string }> {
  try {
    const { organizations } = await loadFleet(file, diskFiles());
    const rules = [...new Set(organizations.map((one) => one.rules))];
    const validations = await Promise.all(rules.map((one) => validateRules(one, diskFiles())));
    const problems = validations.flatMap((one) => one.problems.map(asOfFleet));
    const errors = problems.filter((one) => one.severity === 'error').length;
    const fit = errors === 0 ? 'fit to work with' : count(errors, 'error');
    const sum = `${file}: ${count(organizations.length, 'organization')} with ${count(rules.length, 'rule file')}: ${fit}`;
    return { problems, sum };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { problems: error.problems, sum: `\n${file}: ${count(error.problems.length, 'error')}` };
  }
}
