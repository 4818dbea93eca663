import type { Reason, RequirementView } from '../../model.ts';
import type { Judged, Speaking } from './tag.ts';
import { viewWaivers } from './waivers.ts';

/** What a rule requires of the resource; with `asked`, only what that key would meet. */
export function viewRequired(
  { rule, undecided }: Speaking,
  asked: string | undefined,
  judged: Judged,
): RequirementView[] {
  const { id, severity } = rule.rule;
  const place = judged.places.condition(id, 'require');
  return rule.require
    .filter(({ has }) => asked === undefined || has(asked) === 'yes')
    .map(({ shown, names, has }) => {
      const by = judged.resource.tags.find((tag) => has(tag.key) === 'yes')?.key;
      return {
        rule: id,
        severity,
        key: shown,
        ...stateOf(id, shown, by, undecided?.because, judged),
        waivers: by === undefined ? viewWaivers(rule.rule, names, judged.set, judged.places, judged) : [],
        ...(place && { place }),
      };
    });
}

function stateOf(
  rule: string,
  key: string,
  by: string | undefined,
  because: Reason | undefined,
  { verdict }: Judged,
): Pick<RequirementView, 'state' | 'by' | 'because'> {
  if (by !== undefined) return { state: 'met', by };
  if (because !== undefined) return { state: 'undecided', because };
  const waived = verdict.findings.some(
    (one) => one.kind === 'missing' && one.rule === rule && one.key === key && one.waiver !== undefined,
  );
  return { state: waived ? 'waived' : 'missing' };
}
