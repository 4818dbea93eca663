import type { Matcher, Scope } from '../model.ts';

/** A scope as a rule file writes it, on one line: `{ type: ou, name: "prd-*" }`. */
export function writtenScope({ type, id, name, path, tags }: Scope): string {
  return map([
    ...(type === undefined ? [] : [entry('type', list(type.map(word)))]),
    ...Object.entries({ id, name, path }).flatMap(([condition, matchers]) =>
      matchers === undefined ? [] : [entry(condition, writtenMatchers(matchers))],
    ),
    ...(tags === undefined
      ? []
      : [entry('tags', map(tags.map(({ key, value }) => entry(word(key), writtenMatchers(value)))))]),
  ]);
}

/** Matchers as a rule file writes them: `env`, `[env, "team:*"]`, `{ regex: "^x" }`. */
export function writtenMatchers(matchers: readonly Matcher[]): string {
  return list(matchers.map(writtenMatcher));
}

function writtenMatcher(matcher: Matcher): string {
  const { equals, glob, not, 'older-than': age, ...others } = matcher;
  const alone = Object.keys(matcher).length === 1;
  if (alone && equals !== undefined && !WILD.test(equals)) return word(equals);
  if (alone && glob !== undefined && WILD.test(glob)) return word(glob);
  return map([
    ...(equals === undefined ? [] : [entry('equals', word(equals))]),
    ...(glob === undefined ? [] : [entry('glob', word(glob))]),
    ...Object.entries(others).map(([condition, said]) => entry(condition, plain(said))),
    ...(age === undefined ? [] : [entry('older-than', `${age}d`)]),
    ...(not === undefined ? [] : [entry('not', writtenMatchers(not))]),
  ]);
}

/** What may make a text a pattern. */
const WILD = /[*?{]/;

function plain(said: string | boolean | readonly string[]): string {
  if (typeof said === 'boolean') return String(said);
  return typeof said === 'string' ? word(said) : list(said.map(word), 'always');
}

/** A text, in quotes where YAML could take it for anything else. */
function word(text: string): string {
  const bare = /^\p{L}[\p{L}\p{N}_.-]*$/u.test(text) && !/^(?:true|false|null)$/i.test(text);
  return bare ? text : JSON.stringify(text);
}

function list(items: readonly string[], brackets: 'always' | 'for several' = 'for several'): string {
  return items.length === 1 && brackets === 'for several' ? items.join() : `[${items.join(', ')}]`;
}

function entry(name: string, said: string): string {
  return `${name}: ${said}`;
}

function map(entries: readonly string[]): string {
  return `{ ${entries.join(', ')} }`;
}
