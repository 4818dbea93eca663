import type { Line } from './line.ts';
import type { Packed } from './page/unpack.ts';

/** Members of one chunk. */
const BATCH = 2000;

/** Lines as numbers into one table of texts, each text once: what repeats (ids, rules, reasons) costs little. */
export function pack(lines: readonly Line[]): Packed {
  const known = new Map<string, number>();
  const index = (text: string) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, known.size);
    return known.size - 1;
  };
  const rows = lines.map((line) => [
    index(line.kind),
    index(line.state),
    index(line.tone),
    index(line.severity),
    index(line.type),
    index(line.id),
    index(line.name),
    index(line.path),
    index(line.key),
    index(line.value),
    // No visible text holds a line feed.
    index(line.rules.join('\n')),
    index(line.why),
    index(line.request),
    index(line.at),
    index(line.by),
  ]);
  return { texts: [...known.keys()], rows };
}

/** JSON that may stand in a script element: with `<` escaped, no text can end the element or open a comment. */
export function* packedJson({ texts, rows }: Packed): Iterable<string> {
  yield '{"texts":[';
  yield* members(texts);
  yield '],"rows":[';
  yield* members(rows);
  yield ']}';
}

function* members(list: readonly unknown[]): Iterable<string> {
  for (let from = 0; from < list.length; from += BATCH) {
    const batch = JSON.stringify(list.slice(from, from + BATCH)).slice(1, -1);
    yield (from === 0 ? '' : ',') + batch.replaceAll('<', String.raw`\u003c`);
  }
}
