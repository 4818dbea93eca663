import {
  type Call,
  type Limit,
  type Limits,
  type Objection,
  type PlanBody,
  RESOURCE_TYPES,
  type ResourceType,
} from '../model.ts';

/** What limits are judged on: a plan's calls, its counts and its limits. */
export type Judged = Pick<PlanBody, 'calls' | 'counts' | 'limits'>;

/**
 * Every bound that a plan is past, in a fixed order: the whole plan, then by type, then by rule. Past means
 * strictly greater. A share is taken of the tags that were read (of that type), `_sys_*` left out.
 */
export function raiseObjections({ calls, counts, limits }: Judged): Objection[] {
  return [
    ...objectionsTo('', limits, tally(calls), counts.tags),
    ...RESOURCE_TYPES.flatMap((type) => {
      const limit = limits['per-type']?.[type];
      return limit === undefined
        ? []
        : objectionsTo(
            `per-type.${type}.`,
            limit,
            tally(ofType(calls, type)),
            counts['per-type'][type]?.tags ?? 0,
          );
    }),
    ...(limits['per-rule'] ?? []).flatMap((limit) =>
      objectionsTo(`per-rule.${limit.rule}.`, limit, tally(ofRule(calls, limit.rule)), counts.tags),
    ),
  ];
}

interface Tally {
  readonly removals: number;
  readonly resources: number;
}

function objectionsTo(prefix: string, limit: Limit, actual: Tally, tags: number): Objection[] {
  const objections: Objection[] = [];
  for (const name of ['removals', 'resources'] as const) {
    const allowed = limit[name];
    if (allowed != null && actual[name] > allowed) {
      objections.push({ limit: prefix + name, allowed, actual: actual[name] });
    }
  }
  // Divided, not multiplied out: a quotient is rounded once, to what the file's number is rounded to, so 69 of 750 is 9.2 %.
  const share = shareOf(actual.removals, tags);
  if (limit.share != null && share > limit.share) {
    objections.push({ limit: `${prefix}share`, allowed: limit.share, actual: share, of: tags });
  }
  return objections;
}

/** In percent; of nothing, whatever goes is all of it. */
function shareOf(removals: number, tags: number): number {
  if (removals === 0) return 0;
  return tags === 0 ? 100 : (removals * 100) / tags;
}

function tally(calls: readonly Call[]): Tally {
  return { removals: calls.reduce((sum, call) => sum + call.remove.length, 0), resources: calls.length };
}

function ofType(calls: readonly Call[], type: ResourceType): Call[] {
  return calls.filter((call) => call.resource.type === type);
}

function ofRule(calls: readonly Call[], rule: string): Call[] {
  return calls
    .map((call) => ({ ...call, remove: call.remove.filter((removal) => removal.because.includes(rule)) }))
    .filter((call) => call.remove.length > 0);
}

/** One `--limit NAME=VALUE` in parts. */
export interface LimitOverride {
  /** Absent for the whole plan. */
  readonly type?: ResourceType;
  readonly rule?: string;
  readonly name: keyof Limit;
  readonly value: number | null;
}

/** The limits of the rule file with overrides laid over them, the last one of a name winning. */
export function overrideLimits(limits: Limits, overrides: readonly LimitOverride[]): Limits {
  return overrides.reduce(overrideOne, limits);
}

function overrideOne(limits: Limits, { type, rule, name, value }: LimitOverride): Limits {
  if (type !== undefined) {
    const perType = limits['per-type'] ?? {};
    return { ...limits, 'per-type': { ...perType, [type]: { ...perType[type], [name]: value } } };
  }
  if (rule === undefined) return { ...limits, [name]: value };
  const others = (limits['per-rule'] ?? []).filter((one) => one.rule !== rule);
  const mine = limits['per-rule']?.find((one) => one.rule === rule) ?? { rule };
  const all = [...others, { ...mine, [name]: value }];
  return { ...limits, 'per-rule': all.sort((a, b) => (a.rule < b.rule ? -1 : 1)) };
}
