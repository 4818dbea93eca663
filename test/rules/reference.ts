import type { Day, Matcher, Path } from '../../engine/model.ts';

/**
 * What globs and paths mean, written as the definition reads: by trying everything. Exponential, so for small texts
 * only; the engine must say the same in linear time.
 */
export function globMeans(pattern: string, text: string): boolean {
  return expand(pattern).some((one) => starsMean(Array.from(one), Array.from(text)));
}

/** The first group of braces with a comma in it, replaced by each of its alternatives. */
export function expand(pattern: string): string[] {
  for (let from = pattern.indexOf('{'); from >= 0; from = pattern.indexOf('{', from + 1)) {
    const parts = partsOfGroup(pattern, from);
    if (parts === undefined) continue;
    const { inner, after } = parts;
    return inner.flatMap((one) => expand(pattern.slice(0, from) + one + pattern.slice(after)));
  }
  return [pattern];
}

function partsOfGroup(pattern: string, from: number): { inner: string[]; after: number } | undefined {
  const inner = [''];
  let depth = 0;
  for (let at = from; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (depth === 0) return inner.length > 1 ? { inner, after: at + 1 } : undefined;
    if (at === from) continue;
    if (character === ',' && depth === 1) inner.push('');
    else inner.push((inner.pop() ?? '') + character);
  }
  return undefined;
}

function starsMean(pattern: readonly string[], text: readonly string[]): boolean {
  const [first, ...rest] = pattern;
  if (first === undefined) return text.length === 0;
  if (first === '*') return starsMean(rest, text) || (text.length > 0 && starsMean(pattern, text.slice(1)));
  return text.length > 0 && (first === '?' || first === text[0]) && starsMean(rest, text.slice(1));
}

export function pathMeans(pattern: string, path: Path): boolean {
  return expand(pattern).some((one) => levelsMean(one === '/' ? [] : one.slice(1).split('/'), path));
}

function levelsMean(levels: readonly string[], path: Path): boolean {
  const [first, ...rest] = levels;
  if (first === undefined) return path.length === 0;
  if (first === '**') return levelsMean(rest, path) || (path.length > 0 && levelsMean(levels, path.slice(1)));
  const [name] = path;
  return (
    name !== undefined && starsMean(Array.from(first), Array.from(name)) && levelsMean(rest, path.slice(1))
  );
}

/** Of a matcher whose dates are all plain days: 1, 0, or a half for unknown; so `and` is the least of them. */
function matcherMeans(matcher: Matcher, text: string, today: Day): number {
  const ignoreCase = matcher['ignore-case'] === true;
  const cased = (one: string) => (ignoreCase ? one.toLowerCase() : one);
  const all: number[] = [];
  if (matcher.equals !== undefined) all.push(Number(cased(matcher.equals) === cased(text)));
  if (matcher.in !== undefined) all.push(Number(matcher.in.map(cased).includes(cased(text))));
  if (matcher.glob !== undefined) all.push(Number(globMeans(cased(matcher.glob), cased(text))));
  if (matcher.regex !== undefined) {
    all.push(Number(new RegExp(matcher.regex, ignoreCase ? 'iu' : 'u').test(text)));
  }
  if (matcher.empty !== undefined) all.push(Number((text === '') === matcher.empty));
  const readable = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const day = (one: Day) => Date.parse(one === 'today' ? today : one);
  const ask = (holds: boolean) => all.push(readable ? Number(holds) : 0.5);
  if (matcher.before !== undefined) ask(Date.parse(text) < day(matcher.before));
  if (matcher.after !== undefined) ask(Date.parse(text) > day(matcher.after));
  const age = matcher['older-than'];
  if (age !== undefined) ask(day(today) - Date.parse(text) > age * 86_400_000);
  if (matcher.not !== undefined) all.push(1 - matchersMean(matcher.not, text, today));
  return Math.min(...all);
}

export function matchersMean(matchers: readonly Matcher[], text: string, today: Day): number {
  return Math.max(...matchers.map((one) => matcherMeans(one, text, today)));
}
