import type { Day, Matcher } from '../model.ts';
import { daysLater, readDay } from './date.ts';
import { fold } from './fold.ts';
import { compileGlob, oneOf } from './glob.ts';
import { compileRegex } from './regex.ts';
import { allOf, not, type Truth, truthOf } from './truth.ts';

/** Whether a text matches; a text is a key, a value, an id or a name. */
export type TextTest = (text: string) => Truth;

/**
 * Compiles matchers of which any one suffices. Matching takes time linear in the text: literals are a set, globs
 * never go back (`compileGlob`), regexes are automata (RE2).
 *
 * @param day what `today` is
 * @throws RangeError for a matcher without a condition or a glob with a fault; RE2JSException for a regex that
 *   is none. The checks of rule files let neither pass.
 */
export function compileMatchers(matchers: readonly Matcher[], day: Day): TextTest {
  const literals = matchers.flatMap((matcher) => plainLiterals(matcher) ?? []);
  const tests = matchers
    .filter((matcher) => plainLiterals(matcher) === undefined)
    .map((matcher) => compileMatcher(matcher, day));
  if (literals.length > 0) tests.unshift(lift(oneOf(literals)));
  return anyOf(tests);
}

/** Whether any condition, also below `not`, compares days: whether a value may turn out to be unreadable. */
export function usesDates(matchers: readonly Matcher[]): boolean {
  return matchers.some((matcher) => hasDates(matcher) || usesDates(matcher.not ?? []));
}

/** The texts that a matcher lists, where it says nothing else. */
export function plainLiterals(matcher: Matcher): readonly string[] | undefined {
  if (Object.keys(matcher).length !== 1) return undefined;
  return matcher.equals === undefined ? matcher.in : [matcher.equals];
}

function anyOf(tests: readonly TextTest[]): TextTest {
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only;
  return (text) => {
    let any: Truth = 'no';
    for (const test of tests) {
      const truth = test(text);
      if (truth === 'yes') return 'yes';
      if (truth === 'unknown') any = 'unknown';
    }
    return any;
  };
}

function compileMatcher(matcher: Matcher, day: Day): TextTest {
  const tests = textTests(matcher).map(lift);
  if (matcher.not !== undefined) {
    const any = compileMatchers(matcher.not, day);
    tests.push((text) => not(any(text)));
  }
  if (hasDates(matcher)) tests.push(dateTest(matcher, day));
  if (tests.length === 0) throw new RangeError('A matcher needs a condition.');
  return allOf(tests);
}

/** The conditions that are decided by the text alone. */
function textTests(matcher: Matcher): ((text: string) => boolean)[] {
  const { equals, glob, regex, empty } = matcher;
  const ignoreCase = matcher['ignore-case'] === true;
  const folded = (pattern: string) => (ignoreCase ? fold(pattern) : pattern);
  const tests: ((text: string) => boolean)[] = [];
  if (equals !== undefined) tests.push(oneOf([folded(equals)]));
  if (matcher.in !== undefined) tests.push(oneOf(matcher.in.map(folded)));
  if (glob !== undefined) tests.push(compileGlob(folded(glob)));
  const cased = ignoreCase ? tests.map((test) => (text: string) => test(fold(text))) : tests;
  if (empty !== undefined) cased.push((text) => (text === '') === empty);
  if (regex !== undefined) cased.push(compileRegex(regex, ignoreCase));
  return cased;
}

function hasDates(matcher: Matcher): boolean {
  return matcher.before !== undefined || matcher.after !== undefined || matcher['older-than'] !== undefined;
}

/** Days compare as texts, since all have four digits of year: `YYYY-MM-DD`. */
function dateTest(matcher: Matcher, today: Day): TextTest {
  const named = (day: Day) => (day === 'today' ? today : day);
  const after = matcher.after === undefined ? undefined : named(matcher.after);
  const bounds = matcher.before === undefined ? [] : [named(matcher.before)];
  const age = matcher['older-than'];
  // Before the year 0000 there is no day: nothing is older than that.
  if (age !== undefined) bounds.push(daysLater(today, -age) ?? '');
  return (text) => {
    const day = readDay(text);
    if (day === undefined) return 'unknown';
    return truthOf(bounds.every((bound) => day < bound) && (after === undefined || day > after));
  };
}

function lift(test: (text: string) => boolean): TextTest {
  return (text) => truthOf(test(text));
}
