/**
 * Characters that JSON lets stand and a terminal acts on; and the first of the two that begin an order to a CI runner,
 * such as `##vso[…]`, which is obeyed anywhere in a line. An order of GitHub's (`::error::`) needs a line of its own,
 * and JSON has none inside a text.
 */
const ACTIVE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|#(?=#\w*\[)/g;

/** The same JSON with active characters escaped, for a screen or the log of a job. */
export function inert(text: string): string {
  return text.replace(ACTIVE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** The text that `JSON.stringify(value, null, 2)` gives, with active characters escaped, and a newline. */
export function inertJson(value: unknown): string {
  return `${inert(JSON.stringify(value, null, 2))}\n`;
}

/**
 * The text that `JSON.stringify(value, null, 2)` gives, with active characters escaped, and a newline. Objects and
 * lists are opened up to `depth` levels down and given member by member, so that a long list is never one string.
 */
export function* streamJson(value: unknown, depth: number): Iterable<string> {
  yield* pieces(value, '', depth);
  yield '\n';
}

function* pieces(value: unknown, indent: string, depth: number): Iterable<string> {
  const list = Array.isArray(value);
  if (typeof value !== 'object' || value === null || depth === 0) {
    yield inert(JSON.stringify(value, null, 2)).replaceAll('\n', `\n${indent}`);
    return;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const [open, close] = list ? ['[', ']'] : ['{', '}'];
  if (members.length === 0) {
    yield open + close;
    return;
  }
  const inner = `${indent}  `;
  for (const [i, [key, member]] of members.entries()) {
    yield `${i === 0 ? open : ','}\n${inner}${list ? '' : `${inert(JSON.stringify(key))}: `}`;
    yield* pieces(member, inner, depth - 1);
  }
  yield `\n${indent}${close}`;
}
