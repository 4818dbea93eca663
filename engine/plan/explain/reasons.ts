import type { Claim, Day, Matcher, Path, Place, Reason, Resource, Scope, Tag } from '../../model.ts';
import { compileMatchers } from '../../rules/matcher.ts';
import { type Failure, firstFailure } from '../../rules/scope.ts';
import { showMatchers, showScope } from '../../rules/show.ts';
import { or, type Truth } from '../../rules/truth.ts';
import { variantOf } from '../compile.ts';

/** What every explanation looks at. */
export interface Subject {
  readonly day: Day;
  readonly resource: Resource;
  /** The truth of a path condition for a resource without a path. */
  readonly unlocated: Truth;
  /** The value as a report may show it. */
  readonly shown: (tag: Tag) => string;
}

/** Where a condition stands, by the keys that lead to it. */
export type Placed = (pointer: string) => Place | undefined;

/** Why a `match` does not cover the resource; undefined where it does. */
export function matchReason(
  scope: Scope | undefined,
  subject: Subject,
  placed: Placed,
  part = 'match',
): Reason | undefined {
  const { day, resource, unlocated } = subject;
  const failure = firstFailure(scope, day, resource, unlocated);
  if (scope === undefined || failure === undefined) return undefined;
  const condition = [part, failure.condition, ...(failure.key === undefined ? [] : [failure.key])].join('/');
  const found = foundBy(failure, subject);
  return {
    ...reason(condition, failure.truth, wantedBy(scope, failure), placed),
    ...(found !== undefined && { found }),
    ...(failure.truth === 'unknown' && isUnread(scope, subject) && { unread: true as const }),
  };
}

/** Why an `exclude` leaves the resource out, or may; undefined where it does not. */
export function excludeReason(
  scope: Scope | undefined,
  subject: Subject,
  placed: Placed,
): Reason | undefined {
  if (scope === undefined) return undefined;
  const failure = matchReason(scope, subject, placed, 'exclude');
  if (failure === undefined) return reason('exclude', 'yes', showScope(scope), placed);
  return failure.truth === 'unknown' ? failure : undefined;
}

/** Why an entry of `remove` does not claim a tag; undefined where it does. */
export function claimReason(
  claim: Claim,
  tag: Tag,
  { day, shown }: Subject,
  placed: Placed,
): Reason | undefined {
  const { key = [], except = [], value, 'variant-of': variants } = claim;
  const covers = variants === undefined ? compileMatchers(key, day) : variantOf(variants);
  if (covers(tag.key) !== 'yes') {
    return variants === undefined
      ? reason('remove/key', 'no', showMatchers(key), placed)
      : reason('remove/variant-of', 'no', showLiterals(variants), placed);
  }
  if (compileMatchers(except, day)(tag.key) === 'yes') {
    return reason('remove/except', 'yes', showMatchers(except), placed);
  }
  const truth = value === undefined ? 'yes' : compileMatchers(value, day)(tag.value);
  if (value === undefined || truth === 'yes') return undefined;
  return { ...reason('remove/value', truth, showMatchers(value), placed), found: shown(tag) };
}

/** Why a key matcher covers none of the names of a key, shown by the first; undefined where it covers any. */
export function keyReason(
  matchers: readonly Matcher[] | undefined,
  keys: readonly string[],
  { day }: Subject,
  placed: Placed,
): Reason | undefined {
  if (matchers === undefined) return undefined;
  const truth = or(...keys.map(compileMatchers(matchers, day)));
  return truth === 'yes'
    ? undefined
    : { ...reason('key', truth, showMatchers(matchers), placed), found: keys[0] ?? '' };
}

function reason(condition: string, truth: Truth, wanted: string, placed: Placed): Reason {
  const place = placed(condition);
  return { condition, truth, wanted, ...(place && { place }) };
}

function wantedBy(scope: Scope, { condition, key }: Failure): string {
  if (condition === 'type') return (scope.type ?? []).join(' or ');
  if (condition !== 'tags') return showMatchers(scope[condition] ?? []);
  return showMatchers(scope.tags?.find((one) => one.key === key)?.value ?? []);
}

function foundBy({ condition, key }: Failure, { resource, shown }: Subject): string | Path | undefined {
  if (condition !== 'tags') return resource[condition];
  const tag = resource.tags.find((one) => one.key === key);
  return tag && shown(tag);
}

/**
 * Whether, of a scope that is unknown, a path condition is so since the tree was not read as far as the resource. That of a
 * policy is never unknown, and the root lies at the top, read or not.
 */
function isUnread(scope: Scope, { resource, unlocated }: Subject): boolean {
  const located = resource.type === 'root' || resource.path !== undefined;
  return scope.path !== undefined && !located && unlocated === 'unknown';
}

function showLiterals(texts: readonly string[]): string {
  return showMatchers(texts.map((equals) => ({ equals })));
}
