import { type Command, Help } from 'commander';
import { EXIT_CODES } from '../exit.ts';
import type { Verb } from './verb.ts';

/** Where the description of an option has less room than this beside the option, it stands below it. */
const NARROW = 34;

/** An example of the help: the command, and what it does, if that needs saying. */
export interface Example {
  readonly command: string;
  readonly does?: string;
}

/** The examples of a verb, which stand in its table as `command   what it does`. */
export function examplesOf({ examples }: Pick<Verb, 'examples'>): Example[] {
  return examples.map((example) => {
    const [command = '', does] = example.split(/ {2,}/);
    return does === undefined ? { command } : { command, does };
  });
}

/** Lays the help of a command out for any width of terminal: nothing is cut, nothing runs over the edge. */
export function layOut(command: Command, verb: Verb, more: (width: number) => string = () => ''): void {
  command.configureHelp({ minWidthToWrap: 20, formatItem });
  command.addHelpText('after', () => {
    const width = widthOf(command);
    const examples = examplesOf(verb).map((one) => drawExample(one, width));
    const shown = examples.length === 0 ? '' : `\nExamples:\n${examples.join('')}`;
    return `${shown}${more(width)}`.trimEnd();
  });
}

/** The table of exit codes, for the help of the program. */
export function exitCodesHelp(width: number): string {
  const lines = Object.entries(EXIT_CODES).map(([code, meaning]) => {
    return `  ${code.padEnd(3)}  ${wrapped(meaning, width, 7).trimStart()}`;
  });
  return `\nExit codes:\n${lines.join('')}`;
}

function widthOf(command: Command): number {
  return command.configureOutput().getOutHelpWidth?.() ?? 80;
}

function drawExample({ command, does }: Example, width: number): string {
  const comment = does === undefined ? '' : wrapped(does, width, 4).replaceAll(/^ {4}/gm, '  # ');
  return `${comment}  ${command}\n`;
}

function formatItem(term: string, termWidth: number, description: string, helper: Help): string {
  const width = helper.helpWidth ?? 80;
  if (description === '' || width - termWidth - 4 >= NARROW) {
    return Help.prototype.formatItem.call(helper, term, termWidth, description, helper);
  }
  return `  ${term}\n${wrapped(description, width, 6)}`.trimEnd();
}

function wrapped(text: string, width: number, indent: number): string {
  const space = ' '.repeat(indent);
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const line = lines.at(-1);
    if (line !== undefined && indent + line.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => `${space}${line}\n`).join('');
}
