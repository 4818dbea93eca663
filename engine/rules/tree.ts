import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
import type { Problem } from '../model.ts';
import { type ProblemCode, Refusal } from '../problem.ts';
import { find } from './find.ts';
import { type Part, type PlacedFile, problemAtOffset, type Step } from './places.ts';

/** Problems after which nothing more is read: whoever has so many has one mistake, many times. */
const MOST_PROBLEMS = 1000;

/** Nodes that aliases may stand for, all together, each counted as often as it is meant. */
const MOST_ALIASED = 100_000;

/** Tags that say what YAML takes the node for anyway. */
const PLAIN_TAGS = new Set(
  ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`),
);

/** A document as plain values, and the way back from a value to its node. */
export interface Tree {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  offset(path: readonly Step[], part: Part): number;
  scalar(path: readonly Step[]): Scalar | undefined;
}

/** A node with what it stands for: its size and depth count what its aliases stand for. */
interface Built {
  readonly node: Node;
  readonly value: unknown;
  readonly size: number;
  readonly depth: number;
}

interface Walk {
  readonly file: PlacedFile;
  readonly mostDepth: number;
  readonly problems: Problem[];
  /** By name, the latest anchor before the node that is being built; `open` while it is itself being built. */
  readonly anchors: Map<string, Built | 'open'>;
  readonly targets: Map<Alias, Node>;
  aliased: number;
}

/**
 * The values of a document. An alias is the very value of its anchor, never a copy, and both what aliases stand for
 * and how deep they nest is bounded, so that whoever walks the values later is safe.
 *
 * @throws Refusal where an alias contains itself or stands for too much, and past MOST_PROBLEMS
 */
export function buildTree(document: Document.Parsed, file: PlacedFile, mostDepth: number): Tree {
  const walk: Walk = {
    file,
    mostDepth,
    problems: [],
    anchors: new Map(),
    targets: new Map(),
    aliased: 0,
  };
  const root = document.contents;
  const { value } = build(root, walk);
  return {
    value,
    problems: walk.problems,
    offset: (path, part) => find(root, path, part, walk.targets).offset,
    scalar(path) {
      const { node } = find(root, path, 'value', walk.targets);
      return isScalar(node) ? node : undefined;
    },
  };
}

function build(node: unknown, walk: Walk): Built {
  if (isAlias(node)) return buildAlias(node, walk);
  const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
  if (anchor !== undefined) walk.anchors.set(anchor, 'open');
  const built = buildOwn(node, walk);
  if (anchor !== undefined) walk.anchors.set(anchor, built);
  return built;
}

function buildOwn(node: unknown, walk: Walk): Built {
  if (isScalar(node)) return buildScalar(node, walk);
  if (isMap(node)) return buildMap(node, walk);
  if (isSeq(node)) {
    refusedTag(node, walk);
    const items = node.items.map((item) => build(item, walk));
    return joined(
      node,
      items.map((item) => item.value),
      items,
      walk,
    );
  }
  return { node: node as Node, value: null, size: 1, depth: 0 };
}

function joined(node: Node, value: unknown, inner: readonly Built[], walk: Walk): Built {
  let size = 1;
  let depth = 0;
  for (const one of inner) {
    size += one.size;
    depth = Math.max(depth, one.depth);
  }
  if (depth + 1 > walk.mostDepth) {
    const message = `Maps and lists are more than ${walk.mostDepth} levels deep here.`;
    stop(walk, node, 'too-deep', message, 'No rule needs that. Look at what the aliases stand for.');
  }
  return { node, value, size, depth: depth + 1 };
}

function buildAlias(alias: Alias, walk: Walk): Built {
  const target = walk.anchors.get(alias.source);
  const text = `*${alias.source}`;
  if (target === undefined) {
    const message = `\`${text}\` is YAML for "the value named \`${alias.source}\`", and none has that name.`;
    note(walk, alias, 'alias-unknown', message, `Quote it, if it is meant as a pattern: "${text}"`);
    return { node: alias, value: text, size: 1, depth: 0 };
  }
  if (target === 'open')
    return stop(walk, alias, 'alias-bomb', `\`${text}\` stands for a value that contains it.`);
  walk.targets.set(alias, target.node);
  walk.aliased += target.size;
  if (walk.aliased > MOST_ALIASED) {
    stop(walk, alias, 'alias-bomb', `The aliases up to here stand for more than ${MOST_ALIASED} values.`);
  }
  return target;
}

function buildScalar(node: Scalar, walk: Walk): Built {
  const tag = refusedTag(node, walk);
  if (tag !== undefined) return { node, value: `${tag} ${node.source ?? ''}`.trim(), size: 1, depth: 0 };
  if (typeof node.value === 'string' && /\p{Surrogate}/u.test(node.value)) {
    const message = 'The escapes of this text name half a character (a lone surrogate).';
    note(walk, node, 'not-text', message, 'Write the character itself.');
  }
  return { node, value: node.value, size: 1, depth: 0 };
}

function buildMap(map: YAMLMap, walk: Walk): Built {
  refusedTag(map, walk);
  const braces = textOfBraces(map);
  if (braces !== undefined) {
    const message = `YAML takes \`${braces}\` for a map.`;
    note(walk, map, 'unquoted', message, `Quote it, if it is meant as a pattern: "${braces}"`);
    return { node: map, value: braces, size: 1, depth: 0 };
  }
  const value = Object.create(null) as Record<string, unknown>;
  const inner: Built[] = [];
  for (const pair of map.items) {
    const key = textOfKey(pair, walk);
    const built = build(pair.value, walk);
    inner.push(built);
    if (Object.hasOwn(value, key)) {
      const message = `The key \`${key}\` is there twice in one map.`;
      note(walk, pair.key as Node, 'duplicate-key', message, 'Remove one of the two, or join them.');
    } else {
      value[key] = built.value;
    }
  }
  return joined(map, value, inner, walk);
}

/** A flow map of bare words, `{a,b}`: surely a pattern without quotes, since no map of a rule file has such keys. */
function textOfBraces(map: YAMLMap): string | undefined {
  const bare = (pair: Pair) =>
    pair.value === null && isScalar(pair.key) && typeof pair.key.source === 'string';
  if (map.flow !== true || map.items.length === 0 || !map.items.every(bare)) return undefined;
  return `{${map.items.map((pair) => (pair.key as Scalar).source).join(',')}}`;
}

function textOfKey(pair: Pair, walk: Walk): string {
  const key = pair.key;
  if (isScalar(key)) {
    const built = build(key, walk);
    if (typeof built.value === 'string') return built.value;
    const source = key.source ?? '';
    const message =
      source === '' ? 'A key is missing before the `:`.' : `The key \`${source}\` is not text to YAML.`;
    note(walk, key, 'key-not-text', message, source === '' ? undefined : `Quote it: "${source}"`);
    return source;
  }
  const hint = isAlias(key) ? `Quote it, if it is meant as text: "*${key.source}"` : undefined;
  note(walk, key as Node, 'key-not-text', 'A key must be text, not a list, map or alias.', hint);
  return '';
}

/** Reports a tag that changes what a node is; gives it as written. */
function refusedTag(node: { readonly tag?: string | undefined } & Node, walk: Walk): string | undefined {
  const { tag } = node;
  if (tag === undefined || PLAIN_TAGS.has(tag)) return undefined;
  const written = tag.startsWith('tag:yaml.org,2002:') ? `!!${tag.slice(18)}` : tag;
  const hint = 'Quote a text that begins with `!`.';
  const message = `\`${written}\` is a YAML tag; rule files have none.`;
  walk.problems.push(problemAtOffset(walk.file, startOfTag(node, walk.file), 'yaml-tag', message, { hint }));
  return written;
}

/** A node begins behind its tag; what should be pointed at is the tag. */
function startOfTag(node: Node, file: PlacedFile): number {
  const offset = node.range?.[0] ?? 0;
  const { column, text } = file.position(offset);
  const mark = text.slice(0, column - 1).lastIndexOf(' !') + 1;
  return mark > 0 ? offset - (column - 1 - mark) : offset;
}

function note(walk: Walk, node: Node | null, code: ProblemCode, message: string, hint?: string): void {
  walk.problems.push(problemAtOffset(walk.file, node?.range?.[0] ?? 0, code, message, { hint }));
  if (walk.problems.length >= MOST_PROBLEMS) throw new Refusal(walk.problems);
}

function stop(walk: Walk, node: Node, code: ProblemCode, message: string, hint?: string): never {
  note(walk, node, code, message, hint);
  throw new Refusal(walk.problems);
}
