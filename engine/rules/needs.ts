import {
  type Day,
  type Matcher,
  type Path,
  RESOURCE_TYPES,
  type ResourceType,
  type Rule,
  type RuleSet,
  type Scope,
} from '../model.ts';
import { plainLiterals } from './matcher.ts';
import { couldReach } from './path.ts';

/** The types that some rule can match, in the order of RESOURCE_TYPES: no other has to be read. */
export function typesNeeded({ rules }: RuleSet): ResourceType[] {
  const needed = new Set(rules.flatMap(({ match }) => typesOf(match)));
  return RESOURCE_TYPES.filter((type) => needed.has(type));
}

/**
 * Whether the children of the OU at a path have to be read (`[]`: of the root), so that every path that a rule or a
 * waiver in force asks for is known. Undefined where none asks: the tree does not have to be read at all.
 *
 * Only OUs and accounts have a path to be found out: that of the root is known, and a policy has none.
 */
export function treeNeeded(set: RuleSet, day: Day): undefined | ((path: Path) => boolean) {
  const reaches = [
    ...set.rules.flatMap((rule) => reachOf(rule, [rule.match, rule.exclude])),
    ...set.waivers
      .filter(({ expires }) => expires >= day)
      .flatMap((waiver) => {
        const rule = set.rules.find(({ id }) => id === waiver.rule);
        return rule === undefined ? [] : reachOf(rule, [waiver.match]);
      }),
  ];
  if (reaches.length === 0) return undefined;
  return (path) => reaches.some((reach) => reach(path));
}

/** How far the paths of `scopes` reach for the resources that `rule` can match. */
function reachOf(rule: Rule, scopes: readonly (Scope | undefined)[]): ((path: Path) => boolean)[] {
  const ruled = typesOf(rule.match);
  return scopes.flatMap((scope) => {
    const types = typesOf(scope).filter((type) => ruled.includes(type));
    const accounts = types.includes('account');
    if (scope?.path === undefined || !(accounts || types.includes('ou'))) return [];
    return [couldReach(scope.path.map(inAnyCase), accounts)];
  });
}

/** A branch whose name differs only by case is read too: that is how a path with such a slip is told from a renamed OU. */
function inAnyCase(path: Matcher): Matcher {
  return { ...path, 'ignore-case': true };
}

/** The types that a scope leaves possible. */
function typesOf(scope: Scope | undefined): ResourceType[] {
  const ids = scope?.id === undefined ? undefined : typesOfIds(scope.id);
  return (scope?.type ?? RESOURCE_TYPES).filter(
    (type) => (ids?.has(type) ?? true) && !(type === 'policy' && scope?.path !== undefined),
  );
}

/** The types of the listed ids; undefined where any matcher says more than a list. */
function typesOfIds(matchers: readonly Matcher[]): Set<ResourceType> | undefined {
  const listed = matchers.map(plainLiterals);
  if (listed.includes(undefined)) return undefined;
  return new Set(listed.flatMap((ids) => (ids ?? []).map(typeOfId)));
}

/**
 * The type of resource that an id names, by the prefixes that Organizations gives its own ids; account ids come
 * from the account service and have none (API reference, "Querying Resource Instances by Tag", `resource_id`).
 */
export function typeOfId(id: string): ResourceType {
  if (id.startsWith('r-')) return 'root';
  if (id.startsWith('ou-')) return 'ou';
  return id.startsWith('p-') ? 'policy' : 'account';
}
