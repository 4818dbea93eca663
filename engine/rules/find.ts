import { type Alias, isAlias, isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap } from 'yaml';
import type { Part, Step } from './places.ts';

/** What aliases stand for, by alias. */
export type Targets = ReadonlyMap<Alias, Node>;

/** The node that a path leads to, and where the deepest one that it reaches (or its key) stands. */
export function find(
  root: unknown,
  path: readonly Step[],
  part: Part,
  targets: Targets,
): { readonly node: unknown; readonly offset: number } {
  let node = root;
  let offset = startOf(root, 0);
  for (const [index, step] of path.entries()) {
    const within = isAlias(node) ? targets.get(node) : node;
    const pair = isMap(within) ? pairOf(within, step) : undefined;
    const next = pair === undefined ? (isSeq(within) ? within.items[Number(step)] : undefined) : pair.value;
    node = next;
    const atKey = pair !== undefined && ((part === 'key' && index === path.length - 1) || isEmpty(next));
    offset = startOf(atKey ? pair.key : next, offset);
  }
  return { node, offset };
}

/** A value that takes no room cannot be pointed at; its key can. */
function isEmpty(node: unknown): boolean {
  return node === null || (isScalar(node) && node.source === '' && node.type === 'PLAIN');
}

function pairOf(map: YAMLMap, step: Step): Pair | undefined {
  return map.items.find((pair) => isScalar(pair.key) && pair.key.source === String(step));
}

function startOf(node: unknown, otherwise: number): number {
  return (node as Node | null | undefined)?.range?.[0] ?? otherwise;
}
