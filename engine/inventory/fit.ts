import type { Gap, Inventory, Resource } from '../model.ts';
import type { Needs } from './take.ts';

/**
 * Fits an inventory file to what the rules need: types that no rule speaks of are passed over, as a live read
 * would not have listed them; what the file lacks is a gap.
 */
export function fitInventory(inventory: Inventory, needs: Needs): Inventory {
  const has = new Set(inventory.types);
  const wanted = new Set(needs.types);
  const lacking: Gap[] = needs.types
    .filter((type) => !has.has(type))
    .map((what) => ({ kind: 'need', what, why: `the inventory file holds no ${what} resources` }));
  if (needs.tree !== undefined && inventory.tree !== 'whole') {
    lacking.push({
      kind: 'need',
      what: 'tree',
      why: 'the inventory file does not hold the whole tree of OUs',
    });
  }
  return {
    ...inventory,
    types: needs.types.filter((type) => has.has(type)),
    // Branches that some other rules reached are not the ones that these need.
    tree: inventory.tree === 'whole' ? 'whole' : 'none',
    gaps: [...inventory.gaps.filter((gap) => concerns(gap, needs)), ...lacking],
    resources: { [Symbol.iterator]: () => only(inventory.resources, (one) => wanted.has(one.type)) },
  };
}

function concerns(gap: Gap, needs: Needs): boolean {
  if (gap.kind === 'tree') return needs.tree !== undefined;
  if (gap.kind === 'need')
    return gap.what === 'tree' ? needs.tree !== undefined : needs.types.includes(gap.what);
  return needs.types.includes(gap.type);
}

function* only(resources: Iterable<Resource>, wanted: (resource: Resource) => boolean): Generator<Resource> {
  for (const resource of resources) if (wanted(resource)) yield resource;
}
