import type { LimitFunction } from 'p-limit';
import { ApiFailure, type Entity, type OrganizationsApi } from '../cloud/port.ts';
import type { Gap, Resource, ResourceType } from '../model.ts';
import type { TypeRead } from './bulk.ts';
import { resourceFrom } from './resource.ts';
import type { TellSoFar } from './so-far.ts';

/**
 * Reads a type the long way: the list, then each resource's tags. For callers whom an IAM policy denies the bulk
 * call. A resource whose tags could not be read is a gap; its neighbours are read all the same.
 */
export async function readOneByOne(
  api: OrganizationsApi,
  type: ResourceType,
  limit: LimitFunction,
  soFar?: TellSoFar,
): Promise<TypeRead> {
  const listed = await limit(() => api.listEntities(type));
  // A row that came on two pages is one resource all the same: its tags are read by its id.
  const entities = [...new Map(listed.map((entity) => [entity.id, entity])).values()];
  let done = 0;
  const readOne = async (entity: Entity): Promise<Resource | Gap> => {
    const one = await readTags(api, type, entity);
    soFar?.({ what: type, done: ++done, total: entities.length });
    return one;
  };
  const read = await Promise.all(entities.map((entity) => limit(() => readOne(entity))));
  return {
    resources: read.filter((one): one is Resource => !('kind' in one)),
    gaps: read.filter((one): one is Gap => 'kind' in one),
  };
}

async function readTags(api: OrganizationsApi, type: ResourceType, entity: Entity): Promise<Resource | Gap> {
  const { id, name } = entity;
  try {
    const made = resourceFrom(type, { id, name, tags: await api.listTags(id) });
    return 'why' in made ? { kind: 'resource', type, id, why: made.why } : made;
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.stopsRun) throw error;
    return { kind: 'resource', type, id, why: error.message };
  }
}
