import pLimit, { type LimitFunction } from 'p-limit';
import { ApiFailure, type OrganizationsApi } from '../cloud/port.ts';
import type {
  Clock,
  Gap,
  Inventory,
  Log,
  Organization,
  Origin,
  Path,
  Resource,
  ResourceType,
  TreeRead,
} from '../model.ts';
import { compareResources, RESOURCE_TYPES } from '../model.ts';
import { readBulk, type TypeRead } from './bulk.ts';
import { readOneByOne } from './one-by-one.ts';
import type { TellSoFar } from './so-far.ts';
import { readTree, type Tree } from './tree.ts';

/** How tags are read: in bulk, one resource at a time, or in bulk until that is denied. */
export type ReadMode = 'auto' | 'bulk' | 'per-resource';

/** What a run has to read; derived from the rules (`rules/needs.ts`), or everything for a snapshot. */
export interface Needs {
  readonly types: readonly ResourceType[];
  /** Absent where no path is asked for; else whether the children of an OU at this path must be read. */
  readonly tree?: ((path: Path) => boolean) | undefined;
  readonly treeRead: TreeRead;
}

/** Needs of a snapshot: all four types and the whole tree. */
export const ALL: Needs = { types: RESOURCE_TYPES, tree: () => true, treeRead: 'whole' };

export interface TakeOptions {
  readonly organization: Organization;
  readonly origin: Origin;
  readonly needs: Needs;
  readonly read: ReadMode;
  /** Requests in flight at most. */
  readonly concurrency: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly soFar?: TellSoFar;
}

/**
 * Reads what is needed of an organization, types and tree side by side. What could not be read is a gap in the
 * inventory, never an empty resource.
 *
 * Throws `ApiFailure` only where nothing else may be sent either (`stopsRun`).
 */
export async function takeInventory(api: OrganizationsApi, options: TakeOptions): Promise<Inventory> {
  const { needs, clock, organization, origin } = options;
  const limit = pLimit(options.concurrency);
  const readAt = new Date(clock.now()).toISOString();
  const [tree, ...reads] = await settleAll([
    needs.tree === undefined
      ? Promise.resolve(undefined)
      : readTreeOrGap(api, needs.tree, limit, options.soFar),
    ...needs.types.map((type) => readType(api, type, limit, options)),
  ]);
  const resources = reads.flatMap((read) => read.resources);
  return {
    organization,
    origin,
    'read-at': readAt,
    types: needs.types,
    tree: tree === undefined ? 'none' : needs.treeRead,
    gaps: [...reads.flatMap((read) => read.gaps), ...(tree?.gaps ?? [])],
    resources: resources.map((one) => locate(one, tree)).sort(compareResources),
  };
}

/**
 * Like Promise.all, but waits for every promise before it rejects: no read may go on behind the back of a run
 * that has ended.
 */
async function settleAll<T extends readonly unknown[]>(
  promises: {
    [K in keyof T]: Promise<T[K]>;
  },
): Promise<T> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}

async function readType(
  api: OrganizationsApi,
  type: ResourceType,
  limit: LimitFunction,
  options: TakeOptions,
): Promise<TypeRead> {
  try {
    return await readBy(api, type, limit, options);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.stopsRun) throw error;
    return { resources: [], gaps: [{ kind: 'type', type, why: error.message }] };
  }
}

async function readBy(
  api: OrganizationsApi,
  type: ResourceType,
  limit: LimitFunction,
  { read, log, soFar }: TakeOptions,
): Promise<TypeRead> {
  if (read === 'per-resource') return readOneByOne(api, type, limit, soFar);
  try {
    return await readBulk(api, type, limit, soFar);
  } catch (error) {
    if (read === 'bulk' || !(error instanceof ApiFailure) || error.kind !== 'denied') throw error;
    log('warn', `the bulk read of ${type} resources is denied; reading them one by one`, { type });
    return readOneByOne(api, type, limit, soFar);
  }
}

async function readTreeOrGap(
  api: OrganizationsApi,
  reaches: (path: Path) => boolean,
  limit: LimitFunction,
  soFar: TellSoFar | undefined,
): Promise<Tree> {
  try {
    return await readTree(api, reaches, limit, soFar);
  } catch (error) {
    if (!(error instanceof ApiFailure) || error.stopsRun) throw error;
    const gap: Gap = { kind: 'tree', parent: 'root', why: error.message };
    return { paths: new Map(), names: new Map(), gaps: [gap] };
  }
}

function locate(resource: Resource, tree: Tree | undefined): Resource {
  const path = resource.type === 'root' ? [] : tree?.paths.get(resource.id);
  return tree === undefined || path === undefined ? resource : { ...resource, path };
}
