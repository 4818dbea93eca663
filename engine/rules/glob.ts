import { alternatives, hasAlternatives, MOST_ALTERNATIVES } from './braces.ts';
import { inOrder } from './sequence.ts';

/** Whether a plain string of a rule file is a pattern rather than a literal: it has `*`, `?` or `{a,b}`. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text) || hasAlternatives(text);
}

/** What is wrong with a pattern, as a sentence; undefined where nothing is. */
export function globFault(pattern: string): string | undefined {
  if (alternatives(pattern) !== undefined) return undefined;
  return `The braces stand for more than ${MOST_ALTERNATIVES} patterns; a regex can say this without a bound.`;
}

/**
 * Compiles a pattern that must cover the whole text: `*` takes any characters, line breaks and `/` too, `?` exactly
 * one, `{a,b}` either. A character is a Unicode code point: an emoji outside the Basic Multilingual Plane is one `?`,
 * one made of several joined code points is several. There is no escape; `equals` says a literal star.
 *
 * Time is linear in the text for any pattern. Alternatives become patterns of their own, at most MOST_ALTERNATIVES
 * whatever the text is. What is left has only `*` and `?` and never needs a second try: see `inOrder`.
 *
 * @throws RangeError where `globFault` finds a fault
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const patterns = alternatives(pattern);
  if (patterns === undefined) throw new RangeError(`${globFault(pattern) ?? ''} (${pattern})`);
  const literals = patterns.filter((one) => !/[*?]/.test(one));
  const tests = patterns.filter((one) => /[*?]/.test(one)).map(compileStars);
  if (literals.length > 0) tests.unshift(oneOf(literals));
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (text) => tests.some((test) => test(text));
}

/** Whether a text is one of `literals`. */
export function oneOf(literals: readonly string[]): (text: string) => boolean {
  const [only] = literals;
  if (literals.length === 1) return (text) => text === only;
  const set = new Set(literals);
  return (text) => set.has(text);
}

/** A pattern without braces. The forms that rules mostly have are one built-in comparison each. */
function compileStars(pattern: string): (text: string) => boolean {
  const segments = pattern.replace(/\*+/g, '*').split('*');
  if (pattern.includes('?')) return withSingles(segments);
  const [start = '', middle = '', end = ''] = segments;
  if (segments.length === 2) {
    const least = start.length + middle.length;
    if (least === 0) return () => true;
    if (middle === '') return (text) => text.startsWith(start);
    if (start === '') return (text) => text.endsWith(middle);
    return (text) => text.length >= least && text.startsWith(start) && text.endsWith(middle);
  }
  if (segments.length === 3 && start === '' && end === '') return (text) => text.includes(middle);
  return withLiterals(segments);
}

/** As `inOrder`, with the engine's own search for each segment. */
function withLiterals(segments: readonly string[]): (text: string) => boolean {
  const start = segments[0] ?? '';
  const end = segments[segments.length - 1] ?? '';
  const between = segments.slice(1, -1);
  return (text) => {
    const until = text.length - end.length;
    if (!text.startsWith(start) || !text.endsWith(end)) return false;
    let from = start.length;
    for (const segment of between) {
      const at = text.indexOf(segment, from);
      if (at < 0) return false;
      from = at + segment.length;
    }
    return from <= until;
  };
}

const SURROGATE = /[\ud800-\udfff]/;

/** A `?` counts code points, so both sides are taken apart into them; a text without surrogates already is. */
function withSingles(segments: readonly string[]): (text: string) => boolean {
  const elements = segments.map((segment) => Array.from(segment));
  return (text) => inOrder(elements, SURROGATE.test(text) ? Array.from(text) : text, takes);
}

function takes(element: string, character: string): boolean {
  return element === '?' || element === character;
}
