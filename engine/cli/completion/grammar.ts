import type { Argument, Command, Option } from 'commander';

/** What a shell can offer for a value: words, or things that only the machine knows. */
export type Offer =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'file' | 'folder' | 'run' | 'plan-or-run' | 'nothing' };

/** An option as shells complete it. */
export interface Flag {
  /** `--rules`, and `-o` where it has a short form. */
  readonly names: readonly string[];
  readonly about: string;
  /** Absent where it takes no value. */
  readonly value?: Offer;
  /** What the help calls its value; empty where it takes none. */
  readonly called: string;
}

/** One command: its words so far (`fleet run`, none for the program), and what may follow. */
export interface Place {
  readonly path: string;
  readonly about: string;
  readonly verbs: readonly { readonly name: string; readonly about: string }[];
  readonly flags: readonly Flag[];
  /** For the words that are no option, in order; the last one holds for all that follow if it repeats. */
  readonly words: readonly Offer[];
  readonly repeats: boolean;
}

/** Everything that can be completed, read off the parser: what `--help` shows is what shells offer. */
export function grammarOf(program: Command): Place[] {
  return placesOf(program, []);
}

function placesOf(command: Command, path: readonly string[]): Place[] {
  const verbs = command.commands.map((one) => ({ name: one.name(), about: one.description() }));
  const words = verbs.length > 0 ? [] : command.registeredArguments.map(offerOfArgument);
  const place: Place = {
    path: path.join(' '),
    about: command.description(),
    verbs,
    flags: [...command.options.map(flagOf), HELP],
    words,
    repeats: command.registeredArguments.some((one) => one.variadic),
  };
  return [place, ...command.commands.flatMap((one) => placesOf(one, [...path, one.name()]))];
}

const HELP: Flag = { names: ['--help', '-h'], about: 'display help for command', called: '' };

function flagOf(option: Option): Flag {
  const names = [option.long, option.short].filter((one) => one !== undefined);
  const about = option.description;
  const called = /<(.+)>/.exec(option.flags)?.[1] ?? '';
  if (!option.required && !option.optional) return { names, about, called };
  return { names, about, called, value: offer(called, option.parseArg) };
}

function offerOfArgument(argument: Argument): Offer {
  return argument.argChoices === undefined
    ? offer(argument.name(), undefined)
    : { kind: 'words', words: argument.argChoices };
}

/** By the words that the parser of the value takes, else by what the help calls it. */
function offer(called: string, parser: unknown): Offer {
  if (typeof parser === 'function' && 'words' in parser) {
    return { kind: 'words', words: parser.words as readonly string[] };
  }
  return { kind: KINDS.get(called) ?? 'nothing' };
}

const KINDS: ReadonlyMap<string, Exclude<Offer['kind'], 'words'>> = new Map([
  ['file', 'file'],
  ['plan', 'file'],
  ['fleet', 'file'],
  ['rules', 'file'],
  ['patterns', 'file'],
  ['dir', 'folder'],
  ['run', 'run'],
  ['plan-or-run', 'plan-or-run'],
]);

/** An offer as one word, or its words, for the tables of the scripts. */
export function tableEntry(offer: Offer): string {
  return offer.kind === 'words' ? offer.words.join(' ') : `@${offer.kind}`;
}
