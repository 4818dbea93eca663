import type { Problem } from '../../model.ts';
import { nearest, problem } from '../../problem.ts';
import type { SeedDocument } from './document.ts';
import type { SeedCaller, SeedNode } from './types.ts';
import type { WrittenCaller, WrittenSeed } from './written.ts';

/** A node with where it stands in the file and the names that lead to it (`['Production', 'prd-pay']`). */
export interface PlacedNode {
  readonly node: SeedNode;
  readonly pointer: readonly string[];
  readonly names: readonly string[];
}

interface Targets {
  readonly nodes: SeedNode[];
  readonly callers: SeedCaller[];
  readonly management: { readonly id: string; readonly name: string };
  readonly problems: Problem[];
}

/** Turns every name, path and id by which a seed points at something of its own into an id. */
export function resolveTargets(
  seed: WrittenSeed,
  placed: readonly PlacedNode[],
  managementName: string,
  document: SeedDocument,
): Targets {
  const problems: Problem[] = [];
  const index = indexTargets(placed);
  const resolve = (target: string, pointer: readonly string[]): SeedNode | undefined => {
    const found = index.get(target) ?? [];
    if (found.length === 1) return found[0];
    const near = nearest(target, index.keys());
    const why = found.length === 0 ? 'is not in the tree' : `stands for ${found.length} resources`;
    const hint =
      found.length > 0 ? 'Write the id.' : near === undefined ? undefined : `Did you mean \`${near}\`?`;
    problems.push(
      problem('seed-unknown-target', `\`${target}\` ${why}.`, {
        ...document.locate(pointer, 'value'),
        ...(hint === undefined ? {} : { hint }),
      }),
    );
    return undefined;
  };

  const management = resolve(managementName, ['organization', 'management-account']);
  const nodes = placed.map(({ node, pointer }): SeedNode => {
    if (node.type !== 'policy') return node;
    const attached = node['attached-to'].map(
      (one, i) => resolve(one, [...pointer, 'attached-to', String(i)])?.id,
    );
    return { ...node, 'attached-to': attached.filter((id) => id !== undefined) };
  });
  const callers = Object.entries(seed.callers ?? {}).map(([name, caller]) => {
    const account = caller?.account;
    const id = account === undefined ? management?.id : resolve(account, ['callers', name, 'account'])?.id;
    return callerOf(name, caller ?? {}, id);
  });
  return { nodes, callers, management: { id: management?.id ?? '', name: management?.name ?? '' }, problems };
}

/** By id; accounts by name too, units by path; the root is `/`. Policies are nobody's target. */
function indexTargets(placed: readonly PlacedNode[]): Map<string, SeedNode[]> {
  const index = new Map<string, SeedNode[]>();
  for (const { node, names } of placed) {
    if (node.type === 'policy') continue;
    const handle = node.type === 'account' ? node.name : `/${names.join('/')}`;
    for (const key of new Set([node.id, handle])) index.set(key, [...(index.get(key) ?? []), node]);
  }
  return index;
}

function callerOf(name: string, written: WrittenCaller, account: string | undefined): SeedCaller {
  const { 'access-key': access, 'secret-key': secret, 'security-token': token, policy } = written;
  return {
    name,
    ...(written.outside === true || account === undefined ? {} : { account }),
    ...(access === undefined ? {} : { 'access-key': access }),
    ...(secret === undefined ? {} : { 'secret-key': secret }),
    ...(token === undefined ? {} : { 'security-token': token }),
    ...(policy === undefined ? {} : { policy }),
  };
}
