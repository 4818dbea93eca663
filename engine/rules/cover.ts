import { type Matcher, RESOURCE_TYPES, type Scope } from '../model.ts';
import { alternatives } from './braces.ts';
import type { Subject } from './conditions.ts';
import { compileMatchers, plainLiterals, type TextTest } from './matcher.ts';

/** Any day: what is decided here never depends on one. */
const ANY_DAY = '2000-01-01';

/** Regexes that hold of every text. */
const ANYTHING = new Set(['', '.*', '.*?', '^', '$', '^.*', '.*$', '^.*$', '(.*)', '^(.*)$']);

/** Regexes that hold of every text but the empty one. */
const SOMETHING = new Set([
  '.',
  '.+',
  '.+?',
  '^.',
  '.$',
  '^.+',
  '.+$',
  '^.+$',
  '(.+)',
  '^(.+)$',
  '^.*.$',
  '^..*$',
]);

/** Compiles matchers, or gives undefined where one has a fault, which is another check's to report. */
export function tryCompile(matchers: readonly Matcher[]): TextTest | undefined {
  try {
    return compileMatchers(matchers, ANY_DAY);
  } catch {
    return undefined;
  }
}

/** Whether a matcher surely holds of everything. False may also mean that it cannot be told from its text. */
function coversAll(matcher: Matcher, subject: Subject): boolean {
  const conditions = Object.keys(matcher).filter((key) => key !== 'ignore-case');
  if (conditions.length !== 1) return false;
  if (matcher.regex !== undefined) return ANYTHING.has(matcher.regex);
  const globs = matcher.glob === undefined ? [] : (alternatives(matcher.glob) ?? []);
  return globs.some((glob) => (subject === 'path' ? glob === '/**' : /^\*+$/.test(glob)));
}

/** As `coversAll`, of texts that are never empty: keys, ids and names. */
function coversAllNamed(matcher: Matcher): boolean {
  const { glob, regex, 'ignore-case': _, ...others } = matcher;
  if (Object.keys(others).length > 0) return false;
  if (glob !== undefined && regex !== undefined) return false;
  if (regex !== undefined) return SOMETHING.has(regex);
  // One `?` and any number of `*`, at least one.
  return (alternatives(glob ?? '') ?? []).some((one) => /^(?:\*+\?\**|\?\*+)$/.test(one));
}

/** Whether any matcher surely holds of every key, id or name. */
export function anyCoversAllNamed(matchers: readonly Matcher[]): boolean {
  return anyCoversAll(matchers, 'text') || matchers.some(coversAllNamed);
}

export function anyCoversAll(matchers: readonly Matcher[], subject: Subject): boolean {
  return matchers.some((matcher) => coversAll(matcher, subject));
}

/** Whether a scope surely holds of every resource (policies, which have no path, left out). */
export function scopeCoversAll(scope: Scope | undefined): boolean {
  const { type = RESOURCE_TYPES, id, name, path, tags } = scope ?? {};
  return (
    RESOURCE_TYPES.every((one) => type.includes(one)) &&
    (id === undefined || anyCoversAllNamed(id)) &&
    (name === undefined || anyCoversAllNamed(name)) &&
    (path === undefined || anyCoversAll(path, 'path')) &&
    tags === undefined
  );
}

/** Whether every text that `narrow` can match is surely matched by `wide`. For keys, ids, names and values. */
export function covers(wide: readonly Matcher[], narrow: readonly Matcher[]): boolean {
  if (anyCoversAll(wide, 'text')) return true;
  const wideTexts = new Set(wide.map((matcher) => JSON.stringify(matcher)));
  const prefixes = wide.flatMap((matcher) => prefixOf(matcher) ?? []);
  const test = tryCompile(wide);
  return narrow.every((matcher) => {
    if (wideTexts.has(JSON.stringify(matcher))) return true;
    const literals = plainLiterals(matcher);
    if (literals !== undefined) return test !== undefined && literals.every((text) => test(text) === 'yes');
    const start = startOf(matcher);
    return start !== undefined && prefixes.some((prefix) => start.startsWith(prefix));
  });
}

/** What a matcher says where it says "begins with": `temp-` of `temp-*`. */
function prefixOf(matcher: Matcher): string | undefined {
  if (Object.keys(matcher).length !== 1) return undefined;
  return /^([^*?{}]+)\*+$/.exec(matcher.glob ?? '')?.[1];
}

/** How every text begins that a matcher can match; undefined where nothing is said of the beginning. */
function startOf(matcher: Matcher): string | undefined {
  if (matcher.glob === undefined || matcher['ignore-case'] === true) return undefined;
  return /^[^*?{}]*/.exec(matcher.glob)?.[0];
}
