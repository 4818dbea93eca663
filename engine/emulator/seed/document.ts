import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from 'yaml';
import type { Place, Problem } from '../../model.ts';
import { problem, Refusal } from '../../problem.ts';

/** A YAML text with its tree, so that every value can be found again. */
export interface SeedDocument {
  readonly file: string;
  readonly value: unknown;
  /** Where a value stands, or its key; the nearest thing around it where it is missing. */
  locate(pointer: readonly string[], part: 'key' | 'value'): { place: Place; excerpt: string };
  /** The value as it is written, for a single word or number. */
  written(pointer: readonly string[]): string | undefined;
}

/** Reads one YAML 1.2 document; refuses with every slip of syntax at once. */
export function readDocument(text: string, file: string): SeedDocument {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  const rows = text.split(/\r?\n/u);
  const at = (offset: number) => {
    const { line, col } = lineCounter.linePos(offset);
    return { place: { file, line, column: col }, excerpt: rows[line - 1] ?? '' };
  };
  const problems: Problem[] = [...document.errors, ...document.warnings].map((slip) =>
    problem('seed-syntax', `The seed is not valid YAML: ${slip.message}.`, at(slip.pos[0])),
  );
  visit(document, {
    Pair(_, pair) {
      if (isScalar(pair.key) && typeof pair.key.value === 'string') return;
      const [offset] = (pair.key as Node | null)?.range ?? [0];
      problems.push(
        problem('seed-syntax', 'A name must be a text.', { ...at(offset), hint: 'Put it in quotes.' }),
      );
    },
  });
  if (problems.length > 0) throw new Refusal(problems);

  const find = (pointer: readonly string[]) => follow(document.contents, pointer, document);
  return {
    file,
    value: unfold(() => document.toJS() as unknown, at(0)),
    locate: (pointer, part) => {
      const { node, key } = find(pointer);
      // A value that is not written has no place of its own.
      const asked = part === 'key' || (isScalar(node) && node.source === '') ? key : node;
      return at((asked ?? node)?.range?.[0] ?? 0);
    },
    written: (pointer) => {
      const { node, depth } = find(pointer);
      return depth === pointer.length && isScalar(node) ? (node.source ?? undefined) : undefined;
    },
  };
}

/** `toJS` throws where aliases would unfold into a bomb; that is a slip of the file, not of ours. */
function unfold(toJS: () => unknown, where: { place: Place; excerpt: string }): unknown {
  try {
    return toJS();
  } catch (cause) {
    throw new Refusal(
      [problem('seed-syntax', 'The seed has aliases that unfold into far more than it says.', where)],
      { cause },
    );
  }
}

/** Walks a JSON pointer down the tree as far as it goes. */
function follow(
  start: unknown,
  pointer: readonly string[],
  document: ReturnType<typeof parseDocument>,
): { node: Node | undefined; key: Node | undefined; depth: number } {
  let node = start as Node | undefined;
  let key: Node | undefined;
  let depth = 0;
  for (const step of pointer) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    if (isMap(parent)) {
      const pair = parent.items.find((item) => isScalar(item.key) && item.key.value === step) as
        | Pair<Node, Node | null>
        | undefined;
      if (pair === undefined) break;
      [key, node] = [pair.key, pair.value ?? pair.key];
    } else if (isSeq(parent)) {
      const item = parent.items[Number(step)] as Node | undefined;
      if (item === undefined) break;
      [key, node] = [item, item];
    } else break;
    depth++;
  }
  return { node, key, depth };
}
