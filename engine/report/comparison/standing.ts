import type { ComparisonRun } from '../../model.ts';
import { gravestFirst, type Standing, standingClaim, standingFinding } from '../standing.ts';
import { showKey, showResource, showValue } from '../visible.ts';

/**
 * What the edit brings, for formats that speak of violations: a removal that is added stands against each rule that
 * claims it, a finding that came against its own. With the fingerprints that a dry run of the new rules gives them.
 */
export function broughtBy({ comparison, head }: ComparisonRun): Standing[] {
  if (comparison === undefined) return [];
  const { rules, waivers } = comparison.head.rules;
  const severities = new Map(rules.map(({ id, severity }) => [id, severity]));
  const removals = comparison.removals.flatMap((one) => {
    if (one.change !== 'added') return [];
    const tag = `${showResource(one.resource)}: ${showKey(one.key)} = ${showValue(one.value)}`;
    return one.after.map((id) =>
      standingClaim(id, severities.get(id) ?? 'error', one, `${tag} would newly be removed`),
    );
  });
  const findings = comparison.findings.flatMap(({ change, finding }) =>
    change === 'added' ? [standingFinding(finding, waivers)] : [],
  );
  return gravestFirst([...removals, ...findings], head.places);
}
