import type { Path, Resource } from '../model.ts';

/**
 * The resources that somebody may mean by a text: the one with that id, else all that have it for a name or a path.
 * An account is found at the path of its OU with its own name behind it, the root at `/`.
 */
export function findResources(resources: Iterable<Resource>, wanted: string): Resource[] {
  const found: Resource[] = [];
  for (const resource of resources) {
    if (resource.id === wanted) return [resource];
    if (resource.name === wanted || pathText(resource) === wanted) found.push(resource);
  }
  return found;
}

/** Everything that `findResources` knows resources by, but for ids. */
export function* namesOf(resources: Iterable<Resource>): Generator<string> {
  for (const resource of resources) {
    if (resource.name !== '') yield resource.name;
    const path = pathText(resource);
    if (path !== undefined) yield path;
  }
}

/** Whether the children of the OU at a path have to be read to find what has `wanted` for its path. */
export function leadsTo(wanted: string): (path: Path) => boolean {
  return (path) => {
    const above = `${joined(path)}/`;
    return wanted.startsWith(above) && wanted.length > above.length;
  };
}

function pathText({ type, path, name }: Resource): string | undefined {
  if (type === 'root') return '/';
  if (path === undefined) return undefined;
  return type === 'account' ? joined([...path, name]) : joined(path);
}

function joined(path: Path): string {
  return path.map((name) => `/${name}`).join('');
}
