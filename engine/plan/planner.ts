import type { Day, InventoryHeader, Resource, RuleSet } from '../model.ts';
import type { Truth } from '../rules/truth.ts';
import { compileRules } from './compile.ts';
import { judgeResource, type Verdict } from './judge.ts';
import { placeRules } from './placed.ts';
import { rememberByPlace } from './places.ts';

/** The planner: the same for a dry run, for an apply and for the check of each resource right before its call. */
export interface Planner {
  judge(resource: Resource): Verdict;
}

/**
 * Makes the planner of a rule set for a day. Pure: the same resource always gets the same verdict.
 * `unlocated`: the truth of a path condition for a resource without a path, see `unlocatedTruth`.
 */
export function makePlanner(rules: RuleSet, day: Day, unlocated: Truth): Planner {
  const compiled = compileRules(rules, day);
  const placed = rememberByPlace((resource) => placeRules(compiled, resource, unlocated));
  return { judge: (resource) => judgeResource(placed(resource), resource) };
}

/**
 * What a path condition is for a resource that has no path: `no` where the tree was read as far as the rules
 * reach, so that the resource is known to lie elsewhere; `unknown` where any branch was not read.
 */
export function unlocatedTruth(header: Pick<InventoryHeader, 'tree' | 'gaps'>): Truth {
  const unread = header.tree === 'none' || header.gaps.some((gap) => gap.kind === 'tree');
  return unread ? 'unknown' : 'no';
}
