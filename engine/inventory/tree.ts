import pLimit, { type LimitFunction } from 'p-limit';
import { ApiFailure, type OrganizationsApi } from '../cloud/port.ts';
import type { Gap, Path } from '../model.ts';
import type { TellSoFar } from './so-far.ts';

/** Where OUs and accounts lie, as far as the tree was read. */
export interface Tree {
  readonly paths: ReadonlyMap<string, Path>;
  /** Names as the tree has them now; fresher than a saved plan's. */
  readonly names: ReadonlyMap<string, string>;
  readonly gaps: readonly Gap[];
}

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
      // A ring of units is no tree; the service has none, a hostile answer must not spin us.
      if (paths.has(child.id)) continue;
      paths.set(child.id, childPath);
      names.set(child.id, child.name);
      if (child.type === 'ou' && reaches(childPath)) below.push(descend(child.id, childPath));
    }
    await Promise.all(below);
  };

  const roots = await limit(() => api.listEntities('root'));
  for (const root of roots) paths.set(root.id, []);
  if (reaches([])) await Promise.all(roots.map((root) => descend(root.id, [])));
  gaps.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  return { paths, names, gaps };
}

/** The same by itself, with at most `concurrency` requests in flight. */
export function readTreeAlone(
  api: OrganizationsApi,
  reaches: (path: Path) => boolean,
  concurrency: number,
): Promise<Tree> {
  return readTree(api, reaches, pLimit(concurrency));
}
