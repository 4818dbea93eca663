import type { Run } from '../model.ts';

/** Characters that JSON lets stand and a terminal acts on. */
const ACTIVE = /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** The whole run, as `schemas/run.schema.json` describes it. */
export function* json(run: Run): Iterable<string> {
  yield* pieces(run, '');
  yield '\n';
}

/** What `JSON.stringify(value, null, 2)` gives, member by member, so that a long list is never one string. */
function* pieces(value: unknown, indent: string): Iterable<string> {
  const list = Array.isArray(value);
  if (typeof value !== 'object' || value === null || indent.length > 4) {
    yield inked(value).replaceAll('\n', `\n${indent}`);
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
    yield `${i === 0 ? open : ','}\n${inner}${list ? '' : `${JSON.stringify(key)}: `}`;
    yield* pieces(member, inner);
  }
  yield `\n${indent}${close}`;
}

function inked(value: unknown): string {
  return JSON.stringify(value, null, 2).replace(
    ACTIVE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
