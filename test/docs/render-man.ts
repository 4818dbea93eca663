import type { Command } from 'commander';
import { grammarOf, type Place } from '../../engine/cli/completion/grammar.ts';
import { type Example, examplesOf } from '../../engine/cli/help.ts';
import type { Verb } from '../../engine/cli/verb.ts';
import { EXIT_CODES } from '../../engine/exit.ts';

/** The page `man/reconcile.1`, in the macros of man(7): what `--help` says, of every verb. */
export function renderMan(program: Command, main: Verb, verbs: readonly Verb[]): string {
  const [top, ...places] = grammarOf(program);
  if (top === undefined) throw new Error('a program has a place');
  const examples = new Map(examplesByPath([main, ...verbs]));
  return [
    '.\\" Made from the table of verbs; UPDATE_DOCS=1 writes it anew.',
    '.TH RECONCILE 1 "" reconcile "User Commands"',
    '.SH NAME',
    `reconcile \\- ${escaped('keeps the tags of a Huawei Cloud organization as rules declare')}`,
    '.SH SYNOPSIS',
    '.B reconcile',
    '[options]',
    '.br',
    '.B reconcile',
    '.I verb',
    '[options]',
    '.SH DESCRIPTION',
    escaped(top.about),
    '.SH OPTIONS',
    ...optionsOf(top),
    ...examplesShown(examples.get('') ?? []),
    '.SH COMMANDS',
    ...places.flatMap((place) => [
      `.SS ${escaped(['reconcile', place.path, ...argumentsOf(program, place.path)].join(' '))}`,
      escaped(place.about),
      ...optionsOf(place),
      ...examplesShown(examples.get(place.path) ?? []),
    ]),
    '.SH EXIT STATUS',
    ...Object.entries(EXIT_CODES).flatMap(([code, meaning]) => ['.TP', `.B ${code}`, escaped(meaning)]),
    '',
  ].join('\n');
}

function optionsOf({ flags }: Place): string[] {
  return flags.flatMap(({ names, about, value, called }) => [
    '.TP',
    `.B ${escaped(names.join(', '))}${value === undefined ? '' : ` \\fI${escaped(called)}\\fR`}`,
    escaped(about),
  ]);
}

function examplesShown(examples: readonly Example[]): string[] {
  if (examples.length === 0) return [];
  const shown = examples.flatMap(({ command, does }) => [
    '.PP',
    ...(does === undefined ? [] : [escaped(`${does}:`)]),
    '.RS',
    '.nf',
    escaped(command),
    '.fi',
    '.RE',
  ]);
  return ['.PP', 'Examples:', ...shown];
}

function examplesByPath(verbs: readonly Verb[], above = ''): [string, Example[]][] {
  return verbs.flatMap((verb): [string, Example[]][] => {
    const path = `${above} ${verb.name}`.trim();
    return [[path, examplesOf(verb)], ...examplesByPath(verb.children ?? [], path)];
  });
}

function argumentsOf(program: Command, path: string): string[] {
  let command: Command | undefined = program;
  for (const word of path.split(' ')) command = command?.commands.find((one) => one.name() === word);
  return (command?.registeredArguments ?? []).map((one) => {
    const name = one.name() + (one.variadic ? '...' : '');
    return one.required ? `<${name}>` : `[${name}]`;
  });
}

/** Text that no macro and no escape can be taken for. */
function escaped(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('’', '\\(cq')
    .replaceAll('…', '...')
    .replace(/^[.']/, '\\&$&');
}
