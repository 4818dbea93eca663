import type { Resource } from '../model.ts';
import type { SplitScope } from '../rules/scope.ts';
import { and, type Truth } from '../rules/truth.ts';
import type { CompiledRule, CompiledRules } from './compile.ts';

/** Where a resource stands to a rule: `shielded` means that the rule's exclude could not be decided. */
export type Standing = 'in' | 'out' | 'shielded';

/** A rule at a place, with a standing for all resources of a type there or one that is asked of each of them. */
export interface PlacedRule {
  readonly rule: CompiledRule;
  readonly standing: Standing | ((resource: Resource) => Standing);
}

/** What the rules come to for one type of resource at one place of the tree. */
export interface PlacedRules extends Pick<CompiledRules, 'view'> {
  /** By the rule's `at`; undefined where it is out for everything here. */
  readonly rules: readonly (PlacedRule | undefined)[];
  /** Those of them that require a key. */
  readonly requiring: readonly PlacedRule[];
  /** Those of them whose match may stay undecided for a date that cannot be read. */
  readonly dating: readonly CompiledRule[];
  /** The truth of a path condition for a resource without a path. */
  readonly unlocated: Truth;
}

/** Decides what type and path of a resource decide; what is left is asked of each resource there. */
export function placeRules(compiled: CompiledRules, resource: Resource, unlocated: Truth): PlacedRules {
  const rules = compiled.rules.map((rule) => placeRule(rule, resource, unlocated));
  const here = rules.filter((one) => one !== undefined);
  const requiring = here.filter(({ rule }) => rule.require.length > 0);
  const dating = here.map(({ rule }) => rule).filter(({ dated }) => dated.length > 0);
  return { view: compiled.view, rules, requiring, dating, unlocated };
}

/** An undecided match never claims, so only one that holds leaves anything to ask. */
function placeRule(rule: CompiledRule, at: Resource, unlocated: Truth): PlacedRule | undefined {
  const { match, exclude } = rule;
  if (match.place(at, unlocated) !== 'yes') return undefined;
  const excluded = exclude?.place(at, unlocated) ?? 'no';
  const asks = match.own !== undefined || (excluded !== 'no' && exclude?.own !== undefined);
  if (!asks) return excluded === 'yes' ? undefined : { rule, standing: standingFor(excluded) };
  const out = excluded === 'no' ? undefined : exclude;
  return { rule, standing: (resource) => standingOf(resource, match, out, excluded, unlocated) };
}

function standingOf(
  resource: Resource,
  match: SplitScope,
  exclude: SplitScope | undefined,
  excluded: Truth,
  unlocated: Truth,
): Standing {
  if (match.own !== undefined && match.own(resource, unlocated) !== 'yes') return 'out';
  return standingFor(and(excluded, exclude?.own?.(resource, unlocated) ?? 'yes'));
}

function standingFor(excluded: Truth): Standing {
  return excluded === 'yes' ? 'out' : excluded === 'unknown' ? 'shielded' : 'in';
}
