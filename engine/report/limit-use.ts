import type { Limit, ResourceType, Run } from '../model.ts';
import { RESOURCE_TYPES } from '../model.ts';
import { identity, planOf, type Row, rowsOf } from './rows.ts';

/** A bound of the plan with what the plan takes of it. */
export interface LimitUse {
  /** As `--limit` names it. */
  readonly name: string;
  readonly actual: number;
  readonly allowed: number;
  /** Whether both numbers are percentages. */
  readonly share: boolean;
  readonly past: boolean;
}

/** Every bound of the plan, the whole plan's first, then by type, then by rule. */
export function limitUses(run: Run): LimitUse[] {
  const plan = planOf(run);
  if (plan === undefined) return [];
  const rows = [...rowsOf(run)];
  // What was refused is told with the numbers by which it was.
  const refused = new Map(run.objections.map((one) => [one.limit, one]));
  const uses = (prefix: string, limit: Limit, taken: readonly Row[], tags: number) =>
    usesOf(prefix, limit, taken, tags).map((use) => {
      const { actual, allowed } = refused.get(use.name) ?? use;
      return { ...use, actual, allowed, past: refused.has(use.name) || use.past };
    });
  const ofType = (type: ResourceType) => {
    const taken = rows.filter((row) => row.resource.type === type);
    const tags = plan.counts['per-type'][type]?.tags ?? 0;
    return uses(`per-type.${type}.`, plan.limits['per-type']?.[type] ?? {}, taken, tags);
  };
  const ofRule = ({ rule, ...limit }: Limit & { readonly rule: string }) => {
    const taken = rows.filter((row) => row.because.includes(rule));
    return uses(`per-rule.${rule}.`, limit, taken, plan.counts.tags);
  };
  return [
    ...uses('', plan.limits, rows, plan.counts.tags),
    ...RESOURCE_TYPES.flatMap(ofType),
    ...(plan.limits['per-rule'] ?? []).flatMap(ofRule),
  ];
}

function usesOf(prefix: string, limit: Limit, taken: readonly Row[], tags: number): LimitUse[] {
  const actual = {
    removals: taken.length,
    resources: new Set(taken.map((row) => identity(row.resource))).size,
    share: taken.length === 0 ? 0 : tags === 0 ? 100 : (taken.length * 100) / tags,
  };
  return (['removals', 'resources', 'share'] as const).flatMap((name) => {
    const allowed = limit[name];
    if (allowed == null) return [];
    const [is, share] = [actual[name], name === 'share'];
    return [{ name: prefix + name, actual: is, allowed, share, past: is > allowed }];
  });
}
