import type { RuleSet } from '../model.ts';

/** What a run was narrowed to by `--only`; an empty list does not narrow. */
export interface Only {
  readonly rules: readonly string[];
  readonly resources: readonly string[];
}

export const EVERYTHING: Only = { rules: [], resources: [] };

/**
 * The rule set of a narrowed run: the named rules with their waivers and limits, all else as it was. It is what
 * the plan carries, so that the check right before each call comes to the same verdict.
 */
export function narrowRules(set: RuleSet, only: Only): RuleSet {
  if (only.rules.length === 0) return set;
  const named = new Set(only.rules);
  const perRule = set.limits['per-rule']?.filter((limit) => named.has(limit.rule));
  return {
    ...set,
    rules: set.rules.filter((rule) => named.has(rule.id)),
    waivers: set.waivers.filter((waiver) => named.has(waiver.rule)),
    limits: perRule === undefined ? set.limits : { ...set.limits, 'per-rule': perRule },
  };
}
