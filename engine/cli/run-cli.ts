import process from 'node:process';
import { type Command, CommanderError } from 'commander';
import type { ExitCode } from '../model.ts';
import { Refusal } from '../problem.ts';
import { refuseTexts } from './given.ts';
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
    refuseTexts(words);
    await program.command.parseAsync(understood(words, program.command), { from: 'user' });
    return program.exit();
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    if (!(error instanceof Refusal)) throw error;
    const { renderProblems } = await import('../report/problems.ts');
    process.stderr.write(renderProblems(error.problems, 'text', styleOf(process.stderr)));
    return 1;
  }
}

/** `help VERB` in the words of the parser. */
function understood(words: readonly string[], { commands }: Command): string[] {
  const [first, ...rest] = words;
  if (first !== 'help') return [...words];
  const [verb] = rest;
  const known = verb === undefined || commands.some((command) => command.name() === verb);
  // A parser that is asked for help gives it whatever else is wrong.
  return known ? [...rest, '--help'] : [verb];
}
