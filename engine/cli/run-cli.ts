import process from 'node:process';
import { CommanderError } from 'commander';
import type { ExitCode, Problem } from '../model.ts';
import { type ProblemCode, problem, Refusal } from '../problem.ts';
import { makeFit, styleOf } from './output.ts';
import { makeProgram } from './program.ts';

/**
 * Parses the words and runs the verb. The only catch of the program: trouble that a user can mend is shown as
 * problems and exits 1; anything else is a mistake of ours and keeps its stack.
 */
export async function main(words: readonly string[]): Promise<ExitCode> {
  const program = makeProgram();
  for (const stream of [process.stdout, process.stderr]) makeFit(stream);
  try {
    await program.command.parseAsync([...words], { from: 'user' });
    return program.exit();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const problems = problemsOf(error);
    const { renderProblems } = await import('../report/problems.ts');
    process.stderr.write(renderProblems(problems, 'text', styleOf(process.stderr)));
    return 1;
  }
}

function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof Refusal) return error.problems;
  if (error instanceof CommanderError) return [usageProblem(error)];
  throw error;
}

/** The parser's codes in ours; its words are kept, its suggestion becomes the hint. */
const USAGE = new Map<string, ProblemCode>([
  ['commander.unknownOption', 'unknown-option'],
  ['commander.unknownCommand', 'unknown-verb'],
  ['commander.excessArguments', 'excess-argument'],
  ['commander.missingArgument', 'missing-value'],
  ['commander.optionMissingArgument', 'missing-value'],
  ['commander.missingMandatoryOptionValue', 'missing-value'],
  ['commander.conflictingOption', 'options-conflict'],
  ['commander.invalidArgument', 'bad-value'],
]);

function usageProblem(error: CommanderError): Problem {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/s, '$1');
  const hint = suggestion === '' ? 'see reconcile --help' : suggestion;
  return problem(USAGE.get(error.code) ?? 'bad-value', first, { hint });
}
