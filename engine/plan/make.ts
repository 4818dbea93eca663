import type {
  Call,
  Counts,
  Day,
  Finding,
  Inventory,
  Kept,
  Limits,
  PlanBody,
  Resource,
  ResourceType,
  RuleSet,
} from '../model.ts';
import { compareResources, compareText, refOf } from '../model.ts';
import { SYSTEM_PREFIX } from './compile.ts';
import { inventoryDigest } from './digest.ts';
import type { Verdict } from './judge.ts';
import { EVERYTHING, type Only } from './only.ts';
import { makePlanner, unlocatedTruth } from './planner.ts';
import { watchShields } from './shields.ts';
import { watchUnused } from './unused.ts';

export interface PlanInput {
  readonly rules: RuleSet;
  readonly inventory: Inventory;
  /** The UTC day by which date conditions and waivers are judged. */
  readonly day: Day;
  /** Effective limits: the file's with overrides laid over them. Default: the file's. */
  readonly limits?: Limits;
  readonly overrides?: readonly string[];
  readonly only?: Only;
}

/**
 * Makes the plan: the fewest untag calls after which the organization obeys the rules.
 *
 *     resource   tags                  rules                 call
 *     ou-1       temp-a, owner         temp-* on OUs         untag ou-1 [temp-a]
 *     ou-2       temp-b, temp-c        temp-* on OUs         untag ou-2 [temp-b, temp-c]
 *     account-1  owner                 temp-* on OUs         none
 *
 * A resource holds at most 20 tags and a call takes at most 20 keys, so one call for each offending resource is
 * always enough, and none is needed for a clean one. Resources pass by once, in order; nothing of a clean
 * resource is kept.
 */
export function makePlan(input: PlanInput): PlanBody {
  const { rules, inventory, day, only = EVERYTHING } = input;
  const unlocated = unlocatedTruth(inventory);
  const planner = makePlanner(rules, day, unlocated);
  const watch = watchUnused(rules, day, unlocated);
  const shields = watchShields(rules);
  const digest = inventoryDigest(inventory);
  const counts = countTags();
  const wanted = only.resources.length === 0 ? undefined : new Set(only.resources);
  const collected: Collected = { calls: [], kept: [], findings: [] };

  for (const resource of inventory.resources) {
    digest.add(resource);
    counts.add(resource);
    watch.see(resource);
    shields.see(resource);
    if (wanted !== undefined && !wanted.has(resource.id)) continue;
    const verdict = planner.judge(resource);
    for (const waiver of verdict.waivers) watch.used(waiver);
    collect(collected, resource, verdict);
  }

  const whole = inventory.gaps.length === 0 && wanted === undefined;
  const { organization, origin, types, tree, gaps } = inventory;
  return {
    version: 1,
    organization,
    origin,
    day,
    rules,
    limits: input.limits ?? rules.limits,
    overrides: input.overrides ?? [],
    only: [...only.rules.map((id) => `rule=${id}`), ...only.resources.map((id) => `resource=${id}`)],
    inventory: { digest: digest.end(), types, tree },
    counts: counts.end(),
    calls: collected.calls.sort((a, b) => compareResources(a.resource, b.resource)),
    kept: collected.kept.sort(
      (a, b) => compareResources(a.resource, b.resource) || compareText(a.key, b.key),
    ),
    findings: [
      ...watch.findings(whole),
      ...(whole ? shields.findings(collected.calls) : []),
      ...collected.findings,
    ],
    gaps,
  };
}

interface Collected {
  readonly calls: Call[];
  readonly kept: Kept[];
  readonly findings: Finding[];
}

function collect(into: Collected, resource: Resource, { remove, kept, findings }: Verdict): void {
  if (remove.length > 0) into.calls.push({ resource: refOf(resource), remove });
  // One by one: a spread of very many would overflow the stack.
  for (const one of kept) into.kept.push(one);
  for (const one of findings) into.findings.push(one);
}

function countTags(): { add(resource: Resource): void; end(): Counts } {
  const perType = new Map<ResourceType, { resources: number; tags: number }>();
  return {
    add({ type, tags }) {
      const count = perType.get(type) ?? { resources: 0, tags: 0 };
      count.resources += 1;
      for (const tag of tags) if (!tag.key.startsWith(SYSTEM_PREFIX)) count.tags += 1;
      perType.set(type, count);
    },
    end() {
      const all = [...perType.values()];
      return {
        resources: all.reduce((sum, one) => sum + one.resources, 0),
        tags: all.reduce((sum, one) => sum + one.tags, 0),
        'per-type': Object.fromEntries(perType),
      };
    },
  };
}
