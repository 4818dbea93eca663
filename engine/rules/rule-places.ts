import type { Place, RuleSet } from '../model.ts';
import type { Draft } from './draft.ts';
import { below, type Located, placeOf, type Spot } from './places.ts';

/** Where the parts of a rule set stand in the files they came from; for messages, never for a decision. */
export interface RulePlaces {
  /** Where a rule stands. */
  rule(id: string): Place | undefined;
  /**
   * Where the key of a part of a rule stands, by the keys that lead to it: `match/type`, `exclude/name`, `match/tags/env`,
   * `remove`. A part that is not written has the place of the nearest thing around it. `protect/0` is the entry of
   * the sorted `set.protect`, whatever the rule.
   */
  condition(ruleId: string, pointer: string): Place | undefined;
  /** Where a waiver stands, by its index in the sorted `set.waivers`. */
  waiver(index: number): Place | undefined;
}

export function rulePlaces(draft: Draft, set: RuleSet): RulePlaces {
  const rules = new Map(draft.rules.map(({ value, spot }) => [value.id, spot]));
  const waivers = spotsOf(draft.waivers, set.waivers);
  const protect = spotsOf(draft.protect, set.protect);
  const placed = (spot: Spot | undefined) => (spot === undefined ? undefined : placeOf(spot));
  return {
    rule: (id) => placed(rules.get(id)),
    condition(ruleId, pointer) {
      const [section = '', index = '', ...rest] = pointer.split('/');
      if (section === 'protect') return placed(protect[Number(index)]);
      const rule = rules.get(ruleId);
      // A key of `tags` may hold a slash itself.
      const steps = [section, index, rest.join('/')].filter((step) => step !== '');
      return rule === undefined ? undefined : placeOf(below(rule, ...steps), 'key');
    },
    waiver: (index) => placed(waivers[index]),
  };
}

/** The spots in the order of the sorted values. Of equal ones, which are one value, the first. */
function spotsOf<T>(located: readonly Located<T>[], sorted: readonly T[]): (Spot | undefined)[] {
  const byJson = new Map(located.toReversed().map(({ value, spot }) => [JSON.stringify(value), spot]));
  return sorted.map((value) => byJson.get(JSON.stringify(value)));
}
