import type { Inventory, Problem, Resource, ResourceType } from '../model.ts';
import { RESOURCE_TYPES } from '../model.ts';
import { nearest, problem, Refusal } from '../problem.ts';
import { PLURALS } from '../report/title.ts';
import { showResource } from '../report/visible.ts';
import { typeOfId } from '../rules/needs.ts';
import { findResources, namesOf } from './find.ts';

/**
 * Sees to it that the resources a run is narrowed to are there: a mistyped id would quietly narrow it to nothing.
 * Where something was not read, an id that was not found may be among that, and the run goes on as incomplete.
 *
 * @throws Refusal with a problem for each id that no resource has
 */
export function requireResources(inventory: Inventory, ids: readonly string[]): void {
  if (ids.length === 0) return;
  const missing = new Set(ids);
  for (const { id } of inventory.resources) missing.delete(id);
  const problems = [...missing].flatMap((id) => missingProblem(id, inventory) ?? []);
  if (problems.length > 0) throw new Refusal(problems);
}

function missingProblem(wanted: string, inventory: Inventory): Problem | undefined {
  const called = findResources(inventory.resources, wanted);
  const unread = inventory.gaps.some(
    (gap) =>
      gap.kind === 'type' ||
      (gap.kind === 'need' && gap.what !== 'tree') ||
      (gap.kind === 'resource' && gap.id === wanted),
  );
  if (called.length === 0 && unread) return undefined;
  return problem('unknown-resource', `no resource that was read has the id ${JSON.stringify(wanted)}`, {
    hint: called.length > 0 ? idOf(called) : (passedOver(wanted, inventory.types) ?? near(wanted, inventory)),
  });
}

function idOf(called: readonly Resource[]): string {
  const some = called.slice(0, 10).map(showResource).join(', ');
  return `an id is wanted, and it is the name or path of ${some}${called.length > 10 ? ', …' : ''}`;
}

/** Types that no rule needs are not read, so that a right id of one of them is not found either. */
function passedOver(wanted: string, types: readonly ResourceType[]): string | undefined {
  const type = typeOfId(wanted);
  const isId = type !== 'account' || /^[0-9a-f]{32}$/.test(wanted);
  return isId && !types.includes(type)
    ? `it is an id of ${PLURALS[type]}, and none were read, for no rule of this run speaks of them`
    : undefined;
}

/** The resource whose id, name or path is nearest. */
function near(wanted: string, { resources, types }: Inventory): string {
  const known = nearest(wanted, idsAndNames(resources));
  const [meant] = known === undefined ? [] : findResources(resources, known);
  if (meant !== undefined)
    return `did you mean ${showResource(meant)}?${meant.id === known ? '' : ' An id is wanted'}`;
  const all = types.length === RESOURCE_TYPES.length ? '' : ', also of types that no rule speaks of';
  return `an id is wanted; reconcile snapshot -o - lists all there are${all}`;
}

function* idsAndNames(resources: Iterable<Resource>): Generator<string> {
  for (const { id } of resources) yield id;
  yield* namesOf(resources);
}
