import pLimit, { type LimitFunction } from 'p-limit';
import { ApiFailure, type Entity, type OrganizationsApi } from '../cloud/port.ts';
import type { Gap, Path } from '../model.ts';
import type { TellSoFar } from './so-far.ts';

/** Where OUs and accounts lie, as far as the tree was read. */
export interface Tree {
  readonly paths: ReadonlyMap<string, Path>;
  /** Names as the tree has them now; fresher than a saved plan's. */
  readonly names: ReadonlyMap<string, string>;
  readonly gaps: readonly Gap[];
}

/** Levels of units that are followed; the service has five (Organizations, "Quotas"). */
const MOST_LEVELS = 64;

/**
 * Reads the tree from the root down: one `entities?parent_id=` call for each parent, which gives OUs and accounts
 * at once, siblings in parallel, and only into branches that `reaches` lets in. A parent whose children could not
 * be read is a gap.
 */
export async function readTree(
  api: OrganizationsApi,
  reaches: (path: Path) => boolean,
  limit: LimitFunction,
  soFar?: TellSoFar,
): Promise<Tree> {
  let read = 0;
  const paths = new Map<string, Path>();
  const names = new Map<string, string>();
  const gaps: Gap[] = [];
  const moved: Entity[] = [];

  /** Where something lies is not known: it was moved while the tree was read, or the answers are no tree. */
  const unplace = (entity: Entity, parent: string): void => {
    moved.push(entity);
    const why = `${entity.type} ${entity.id} lies at two places, or deeper than ${MOST_LEVELS} levels`;
    gaps.push({ kind: 'tree', parent, why });
  };

  const descend = async (parent: string, path: Path): Promise<void> => {
    const children = await limit(() => api.listChildren(parent)).catch((error: unknown) => {
      if (!(error instanceof ApiFailure) || error.stopsRun) throw error;
      gaps.push({ kind: 'tree', parent, why: error.message });
      return [];
    });
    soFar?.({ what: 'tree', done: ++read });
    const below: Promise<void>[] = [];
    for (const child of children) {
      const childPath = child.type === 'ou' ? [...path, child.name] : path;
      const before = paths.get(child.id);
      if (before !== undefined || childPath.length > MOST_LEVELS) {
        if (JSON.stringify(before) !== JSON.stringify(childPath)) unplace(child, parent);
        continue;
      }
      paths.set(child.id, childPath);
      names.set(child.id, child.name);
      if (child.type === 'ou' && reaches(childPath)) below.push(descend(child.id, childPath));
    }
    await Promise.all(below);
  };

  const roots = await limit(() => api.listEntities('root'));
  if (roots.length === 0) gaps.push({ kind: 'tree', parent: 'root', why: 'the service lists no root' });
  for (const root of roots) paths.set(root.id, []);
  if (reaches([])) await Promise.all(roots.map((root) => descend(root.id, [])));
  for (const entity of moved) forget(entity, paths);
  gaps.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { paths, names, gaps };
}

/** Forgets where something lies, and with a unit whatever lies in it. */
function forget({ type, id }: Entity, paths: Map<string, Path>): void {
  const at = paths.get(id);
  paths.delete(id);
  if (type !== 'ou' || at === undefined) return;
  for (const [other, path] of paths) {
    if (at.every((name, level) => path[level] === name)) paths.delete(other);
  }
}

/** The same by itself, with at most `concurrency` requests in flight. */
export function readTreeAlone(
  api: OrganizationsApi,
  reaches: (path: Path) => boolean,
  concurrency: number,
): Promise<Tree> {
  return readTree(api, reaches, pLimit(concurrency));
}
