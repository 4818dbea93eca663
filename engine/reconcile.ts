import { carryOut, type FailureBudget, judge, mayApply } from './carry-out.ts';
import type { OrganizationsApi } from './cloud/port.ts';
import { requireResources } from './inventory/named.ts';
import type { FailOn, Inventory, Plan, RuleSet, Run } from './model.ts';
import { sealPlan } from './plan/digest.ts';
import { type LimitOverride, overrideLimits } from './plan/limits.ts';
import { makePlan } from './plan/make.ts';
import { narrowRules, type Only } from './plan/only.ts';
import { meet, needsOf, type Reading, readFile, readLive } from './reading.ts';
import type { LoadedRules } from './rules/load.ts';
import { type Effects, recordRun, type Unfinished } from './run.ts';

/** What the main job is asked to do. */
export interface Request {
  readonly mode: 'dry-run' | 'apply';
  readonly rules: LoadedRules;
  readonly only: Only;
  readonly overrides: readonly (LimitOverride & { readonly text: string })[];
  readonly failOn: FailOn;
  readonly reading: Reading;
  readonly maxFailures?: FailureBudget | undefined;
}

/**
 * The main job, from rules to a run:
 *
 *     rules ─▶ inventory ─▶ plan ─▶ judge ─▶ ask ─▶ apply ─▶ verify ─▶ run
 *                                     │
 *                                     └─ a dry run ends here
 *
 * A dry run is this same function; it stops before it sends. Whatever goes wrong, there is a run to report.
 */
export async function reconcile(request: Request, outside: Effects): Promise<Run> {
  return recordRun(request, outside, async (run, effects) => {
    const rules = narrowRules(request.rules.set, request.only);
    const { inventory, api } = await read(rules, run, request, effects);
    requireResources(inventory, request.only.resources);
    const plan = planOf(rules, inventory, request, effects);
    judge(run, plan, effects);
    if (api === undefined || !(await mayApply(run, plan, effects))) return undefined;
    return carryOut(run, plan, api, { ...request, ...request.reading }, effects);
  });
}

async function read(
  rules: RuleSet,
  run: Unfinished,
  { reading }: Request,
  effects: Effects,
): Promise<{ inventory: Inventory; api?: OrganizationsApi }> {
  effects.progress({ stage: 'reading' });
  const needs = needsOf(rules, today(effects));
  if (reading.file !== undefined) return { inventory: readFile(reading.file, needs, run) };
  const api = await meet(run, effects);
  return { inventory: await readLive(api, needs, run, reading, effects), api };
}

/** Makes and seals the plan of a request over an inventory. */
function planOf(rules: RuleSet, inventory: Inventory, request: Request, effects: Effects): Plan {
  effects.progress({ stage: 'planning' });
  const { only, overrides } = request;
  const body = makePlan({
    rules,
    inventory,
    day: today(effects),
    limits: overrideLimits(rules.limits, overrides),
    overrides: overrides.map((one) => one.text),
    only,
  });
  const { sources, revision, file, name = file } = request.rules;
  const places = placesOf({ ...request.rules, set: rules });
  const created = new Date(effects.clock.now()).toISOString();
  return sealPlan(body, {
    created,
    'read-at': inventory['read-at'],
    places,
    sources,
    'rules-name': name,
    ...(revision && { revision }),
  });
}

/** Where each rule stands, sorted by rule. */
export function placesOf({ set, places }: Pick<LoadedRules, 'set' | 'places'>): Plan['places'] {
  return set.rules.flatMap(({ id }) => {
    const place = places.rule(id);
    return place === undefined ? [] : [{ rule: id, ...place }];
  });
}

/** The UTC day of the run: date conditions and waivers are judged by it. */
export function today({ clock }: Pick<Effects, 'clock'>): string {
  return new Date(clock.now()).toISOString().slice(0, 10);
}
