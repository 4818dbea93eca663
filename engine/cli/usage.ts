import type { Command, CommanderError } from 'commander';
import type { Problem } from '../model.ts';
import { nearest, type ProblemCode, problem } from '../problem.ts';

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

/** What the parser found wrong with the words of a command. */
export function usageProblem(error: CommanderError, command: Command): Problem {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest
    .join(' ')
    .trim()
    .replace(/^\((.*)\)$/s, '$1');
  const hint = hintOfOption(first, command) ?? (suggestion === '' ? seeHelp(command) : suggestion);
  return problem(USAGE.get(error.code) ?? 'bad-value', first, { hint });
}

/** `see reconcile apply --help`. */
function seeHelp(command: Command): string {
  return `see ${nameOf(command)} --help`;
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`;
}

/** Options that a verb has not for a reason, which says what to do instead. */
const MISSED: ReadonlyMap<string, string> = new Map([
  [
    'apply --dry-run',
    'reconcile report PLAN shows what it holds; without --yes, apply shows the plan and asks',
  ],
  ['resume --dry-run', 'reconcile report RUN shows what is left; without --yes, resume asks'],
  ['apply --out', 'the plan is in a file already; --report FORMAT=FILE saves a report of the run'],
  [
    'apply --limit',
    'limits are part of a plan: reconcile --dry-run --limit NAME=VALUE --out PLAN plans again',
  ],
  ['apply --key', 'did you mean --require-signature PUBKEY? It names who must have signed the plan'],
  ['verify --require-signature', 'did you mean --key PUBKEY?'],
  ['apply --only', 'a saved plan is applied as a whole: reconcile --dry-run --only … --out PLAN plans less'],
]);

function hintOfOption(message: string, command: Command): string | undefined {
  if (command.name() === 'compare' && message.startsWith('required option')) return COMPARED;
  if (command.name() === 'validate' && message.startsWith('too many arguments'))
    return 'did you mean --rules FILE?';
  const option = /^unknown option '([^'=]*)/.exec(message)?.[1];
  if (option === undefined) return undefined;
  // The parser knows no option by this name and its value where it takes none.
  if (command.options.some(({ long }) => long === option))
    return `${option} takes no value: give it alone, or leave it out`;
  return MISSED.get(`${command.name()} ${option}`) ?? formatMeant(option, command);
}

const COMPARED =
  'it compares rules, not plans: reconcile compare --base RULES [--head RULES], each a file, a folder or git:REF';

/** `--json` of other programs. */
function formatMeant(option: string, command: Command): string | undefined {
  const report = command.options.find(({ long }) => long === '--report');
  const format = option.replace(/^--/, '');
  const formats: readonly string[] = report?.description.split(';')[0]?.match(/\w+/g) ?? [];
  return formats.includes(format) ? `did you mean --report ${format}?` : undefined;
}

/** What other programs call what is done here. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['plan', 'reconcile --dry-run'],
  ['preview', 'reconcile --dry-run'],
  ['diff', 'reconcile --dry-run'],
  ['run', 'reconcile'],
  ['reconcile', 'reconcile'],
  ['sync', 'reconcile'],
  ['list', 'reconcile runs'],
  ['ls', 'reconcile runs'],
  ['log', 'reconcile runs'],
  ['status', 'reconcile runs'],
  ['show', 'reconcile report'],
  ['check', 'reconcile validate'],
  ['lint', 'reconcile validate'],
  ['why', 'reconcile explain'],
  ['export', 'reconcile snapshot'],
  ['dump', 'reconcile snapshot'],
  ['restore', 'reconcile undo'],
  ['revert', 'reconcile undo'],
  ['rollback', 'reconcile undo'],
  ['continue', 'reconcile resume'],
  ['serve', 'reconcile emulator'],
]);

const NOTHING_TO_SET_UP =
  'there is nothing to set up but a tag-rules.yaml: reconcile validate shows one, reconcile --dry-run --emulator a demonstration';

/** The command that a mistyped or foreign word most likely means. */
export function meantBy(word: string, verbs: readonly string[], command: Command): string {
  if (command.parent === null && word === 'init') return NOTHING_TO_SET_UP;
  const own = command.parent === null ? ELSEWHERE.get(word) : undefined;
  if (own !== undefined) return `did you mean ${own}?`;
  const near = nearest(word, verbs);
  return near === undefined ? seeHelp(command) : `did you mean ${nameOf(command)} ${near}?`;
}
