import type { Claim, Matcher, Rule, RuleSet, Scope } from '../model.ts';
import type { LocatedMatcher } from './conditions.ts';
import { anyCoversAll, covers, tryCompile } from './cover.ts';
import { daysLater, readDay } from './date.ts';
import { plainLiterals, usesDates } from './matcher.ts';
import { typesNeeded } from './needs.ts';
import { compilePath } from './path.ts';

/** Why a matcher can never hold, as a sentence; undefined where it may. */
export function matcherNever({ value: matcher, subject }: LocatedMatcher): string | undefined {
  if (Object.keys(matcher).length === 1 && matcher.not === undefined) return undefined;
  if (matcher.not !== undefined && anyCoversAll(matcher.not, subject)) return '`not` leaves nothing over.';
  if (datesNever(matcher)) return 'No day is after the one and before the other.';
  const texts = matcher.empty === true ? [''] : (plainTexts(matcher) ?? []);
  if (texts.length === 0) return undefined;
  return texts.some((text) => mayHold(matcher, text, subject))
    ? undefined
    : 'Its conditions exclude each other.';
}

function plainTexts(matcher: Matcher): readonly string[] | undefined {
  // Their upper and lower case forms may fit where they do not.
  if (matcher['ignore-case'] === true) return undefined;
  return matcher.equals === undefined ? matcher.in : [matcher.equals];
}

function mayHold(matcher: Matcher, text: string, subject: LocatedMatcher['subject']): boolean {
  const { before, after, 'older-than': olderThan, ...rest } = matcher;
  // A date that cannot be read is unknown, and unknown never claims.
  if ((before ?? after ?? olderThan) !== undefined && readDay(text) === undefined) return false;
  if (subject === 'path') return pathMayHold(rest, text);
  // What `not` says of a day may be true on another one.
  const { not, ...sure } = rest;
  return tryCompile([not !== undefined && usesDates(not) ? sure : rest])?.(text) !== 'no';
}

function pathMayHold(matcher: Matcher, path: string): boolean {
  const test = tryPath([matcher]);
  return test === undefined || test(path === '/' ? [] : path.slice(1).split('/'));
}

function tryPath(matchers: readonly Matcher[]): ReturnType<typeof compilePath> | undefined {
  try {
    return compilePath(matchers);
  } catch {
    // Another check reports the fault.
    return undefined;
  }
}

function datesNever({ before, after, 'older-than': olderThan }: Matcher): boolean {
  if (after === 'today') return before === 'today' || olderThan !== undefined;
  if (before === undefined || after === undefined) return false;
  const next = daysLater(after, 1);
  // As a text, "today" is past every day: what is before it may be after any.
  return next !== undefined && next >= before;
}

/** Why no resource can ever be in a scope, as a sentence; undefined where one may. */
export function scopeNever(scope: Scope): string | undefined {
  const types = typesNeeded(setOf({ id: '', severity: 'error', enforce: true, match: scope }));
  if (types.length === 0 && scope.path !== undefined && scope.type?.join() === 'policy') {
    return 'A policy has no path.';
  }
  if (types.length === 0) return 'No resource has such a type, id and path.';
  const atRoot = types.join() === 'root' && scope.path !== undefined ? tryPath(scope.path) : undefined;
  return atRoot?.([]) === false ? 'The path of the root is "/".' : undefined;
}

function setOf(rule: Rule): RuleSet {
  return { version: 1, rules: [rule], waivers: [], protect: [], redact: [], freeze: [], limits: {} };
}

/** Whether `exclude` takes away all that `match` gives. */
export function excludesAll(match: Scope | undefined, exclude: Scope): boolean {
  const { type, id, name, path, tags } = exclude;
  const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
  return (
    (type === undefined || (match?.type?.every((one) => type.includes(one)) ?? false)) &&
    (id === undefined || (match?.id !== undefined && covers(id, match.id))) &&
    (name === undefined || (match?.name !== undefined && covers(name, match.name))) &&
    (path === undefined || same(path, match?.path)) &&
    (tags?.every((tag) => match?.tags?.some((one) => same(one, tag))) ?? true)
  );
}

/** Whether `except` takes away all keys of a claim. */
export function claimNever({ key, except }: Claim): boolean {
  return key !== undefined && except !== undefined && covers(except, key);
}

/** Whether a claim is on keys alone that are shielded in any case. */
export function claimShielded({ key }: Claim, protect: readonly Matcher[]): boolean {
  const shields = [...protect, { glob: '_sys_*' }];
  return key !== undefined && key.every((matcher) => isShielded(matcher, shields));
}

/** Of literals, each may have a shield of its own. */
function isShielded(matcher: Matcher, shields: readonly Matcher[]): boolean {
  const literals = plainLiterals(matcher) ?? [];
  return covers(shields, literals.length > 0 ? literals.map((equals) => ({ equals })) : [matcher]);
}
