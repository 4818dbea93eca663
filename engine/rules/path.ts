import type { Matcher, Path } from '../model.ts';
import { alternatives, MOST_ALTERNATIVES } from './braces.ts';
import { fold } from './fold.ts';
import { compileGlob } from './glob.ts';
import { inOrder, standsAt } from './sequence.ts';

/** One level of a pattern: a name, or a test of one. */
type Level = string | ((name: string) => boolean);

/** A pattern cut at `**`; a single segment has none, and is the whole path. */
type Segments = readonly (readonly Level[])[];

/** Whether some path matches, and whether a path that begins with some path may. */
interface PathTest {
  readonly matches: (path: Path) => boolean;
  readonly reaches: (path: Path, accounts: boolean) => boolean;
}

/**
 * Compiles path matchers of which any one suffices. A pattern is cut at `/` and matched level by level against
 * the names, so a `/` inside a name forges nothing: `*` stays inside a level, `**` as a whole level spans any
 * number of them (none too: `X/**` includes `X`), and `/` alone is the root. Linear in the path: see `inOrder`.
 *
 * @throws RangeError where `pathFault` or `pathGlobFault` finds a fault, or a matcher has no condition that a path can have
 */
export function compilePath(matchers: readonly Matcher[]): (path: Path) => boolean {
  const tests = matchers.map(compileMatcher);
  const [only] = tests;
  if (only !== undefined && tests.length === 1) return only.matches;
  return (path) => tests.some((test) => test.matches(path));
}

/**
 * Compiles whether the children of the OU at a path have to be read (`[]`: of the root): whether the path of that
 * OU, which its accounts share, or any path below it could match. What `not` says is never counted on to spare a read.
 *
 * @param accounts false where only OUs are asked for: those of a path are known from the children of its parent
 */
export function couldReach(matchers: readonly Matcher[], accounts = true): (path: Path) => boolean {
  const tests = matchers.map(compileMatcher);
  return (path) => tests.some((test) => test.reaches(path, accounts));
}

/** What is wrong with a path, as a sentence; undefined where nothing is. */
export function pathFault(path: string): string | undefined {
  if (!path.startsWith('/')) return 'A path begins with "/", which is the root.';
  if (path !== '/' && /\/(?:\/|$)/.test(path)) return 'A path has no empty level.';
  return undefined;
}

/** What is wrong with a pattern of paths, as a sentence; undefined where nothing is. */
export function pathGlobFault(glob: string): string | undefined {
  const patterns = alternatives(glob);
  if (patterns === undefined) return `The braces stand for more than ${MOST_ALTERNATIVES} paths.`;
  return patterns.map(pathFault).find((fault) => fault !== undefined);
}

function compileMatcher(matcher: Matcher): PathTest {
  const ignoreCase = matcher['ignore-case'] === true;
  const tests: PathTest[] = [];
  if (matcher.equals !== undefined) tests.push(compileTexts([matcher.equals], literalLevel, ignoreCase));
  if (matcher.in !== undefined) tests.push(compileTexts(matcher.in, literalLevel, ignoreCase));
  if (matcher.glob !== undefined) {
    const fault = pathGlobFault(matcher.glob);
    if (fault !== undefined) throw new RangeError(`${fault} (${matcher.glob})`);
    tests.push(compileTexts(alternatives(matcher.glob) ?? [], globLevel, ignoreCase));
  }
  if (matcher.not !== undefined) tests.push(compileNot(matcher.not));
  const [only] = tests;
  if (only === undefined) throw new RangeError('A path matcher needs equals, in, glob or not.');
  if (tests.length === 1) return only;
  return {
    matches: (path) => tests.every((test) => test.matches(path)),
    reaches: (path, accounts) => tests.every((test) => test.reaches(path, accounts)),
  };
}

function compileNot(matchers: readonly Matcher[]): PathTest {
  const any = compilePath(matchers);
  return { matches: (path) => !any(path), reaches: () => true };
}

/** Any one of several written paths. */
function compileTexts(
  texts: readonly string[],
  level: (text: string) => Level | undefined,
  ignoreCase: boolean,
): PathTest {
  const patterns = texts.map((text) => segmentsOf(ignoreCase ? fold(text) : text, level));
  const folded = (path: Path) => (ignoreCase ? path.map(fold) : path);
  return {
    matches: (path) => {
      const names = folded(path);
      return patterns.some((segments) => inOrder(segments, names, accepts));
    },
    reaches: (path, accounts) => {
      const names = folded(path);
      return patterns.some((segments) => mayGoOn(segments, names, accounts));
    },
  };
}

function segmentsOf(text: string, level: (text: string) => Level | undefined): Segments {
  const fault = pathFault(text);
  if (fault !== undefined) throw new RangeError(`${fault} (${text})`);
  const segments: Level[][] = [[]];
  for (const part of text === '/' ? [] : text.slice(1).split('/')) {
    const compiled = level(part);
    if (compiled === undefined) segments.push([]);
    else segments.at(-1)?.push(compiled);
  }
  return segments;
}

function literalLevel(text: string): Level {
  return text;
}

/** A level of a pattern without braces; undefined for `**`. */
function globLevel(text: string): Level | undefined {
  if (text === '**') return undefined;
  return /[*?]/.test(text) ? compileGlob(text) : text;
}

function accepts(level: Level, name: string): boolean {
  return typeof level === 'string' ? level === name : level(name);
}

/** Whether `names` with more names behind it, or with none where `accounts` count, can match. */
function mayGoOn(segments: Segments, names: Path, accounts: boolean): boolean {
  const first = segments[0] ?? [];
  if (names.length > first.length) {
    // Past the first `**` every name is taken, and what must follow it can still follow.
    return segments.length > 1 && standsAt(first, names, 0, accepts);
  }
  const more = segments.length > 1 || accounts || names.length < first.length;
  return more && standsAt(first.slice(0, names.length), names, 0, accepts);
}
