import type { Tag } from '../model.ts';

/** A text or several. */
type OneOrMore = string | readonly string[];

/** Operator to condition key to values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, OneOrMore>>>>;

export interface Statement {
  readonly Sid?: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: OneOrMore;
  /** Default: all. */
  readonly Resource?: OneOrMore;
  readonly Condition?: Conditions;
}

/** An identity policy of IAM, in the 5.0 language. */
export interface IdentityPolicy {
  readonly Version: '5.0';
  readonly Statement: readonly Statement[];
}

/** What a policy is asked about. */
export interface Attempt {
  readonly action: string;
  /** URN of the resource; `*` for a call about none in particular. */
  readonly urn: string;
  /** Keys in the request: `g:TagKeys`. */
  readonly tagKeys: readonly string[];
  /** Tags in the request: `g:RequestTag/KEY`. */
  readonly requestTags: readonly Tag[];
  /** Tags that the resource has: `g:ResourceTag/KEY`. */
  readonly resourceTags: readonly Tag[];
}

/** Whether a policy allows an attempt: some Allow applies and no Deny does. */
export function allows(policy: IdentityPolicy, attempt: Attempt): boolean {
  const effects = policy.Statement.filter((statement) => applies(statement, attempt)).map(
    ({ Effect }) => Effect,
  );
  return effects.includes('Allow') && !effects.includes('Deny');
}

function applies(statement: Statement, attempt: Attempt): boolean {
  return (
    list(statement.Action).some((action) => wildcard(action, attempt.action)) &&
    list(statement.Resource ?? '*').some((urn) => wildcard(urn, attempt.urn)) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) =>
      Object.entries(keys).every(([key, values]) => holds(operator, valuesOf(key, attempt), list(values))),
    )
  );
}

function valuesOf(key: string, attempt: Attempt): readonly string[] {
  const [name, ...rest] = key.split('/');
  if (name === 'g:TagKeys') return attempt.tagKeys;
  const tags = name === 'g:RequestTag' ? attempt.requestTags : attempt.resourceTags;
  return tags.filter((tag) => tag.key === rest.join('/')).map(({ value }) => value);
}

type Test = (actual: string, wanted: string) => boolean;

const TESTS: ReadonlyMap<string, Test> = new Map<string, Test>([
  ['StringEquals', (actual, wanted) => actual === wanted],
  ['StringEqualsIgnoreCase', (actual, wanted) => actual.toLowerCase() === wanted.toLowerCase()],
  ['StringMatch', (actual, wanted) => wildcard(wanted, actual)],
]);

/**
 * One operator over the values of the request. A negated operator holds for a value that equals none of the wanted. For
 * a key that the request lacks: `IfExists`, `ForAllValues` and negated operators hold, the others do not.
 */
function holds(operator: string, actual: readonly string[], wanted: readonly string[]): boolean {
  const [, quantifier, name = '', optional] =
    /^(ForAnyValue:|ForAllValues:)?(.*?)(IfExists)?$/u.exec(operator) ?? [];
  if (name === 'Null') return wanted.includes(String(actual.length === 0));
  const negated = name.startsWith('StringNot');
  if (actual.length === 0)
    return optional !== undefined || quantifier === 'ForAllValues:' || (negated && quantifier === undefined);
  const test = TESTS.get(negated ? name.replace('Not', '') : name);
  if (test === undefined) return false;
  const fits = (value: string) => wanted.some((one) => test(value, one)) !== negated;
  return quantifier === 'ForAnyValue:' || (quantifier === undefined && !negated)
    ? actual.some(fits)
    : actual.every(fits);
}

function list(values: OneOrMore): readonly string[] {
  return typeof values === 'string' ? [values] : values;
}

/** `*` stands for anything, in one pass with one step back: no pattern of a seed can make it slow. */
function wildcard(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0];
  while (t < text.length) {
    if (pattern[p] === '*') [star, mark, p] = [p, t, p + 1];
    else if (pattern[p] === text[t]) [p, t] = [p + 1, t + 1];
    else if (star >= 0) {
      mark++;
      [p, t] = [star + 1, mark];
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
