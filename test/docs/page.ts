import { readFileSync } from 'node:fs';
import fastGlob from 'fast-glob';

const ROOT = new URL('../..', import.meta.url).pathname;

/** A fenced block of a page, without the indentation of the list that it may stand in. */
export interface Block {
  /** First word after the fence; empty where there is none. */
  readonly language: string;
  /** File that the block is the content of: `title=` after the language. */
  readonly title: string | undefined;
  /** What the comment right above the block says of it, such as `not run: it needs an account`. */
  readonly note: string | undefined;
  /** Line of the fence, from 1. */
  readonly line: number;
  readonly indent: string;
  readonly body: readonly string[];
}

export interface Page {
  /** Path below the root of the repository. */
  readonly file: string;
  readonly text: string;
  readonly blocks: readonly Block[];
}

/** Every page of the repository, sorted. */
export function pages(): Page[] {
  return fastGlob
    .sync('**/*.md', {
      cwd: ROOT,
      dot: true,
      ignore: [
        'test/**',
        '**/node_modules/**',
        '.git/**',
        '**/dist/**',
        '.dist-*/**',
        'coverage/**',
        '.reconcile/**',
      ],
    })
    .sort()
    .map(readPage);
}

export function pathOf(file: string): string {
  return ROOT + file;
}

function readPage(file: string): Page {
  const text = readFileSync(pathOf(file), 'utf8');
  return { file, text, blocks: blocksOf(text) };
}

/** The fenced blocks of a page, in order. */
export function blocksOf(text: string): Block[] {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const [fence, indent = '', info = ''] = /^( *)```(.*)$/.exec(lines[at] ?? '') ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, at + 1);
    if (end < 0) throw new Error(`line ${at + 1}: a block has no end`);
    const [language = '', ...words] = info.trim().split(' ');
    blocks.push({
      language,
      title: words.find((word) => word.startsWith('title='))?.slice('title='.length),
      note: /^ *<!-- (.*) -->$/.exec(lines[at - 1] ?? '')?.[1],
      line: at + 1,
      indent,
      body: lines.slice(at + 1, end).map((line) => line.slice(indent.length)),
    });
    at = end;
  }
  return blocks;
}

/** A command of a block of kind `sh`, and how it is to end. */
export interface Command {
  readonly text: string;
  readonly exit: number;
}

/**
 * The commands of a block: a line each, with what a backslash or a here-document joins to it. One that is to fail
 * says so at its end: `# exit 2`.
 */
export function commandsOf({ body }: Block): Command[] {
  const commands: Command[] = [];
  for (let at = 0; at < body.length; at++) {
    const from = at;
    const ending = /<<'?([A-Z]+)'?/.exec(body[at] ?? '')?.[1];
    if (ending !== undefined) at = body.indexOf(ending, at);
    else while (/\\$/.test(body[at] ?? '')) at++;
    const text = body.slice(from, at + 1).join('\n');
    if (/^\s*(#|$)/.test(text)) continue;
    commands.push({ text, exit: Number(/#.*\bexit (\d+)\b/.exec(text)?.[1] ?? 0) });
  }
  return commands;
}
