import { type Route, typeOf } from './routes/call.ts';
import { INSTANCE_ROUTES } from './routes/instances.ts';
import { POLICY_ROUTES } from './routes/policies.ts';
import { TAG_ROUTES } from './routes/tags.ts';
import { TREE_ROUTES } from './routes/tree.ts';

/** Every call that is served. A literal path stands before one with a place that its word would also fill. */
const ROUTES: readonly Route[] = [...TREE_ROUTES, ...POLICY_ROUTES, ...TAG_ROUTES, ...INSTANCE_ROUTES];

/** A route with what its path has in the place of each `{name}`. */
export interface RouteMatch {
  readonly route: Route;
  readonly params: ReadonlyMap<string, string>;
}

const PATTERNS = ROUTES.map((route) => ({ route, steps: route.path.split('/') }));

/** Finds the call that a method and a path are, by the path's parts; undefined where nothing is published there. */
export function matchRoute(method: string, path: string): RouteMatch | undefined {
  const parts = decodeParts(path);
  for (const { route, steps } of PATTERNS) {
    if (route.method !== method || steps.length !== parts.length) continue;
    const params = matchSteps(steps, parts);
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

function decodeParts(path: string): string[] {
  try {
    return path.split('/').map(decodeURIComponent);
  } catch {
    return [];
  }
}

function matchSteps(steps: readonly string[], parts: readonly string[]): Map<string, string> | undefined {
  const params = new Map<string, string>();
  for (const [i, step] of steps.entries()) {
    const part = parts[i] ?? '';
    const name = /^\{(.+)\}$/u.exec(step)?.[1];
    if (name === undefined ? step !== part : part === '') return undefined;
    if (name === 'resource_type' && typeOf(part) === undefined) return undefined;
    if (name !== undefined) params.set(name, part);
  }
  return params;
}
