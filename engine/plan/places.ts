import type { Resource, ResourceType } from '../model.ts';

/** More places than an organization can have OUs (1,000); a file may hold any number. */
const REMEMBERED_PLACES = 10_000;

/** A level of the tree: what is remembered of it, and the levels below by their names. */
interface Level<T> {
  known?: { readonly what: T };
  readonly below: Map<string, Level<T>>;
}

/**
 * Remembers what `make` says of a type of resource at a place of the tree, so that it is asked once for the
 * thousands of accounts of an OU. `make` must look at nothing but type and path.
 *
 * Names are looked up level by level: a path put together into one text could be forged by a name that holds
 * whatever stands between two levels.
 */
export function rememberByPlace<T>(make: (resource: Resource) => T): (resource: Resource) => T {
  const located = new Map<ResourceType, Level<T>>();
  const unlocated = new Map<ResourceType, Level<T>>();
  let size = 0;
  const enter = <Name>(levels: Map<Name, Level<T>>, name: Name): Level<T> => {
    const known = levels.get(name);
    if (known !== undefined) return known;
    const level: Level<T> = { below: new Map() };
    levels.set(name, level);
    size += 1;
    return level;
  };
  return (resource) => {
    if (size >= REMEMBERED_PLACES) {
      size = 0;
      located.clear();
      unlocated.clear();
    }
    const { type, path } = resource;
    let level = enter(path === undefined ? unlocated : located, type);
    if (path !== undefined) for (const name of path) level = enter(level.below, name);
    level.known ??= { what: make(resource) };
    return level.known.what;
  };
}
