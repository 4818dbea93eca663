import { Composer, type CST, type Document, Lexer, LineCounter, Parser, type YAMLError } from 'yaml';
import type { Problem } from '../model.ts';
import { Refusal } from '../problem.ts';
import { LONGEST_EXCERPT, type PlacedFile, problemAtOffset, type Step } from './places.ts';
import { slipBetween } from './slips.ts';
import { syntaxHint } from './syntax-hint.ts';
import { decodeText } from './text.ts';
import { buildTree, type Tree } from './tree.ts';

/** Levels of maps and lists within each other. */
const MOST_DEPTH = 64;

/** Keys, values, marks and blanks of one file: what reading costs time and memory for. */
const MOST_PARTS = 400_000;

/** Syntax errors that are collected before reading stops: past the first, most are its echoes. */
const MOST_ERRORS = 20;

/** A YAML file as plain values: maps have no prototype, so that a key may be any text. */
export interface YamlFile extends PlacedFile {
  readonly value: unknown;
  /** What a scalar was written as, without quotes; undefined where the path leads to none. */
  written(path: readonly Step[]): string | undefined;
}

/**
 * Reads one YAML 1.2 document in bounded time and memory. `file` is there unless the text could not be understood as
 * one; then problems say why. A file with other problems (a key twice, an alias for nothing) is given as it was
 * most likely meant, so that one mistake is not reported twice and the next ones are found too.
 */
export function readYaml(
  bytes: Uint8Array,
  name: string,
): { readonly file?: YamlFile; readonly problems: readonly Problem[] } {
  const decoded = decodeText(bytes, name);
  if (!('text' in decoded)) return { problems: [decoded] };
  try {
    return readText(decoded.text, name);
  } catch (error) {
    if (error instanceof Refusal) return { problems: error.problems };
    throw error;
  }
}

function readText(text: string, name: string): { file?: YamlFile; problems: Problem[] } {
  const lines = new LineCounter();
  const placed = placedFile(text, name, lines);
  const { documents, stopped } = compose(text, lines, placed);
  if (stopped !== undefined) return { problems: [stopped] };
  const [document, second] = documents;
  if (document === undefined) return { problems: [] };
  const fatal = [...problemsOfSyntax(document, placed, text), ...problemsOfStream(document, second, placed)];
  if (fatal.length > 0) return { problems: fatal };
  const tree = buildTree(document, placed, MOST_DEPTH);
  const file: YamlFile = {
    name,
    position: (offset) => placed.position(offset),
    value: tree.value,
    offset: (path, part) => tree.offset(path, part),
    written: (path) => writtenScalar(tree, path),
  };
  return { file, problems: [...tree.problems] };
}

function writtenScalar(tree: Tree, path: readonly Step[]): string | undefined {
  return tree.scalar(path)?.source;
}

function placedFile(text: string, name: string, lines: LineCounter): PlacedFile {
  return {
    name,
    offset: () => 0,
    position(offset) {
      const { line, col } = lines.linePos(Math.min(offset, text.length));
      const start = lines.lineStarts[line - 1] ?? 0;
      // A line of a megabyte is cut off: with a hundred thousand problems in it, finding its end each time is work.
      const [whole = ''] = text.slice(start, start + LONGEST_EXCERPT + 2).split(/\r?\n/, 1);
      return { line, column: Math.max(1, col), text: whole };
    },
  };
}

/**
 * The steps of `parseDocument` by hand: lexer, parser, composer. Between them stand the bounds, since the composer
 * is recursive and some of its steps are slow: what is too deep or too much never reaches it.
 */
function compose(
  text: string,
  lines: LineCounter,
  file: PlacedFile,
): { readonly documents: readonly Document.Parsed[]; readonly stopped: Problem | undefined } {
  let stopped: Problem | undefined;
  const parser = new Parser(lines.addNewLine);
  const composer = new Composer({
    version: '1.2',
    strict: true,
    // Compares every key with every other; `buildTree` does it with a set.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  });
  function* tokens(): Generator<CST.Token> {
    let parts = 0;
    let errors = 0;
    lines.addNewLine(0);
    for (const lexeme of new Lexer().lex(text)) {
      for (const token of parser.next(lexeme)) {
        yield token;
        if (token.type === 'error' && ++errors >= MOST_ERRORS) return;
      }
      stopped = pastBounds(++parts, parser.stack.length, file, parser.offset);
      if (stopped !== undefined) return;
    }
    yield* parser.end();
  }
  const documents: Document.Parsed[] = [];
  for (const document of composer.compose(tokens(), true, text.length)) {
    documents.push(document);
    if (documents.length > 1) break;
  }
  return { documents, stopped };
}

function pastBounds(parts: number, depth: number, file: PlacedFile, offset: number): Problem | undefined {
  if (parts > MOST_PARTS) {
    const message = `${file.name} has more than ${MOST_PARTS} keys, values and marks.`;
    return problemAtOffset(file, offset, 'file-too-large', message, {
      hint: 'Split it, and name the parts in `include`.',
    });
  }
  // The stack also holds the document and the scalar that is being read.
  if (depth > MOST_DEPTH + 2) {
    const message = `Maps and lists are more than ${MOST_DEPTH} levels deep here.`;
    return problemAtOffset(file, offset, 'too-deep', message, {
      hint: 'No rule needs that. Look for a bracket that is not closed.',
    });
  }
  return undefined;
}

/** Errors that concern one scalar alone; any other may well be the echo of the one before. */
const LONELY = new Set(['BAD_SCALAR_START', 'BAD_ALIAS', 'BAD_DQ_ESCAPE']);

function problemsOfSyntax(document: Document.Parsed, file: PlacedFile, text: string): Problem[] {
  const errors = [...document.errors].sort((a, b) => a.pos[0] - b.pos[0]);
  const firstOther = errors.find((error) => !LONELY.has(error.code));
  const end = firstOther?.pos[0] ?? Number.POSITIVE_INFINITY;
  return errors
    .filter((error) => error === firstOther || (LONELY.has(error.code) && error.pos[0] < end))
    .slice(0, MOST_ERRORS)
    .map((error) => syntaxProblem(error, file, text));
}

function syntaxProblem(error: YAMLError, file: PlacedFile, text: string): Problem {
  const offset = pastBlanks(text, error.pos[0]);
  const word = /^[^\s,\]}]*/.exec(text.slice(offset, offset + 80))?.[0] ?? '';
  if (error.code === 'BAD_ALIAS') {
    const [mark, kind] = word.startsWith('&') ? ['&', 'anchor'] : ['*', 'alias'];
    const message = `\`${word}\` begins with \`${mark}\`, which YAML takes for an ${kind}.`;
    return problemAtOffset(file, offset, 'alias-unknown', message, { hint: `Quote it: "${word}"` });
  }
  const slip = LONELY.has(error.code) ? undefined : slipBetween(text, offset, error.pos[1]);
  if (slip !== undefined) {
    return problemAtOffset(file, slip.offset, 'yaml-syntax', slip.message, { hint: slip.hint });
  }
  return problemAtOffset(file, offset, 'yaml-syntax', `This is not valid YAML: ${plain(error.message)}.`, {
    hint: syntaxHint(error, word, file.position(offset)),
  });
}

/** The library points at the begin of a line whose indentation is wrong, a reader looks at what stands in it. */
function pastBlanks(text: string, offset: number): number {
  let at = offset;
  while (text[at] === ' ') at++;
  return at;
}

/** The library's message as the middle of a sentence. */
function plain(message: string): string {
  const text = message.replaceAll(/\s+/g, ' ').replace(/[.:]$/, '').slice(0, 200);
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function problemsOfStream(
  document: Document.Parsed,
  second: Document.Parsed | undefined,
  file: PlacedFile,
): Problem[] {
  const problems: Problem[] = [];
  const version = document.directives.yaml;
  if (version.explicit === true && version.version !== '1.2') {
    const message = `The directive asks for YAML ${version.version}; rule files are YAML 1.2.`;
    problems.push(
      problemAtOffset(file, 0, 'yaml-version', message, {
        hint: 'Take the `%YAML` line out. In YAML 1.1, `no` means false and `010` means 8.',
      }),
    );
  }
  if (second !== undefined) {
    problems.push(
      problemAtOffset(file, second.range[0], 'second-document', 'A second YAML document begins here.', {
        hint: 'Put each document into a file of its own, and name them in `include`.',
      }),
    );
  }
  return problems;
}
