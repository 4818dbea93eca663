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

/** `help VERB`, and `fleet help` of a verb that has others below it, in the words of the parser. */
function understood(words: readonly string[], program: Command): string[] {
  const [first = '', second, ...rest] = words;
  if (first === 'help') return helpOf(words.slice(1), program);
  const group = program.commands.some((one) => one.name() === first && one.commands.length > 0);
  return group && second === 'help' ? helpOf([first, ...rest], program) : [...words];
}

/**
 * What asks the parser for the help of a verb; a verb that is not there is left to be refused, as a parser that is
 * asked for help gives it whatever else is wrong. Options fall away: `help --yes` must start no run.
 */
function helpOf(words: readonly string[], program: Command): string[] {
  const verbs = words.filter((word) => !word.startsWith('-'));
  return isThere(verbs, program) ? [...verbs, '--help'] : verbs;
}

function isThere([word, ...rest]: readonly string[], { commands }: Command): boolean {
  if (word === undefined || commands.length === 0) return true;
  const verb = commands.find((one) => one.name() === word);
  return verb !== undefined && isThere(rest, verb);
}
