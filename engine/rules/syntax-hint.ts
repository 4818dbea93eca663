import type { YAMLError } from 'yaml';

/** A value that begins with a mark of YAML's own: `*.x`, `{a,b}-x`, `[x]y`, `%x`, `@x`. */
const MARKED_VALUE = /(?:^|[:\-,[{]\s)\s*([{[&*!%@`][^\s,]*[^\s]*)/;

/** How to mend a text that YAML gave up on at a column (from 1) of a line; `word` is what begins there. */
export function syntaxHint(
  error: YAMLError,
  word: string,
  { text, column }: { readonly text: string; readonly column: number },
): string | undefined {
  switch (error.code) {
    case 'TAB_AS_INDENT':
      return 'Indent with spaces.';
    case 'BAD_SCALAR_START':
      return `Quote it: "${word}"`;
    case 'BAD_INDENT':
      return 'Look at the indentation of this line and of those above.';
    case 'BAD_DQ_ESCAPE':
      return "In double quotes a `\\` begins an escape: put the text into single quotes, as in '\\d+'.";
    default: {
      if (text[column - 2] === "'") return "Within single quotes a `'` is written twice: 'it''s'.";
      const meant = markedAt(text, column) ?? bracedAt(text, column);
      return meant === undefined ? undefined : `If \`${meant}\` is meant as text, quote it.`;
    }
  }
}

function markedAt(text: string, column: number): string | undefined {
  const found = MARKED_VALUE.exec(text);
  const marked = found?.[1];
  if (found === null || marked === undefined) return undefined;
  const end = found.index + found[0].length;
  // A mark that YAML understood, as the brace of a map, is not what it stumbled over.
  const isNear = column - 1 >= end - marked.length && column - 1 <= end;
  return isNear ? withoutFrame(marked) : undefined;
}

/** A pattern with braces or brackets in a list or map of one line: the `{a,b}-x` of `[c, {a,b}-x]`. */
function bracedAt(text: string, column: number): string | undefined {
  const before = /[^\s"']{0,80}$/.exec(text.slice(0, column - 1))?.[0] ?? '';
  const behind = /^[^\s"']{0,80}/.exec(text.slice(column - 1))?.[0] ?? '';
  const word = withoutFrame(before + behind);
  // Braces or brackets alone are a map or a list.
  return /[{[].*[}\]]/.test(word) && !/^(?:\{[^{}]*\}|\[[^[\]]*\])$/.test(word) ? word : undefined;
}

/** A word without the brackets and commas of the list or map that it ends, or begins. */
function withoutFrame(word: string): string {
  const count = (mark: string) => word.split(mark).length - 1;
  for (const [open, close] of [
    ['[', ']'],
    ['{', '}'],
  ] as const) {
    if (word.endsWith(close) && count(close) > count(open)) return withoutFrame(word.slice(0, -1));
    if (word.startsWith(open) && count(open) > count(close)) return withoutFrame(word.slice(1));
  }
  return word.endsWith(',') ? withoutFrame(word.slice(0, -1)) : word;
}
