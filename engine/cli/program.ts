import process from 'node:process';
import { Argument, Command, type CommanderError } from 'commander';
import type { ExitCode } from '../model.ts';
import { Refusal, refuse } from '../problem.ts';
import { fullVersion } from '../version.ts';
import { refuseEmpty } from './given.ts';
import { exitCodesHelp, layOut } from './help.ts';
import type { Sources } from './inputs.ts';
import { columnsOf, forbidColor, USUAL_COLUMNS } from './output.ts';
import { refuseTargets, type Targets } from './targets.ts';
import { meantBy, usageProblem } from './usage.ts';
import type { Verb } from './verb.ts';
import { MAIN, VERBS } from './verbs.ts';

/** The parsed command line: run it with `command.parseAsync`, then ask for the exit code. */
export interface Program {
  readonly command: Command;
  exit(): ExitCode;
}

/** Builds the parser from the table of verbs. */
export function makeProgram(): Program {
  let exit: ExitCode = 0;
  const done = (code: ExitCode): void => {
    exit = code;
  };
  const root = build(new Command('reconcile'), MAIN, done)
    .version(`reconcile ${fullVersion()}`, '-V, --version', 'version, commit and day of this build')
    .argument('[verb]')
    .usage('[options] | VERB [options]')
    .enablePositionalOptions()
    .hook('preSubcommand', refuseOptionsBefore);
  for (const verb of VERBS) root.addCommand(build(new Command(verb.name), verb, done));
  return { command: root, exit: () => exit };
}

function build(command: Command, verb: Verb, done: (code: ExitCode) => void): Command {
  command
    .description(verb.summary)
    .exitOverride((error) => refuseUsage(error, command))
    .configureOutput({
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => columnsOf(process.stdout) || USUAL_COLUMNS,
    })
    .allowExcessArguments(verb === MAIN || verb.children !== undefined);
  for (const { name, about, choices } of verb.arguments) {
    const argument = new Argument(name, about);
    if (choices !== undefined) argument.argChoices = [...choices];
    command.addArgument(argument);
  }
  for (const options of verb.options) options(command);
  for (const child of verb.children ?? []) command.addCommand(build(new Command(child.name), child, done));
  layOut(command, verb, verb === MAIN ? exitCodesHelp : undefined);
  return command.action(async (...given: unknown[]) => {
    const words = given
      .slice(0, -2)
      .flat()
      .filter((one): one is string => typeof one === 'string');
    if (verb === MAIN) refuseUnknownVerb(command, VERBS);
    if (verb.children !== undefined) refuseUnknownVerb(command, verb.children);
    refuseEmpty(words, command);
    const options = command.opts<{ color?: boolean; dryRun?: boolean } & Targets & Sources>();
    if (options.color === false) forbidColor();
    // Whoever can say yes can write.
    const keepsRun = command.options.some(({ long }) => long === '--yes') && options.dryRun !== true;
    await refuseTargets({ ...options, keepsRun }, { verb: verb.name, words, options });
    done(await verb.run(words, options, programOf(command)));
  });
}

function programOf(command: Command): Command {
  return command.parent === null ? command : programOf(command.parent);
}

/** A word that is no verb: taken for an argument of the main job it would start a run that nobody asked for. */
function refuseUnknownVerb(command: Command, verbs: readonly Verb[]): void {
  const [word] = command.args;
  if (word === undefined) return;
  const above = command.parent === null ? '' : `${command.name()} `;
  const names = verbs.map((verb) => verb.name);
  refuse('unknown-verb', `there is no command ${JSON.stringify(above + word)}`, {
    hint: meantBy(word, names, command),
  });
}

/** Ends the parsing: help and version were asked for, or something is wrong with the words of a command. */
function refuseUsage(error: CommanderError, command: Command): never {
  throw error.exitCode === 0 ? error : new Refusal([usageProblem(error, command)]);
}

/** `reconcile --dry-run apply PLAN` must not drop the option that was meant to hold it back. */
function refuseOptionsBefore(root: Command, verb: Command): void {
  const given = root.options.find((option) => root.getOptionValueSource(option.attributeName()) === 'cli');
  if (given === undefined) return;
  refuse('unknown-option', `${given.long ?? given.flags} stands before the verb ${verb.name()}`, {
    hint: `options of a verb go after it: reconcile ${verb.name()} … ${given.long ?? ''}`,
  });
}
