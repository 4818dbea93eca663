import type { Matcher, Scope } from '../model.ts';
import { isGlob } from './glob.ts';

/** Matchers as a person would say them: `temp-*`, or `any of env, team:*`. */
export function showMatchers(matchers: readonly Matcher[]): string {
  const [only] = matchers;
  return only !== undefined && matchers.length === 1 ? showMatcher(only) : anyOf(matchers.map(showMatcher));
}

/** A matcher as a person would say it: `temp-*`, `regex /^x/`, `not prd-*`, `before today`. */
export function showMatcher(matcher: Matcher): string {
  const { equals, glob, regex, empty, before, after } = matcher;
  const parts: string[] = [];
  if (equals !== undefined) parts.push(isGlob(equals) ? `exactly ${quoted(equals)}` : text(equals));
  if (matcher.in !== undefined) parts.push(anyOf(matcher.in.map(text)));
  if (glob !== undefined) parts.push(text(glob));
  if (regex !== undefined) parts.push(`regex /${visible(regex)}/`);
  const last = parts.pop();
  if (last !== undefined) parts.push(matcher['ignore-case'] === true ? `${last} in any case` : last);
  if (empty !== undefined) parts.push(empty ? 'empty' : 'not empty');
  if (before !== undefined) parts.push(`before ${visible(before)}`);
  if (after !== undefined) parts.push(`after ${visible(after)}`);
  if (matcher['older-than'] !== undefined) parts.push(`older than ${matcher['older-than']} days`);
  if (matcher.not !== undefined) parts.push(`not ${showMatchers(matcher.not)}`);
  return parts.join(' and ');
}

/** A scope as a person would say it: `type ou; name prd-*; tag env: prod`. An absent one is `everything`. */
export function showScope(scope: Scope | undefined): string {
  const parts: string[] = [];
  if (scope?.type !== undefined) parts.push(`type ${scope.type.join(' or ')}`);
  if (scope?.id !== undefined) parts.push(`id ${showMatchers(scope.id)}`);
  if (scope?.name !== undefined) parts.push(`name ${showMatchers(scope.name)}`);
  if (scope?.path !== undefined) parts.push(`path ${showMatchers(scope.path)}`);
  for (const { key, value } of scope?.tags ?? []) parts.push(`tag ${text(key)}: ${showMatchers(value)}`);
  return parts.length === 0 ? 'everything' : parts.join('; ');
}

/** Text with what a reader would not see, or would be misled by, written out: `\u{1b}`. */
function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cs}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** Text that would not stand out from the words around it is quoted. */
function text(literal: string): string {
  return /^$|^\s|\s$|[,;"]/.test(literal) ? quoted(literal) : visible(literal);
}

function quoted(literal: string): string {
  return `"${visible(literal)}"`;
}

function anyOf(texts: readonly string[]): string {
  return texts.length === 1 ? texts.join('') : `any of ${texts.join(', ')}`;
}
