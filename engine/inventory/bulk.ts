import type { LimitFunction } from 'p-limit';
import type { Instance, OrganizationsApi } from '../cloud/port.ts';
import type { Gap, Resource, ResourceType } from '../model.ts';
import { resourceFrom } from './resource.ts';
import type { TellSoFar } from './so-far.ts';

/** The largest page that `resource-instances/filter` gives (API page: limit 1 to 1,000). */
export const PAGE = 1_000;

/** What was read of one type. */
export interface TypeRead {
  readonly resources: readonly Resource[];
  readonly gaps: readonly Gap[];
}

/** Reads of a whole type after which a count that does not add up becomes a gap. */
const READS = 3;

/**
 * Reads every resource of a type with its tags in pages of 1,000, all but the first in parallel.
 *
 * Offset paging over a list that others edit can skip or repeat a row. A read adds up where the number of
 * distinct ids is the `total_count` of every page and no id came twice; one that does not is done again, and what
 * still does not add up is a gap, beside what was read for certain.
 */
export async function readBulk(
  api: OrganizationsApi,
  type: ResourceType,
  limit: LimitFunction,
  soFar?: TellSoFar,
): Promise<TypeRead> {
  let last: Pages = { instances: [], totals: [] };
  for (let read = 0; read < READS; read++) {
    last = await readPages(api, type, limit, soFar);
    if (addsUp(last)) return settle(type, last.instances, []);
  }
  const ids = new Set(last.instances.map((one) => one.id));
  const why =
    `the list changed while it was read: ${ids.size} distinct ${type} resources in ` +
    `${last.instances.length} rows, where the service counts ${last.totals.join(', then ')}`;
  return settle(type, last.instances, [{ kind: 'type', type, why }]);
}

interface Pages {
  readonly instances: readonly Instance[];
  readonly totals: readonly number[];
}

async function readPages(
  api: OrganizationsApi,
  type: ResourceType,
  limit: LimitFunction,
  soFar: TellSoFar | undefined,
): Promise<Pages> {
  let done = 0;
  const page = async (offset: number) => {
    const one = await limit(() => api.listInstances(type, { offset, limit: PAGE }));
    done += one.instances.length;
    soFar?.({ what: type, done, total: one.total });
    return one;
  };
  const first = await page(0);
  const offsets = Array.from(
    { length: Math.max(0, Math.ceil(first.total / PAGE) - 1) },
    (_, i) => (i + 1) * PAGE,
  );
  const rest = await Promise.all(offsets.map(page));
  const pages = [first, ...rest];
  return {
    instances: pages.flatMap((one) => one.instances),
    totals: [...new Set(pages.map((one) => one.total))],
  };
}

function addsUp({ instances, totals }: Pages): boolean {
  const ids = new Set(instances.map((one) => one.id));
  return totals.length === 1 && ids.size === totals[0] && instances.length === ids.size;
}

/** One resource per id; an id that came in two versions is not known, and so is a gap. */
function settle(type: ResourceType, instances: readonly Instance[], gaps: Gap[]): TypeRead {
  const byId = new Map<string, Resource>();
  const unsure = new Map<string, Gap>();
  for (const instance of instances) {
    const made = resourceFrom(type, instance);
    if ('why' in made) {
      unsure.set(instance.id, { kind: 'resource', type, id: instance.id, why: made.why });
      continue;
    }
    const before = byId.get(made.id);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(made)) {
      const why = 'it came twice in the list, with different tags';
      unsure.set(made.id, { kind: 'resource', type, id: made.id, why });
    }
    byId.set(made.id, made);
  }
  return {
    resources: [...byId.values()].filter((one) => !unsure.has(one.id)),
    gaps: [...gaps, ...unsure.values()],
  };
}
