import type { Gap, Plan, ResourceRef, Run } from '../model.ts';
import { planOf, rowsOf } from './rows.ts';
import { findingResource } from './words.ts';

/** Why some of the resources that a report lists stand without a path: one sentence for each cause there is. */
export function pathNotes(run: Run): string[] {
  const plan = planOf(run);
  if (plan === undefined) return [];
  let [policies, others] = [false, false];
  for (const { type, path } of listed(run, plan)) {
    if (path !== undefined || type === 'root') continue;
    if (type === 'policy') policies = true;
    else others = true;
    if (policies && others) break;
  }
  return [
    ...(others ? [plan.gaps.some(isOfTree) ? UNREAD : WHY[plan.inventory.tree]] : []),
    ...(policies ? ['Policies lie in no OU, so they have no path.'] : []),
  ];
}

function isOfTree(gap: Gap): boolean {
  return gap.kind === 'tree' || (gap.kind === 'need' && gap.what === 'tree');
}

const UNREAD = 'OUs and accounts without a path lie where the tree could not be read.';

const WHY = {
  none: 'No rule asks for a path, so the tree of OUs was not read: OUs and accounts are shown without one.',
  reached:
    'OUs and accounts without a path lie in branches that no path in the rules can reach, so their place was not read.',
  whole: UNREAD,
} as const satisfies Record<Plan['inventory']['tree'], string>;

function* listed(run: Run, { kept, findings }: Plan): Iterable<ResourceRef> {
  for (const { resource } of rowsOf(run)) yield resource;
  for (const { resource } of kept) yield resource;
  for (const finding of findings) {
    const resource = findingResource(finding);
    if (resource !== undefined) yield resource;
  }
}
