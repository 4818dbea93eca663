import type { Claim, Matcher, Rule, Scope } from '../model.ts';
import type { Report } from './collect.ts';
import { shown } from './conditions.ts';
import { tryCompile } from './cover.ts';
import type { Draft, DraftRule } from './draft.ts';
import { plainLiterals } from './matcher.ts';
import { below } from './places.ts';

/**
 * Warns of keys that are required and removed whatever their value: with them a resource loses one, without them it
 * lacks one. Only what is certain is told: keys by name, and rules that have the very same scope.
 */
export function requiredNotRemoved({ rules, protect }: Draft, report: Report): void {
  const shields = [...protect.map(({ value }) => value), { glob: '_sys_*' }];
  const others = byScope(rules);
  for (const { value: rule, spot } of rules) {
    for (const key of rule.require ?? []) {
      const remover = others.get(scopeText(rule))?.find((one) => removesAll(one, key, shields));
      if (remover === undefined) continue;
      const by =
        remover.id === rule.id ? 'this rule' : `the rule \`${shown(remover.id)}\`, of the same resources,`;
      const name = shown((plainLiterals(key) ?? []).join(', '));
      report(
        below(spot, 'require'),
        'removes-required',
        `\`${name}\` is required, and ${by} removes it: no resource is ever in order.`,
        {
          part: 'key',
          severity: 'warning',
          hint: 'Spare it with `except`, narrow the removal with `value`, or take it out of `require`.',
        },
      );
    }
  }
}

function byScope(rules: readonly DraftRule[]): ReadonlyMap<string, readonly Rule[]> {
  const groups = new Map<string, Rule[]>();
  for (const { value: rule } of rules) {
    if (rule.remove === undefined) continue;
    const scope = scopeText(rule);
    groups.set(scope, [...(groups.get(scope) ?? []), rule]);
  }
  return groups;
}

/** Scopes are in normal form: those that say the same are the same text. */
function scopeText({ match, exclude }: Rule): string {
  return JSON.stringify([match, exclude]);
}

/** Whether every key that would satisfy `required` is claimed and nothing shields it. */
function removesAll(rule: Rule, required: Matcher, shields: readonly Matcher[]): boolean {
  const keys = plainLiterals(required) ?? [];
  return keys.length > 0 && keys.every((key) => removes(rule, key, shields));
}

function removes({ match, exclude, remove = [] }: Rule, key: string, shields: readonly Matcher[]): boolean {
  // Whether it has the key may be what puts a resource into the scope, or out of it.
  if (asksFor(match, key) || asksFor(exclude, key) || mayHold(shields, key)) return false;
  return remove.some((claim) => claims(claim, key));
}

function asksFor(scope: Scope | undefined, key: string): boolean {
  return scope?.tags?.some((tag) => tag.key === key) ?? false;
}

function claims({ key: matchers, value, except }: Claim, key: string): boolean {
  if (matchers === undefined || value !== undefined) return false;
  return tryCompile(matchers)?.(key) === 'yes' && !(except !== undefined && mayHold(except, key));
}

/** Whether matchers hold of a key, or have a fault, so that it cannot be told. */
function mayHold(matchers: readonly Matcher[], key: string): boolean {
  return tryCompile(matchers)?.(key) !== 'no';
}
