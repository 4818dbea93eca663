import type { Day, Resource, Scope } from '../model.ts';
import { compileMatchers } from './matcher.ts';
import { compilePath } from './path.ts';
import { allOf, type Truth, truthOf } from './truth.ts';

/**
 * Whether a scope covers a resource. `unlocated` is what a path condition is for a resource that has no path: `no`
 * where the tree was read as far as the rules reach, else `unknown`.
 */
export type ScopeTest = (resource: Resource, unlocated: Truth) => Truth;

/** One condition of a scope. */
export interface Condition {
  readonly condition: 'type' | 'id' | 'name' | 'tags' | 'path';
  /** For `tags`: which. */
  readonly key?: string;
  readonly test: ScopeTest;
}

/** Compiles a scope; all of its conditions must hold, and an absent scope covers everything. */
export function compileScope(scope: Scope | undefined, day: Day): ScopeTest {
  return allOf(compileConditions(scope, day).map(({ test }) => test));
}

/**
 * A scope in two parts. `place` looks at type and path alone, so that it says the same of all resources of a type at
 * one place; `own` looks at the rest, and is absent where the scope asks for nothing else. Both must hold.
 */
export interface SplitScope {
  readonly place: ScopeTest;
  readonly own: ScopeTest | undefined;
}

/** Compiles a scope in two parts. */
export function splitScope(scope: Scope | undefined, day: Day): SplitScope {
  const conditions = compileConditions(scope, day);
  const own = conditions.filter(({ condition }) => !PLACED.has(condition));
  return {
    place: allOf(conditions.filter(({ condition }) => PLACED.has(condition)).map(({ test }) => test)),
    own: own.length === 0 ? undefined : allOf(own.map(({ test }) => test)),
  };
}

const PLACED: ReadonlySet<Condition['condition']> = new Set(['type', 'path']);

/** The condition that decides why a scope does not cover a resource. */
export interface Failure {
  readonly condition: Condition['condition'];
  /** For `tags`: which. */
  readonly key?: string;
  /** `no` or `unknown`. */
  readonly truth: Truth;
}

/**
 * Why a scope does not cover a resource: the first condition that fails, else the first that cannot be decided.
 * Gives undefined where it covers it.
 */
export function firstFailure(
  scope: Scope | undefined,
  day: Day,
  resource: Resource,
  unlocated: Truth,
): Failure | undefined {
  const failures = compileConditions(scope, day)
    .map(({ test, ...which }): Failure => ({ ...which, truth: test(resource, unlocated) }))
    .filter(({ truth }) => truth !== 'yes');
  return failures.find(({ truth }) => truth === 'no') ?? failures[0];
}

/** The conditions of a scope, the cheap ones first: a `no` spares what stands behind it. */
export function compileConditions(scope: Scope | undefined, day: Day): Condition[] {
  const conditions: Condition[] = [];
  if (scope?.type !== undefined) {
    const types = new Set(scope.type);
    conditions.push({ condition: 'type', test: ({ type }) => truthOf(types.has(type)) });
  }
  if (scope?.id !== undefined) {
    const id = compileMatchers(scope.id, day);
    conditions.push({ condition: 'id', test: (resource) => id(resource.id) });
  }
  if (scope?.name !== undefined) {
    const name = compileMatchers(scope.name, day);
    conditions.push({ condition: 'name', test: (resource) => name(resource.name) });
  }
  for (const { key, value } of scope?.tags ?? []) {
    const matches = compileMatchers(value, day);
    conditions.push({ condition: 'tags', key, test: (resource) => tagMatches(resource, key, matches) });
  }
  if (scope?.path !== undefined) conditions.push({ condition: 'path', test: pathTest(scope.path) });
  return conditions;
}

/** A tag that is not there has no value that could match, not even under `not`. */
function tagMatches({ tags }: Resource, key: string, matches: (value: string) => Truth): Truth {
  for (const tag of tags) if (tag.key === key) return matches(tag.value);
  return 'no';
}

/** A policy lies nowhere in the tree; the root lies at its top whether the tree was read or not. */
function pathTest(matchers: NonNullable<Scope['path']>): ScopeTest {
  const matches = compilePath(matchers);
  return ({ type, path }, unlocated) => {
    if (type === 'policy') return 'no';
    const place = type === 'root' ? [] : path;
    return place === undefined ? unlocated : truthOf(matches(place));
  };
}
