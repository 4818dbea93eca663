import type { Line } from './line.ts';

/** Members of one chunk. */
const BATCH = 2000;

/**
 * Lines as `Packed`, in JSON that may stand in a script element: with `<` escaped, no text can end the element or
 * open a comment. Lines are numbers into one table of texts, each text once: what repeats (ids, rules, reasons) costs
 * little. The table comes last, when all is known that stands in it, so that only it is held.
 */
export function* packedJson(lines: readonly Line[]): Iterable<string> {
  const known = new Map<string, number>();
  const index = (text: string) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    known.set(text, known.size);
    return known.size - 1;
  };
  yield '{"rows":[';
  yield* members(lines, (line) => [
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
  yield '],"texts":[';
  yield* members([...known.keys()], (text) => text);
  yield ']}';
}

function* members<T>(list: readonly T[], written: (one: T) => unknown): Iterable<string> {
  for (let from = 0; from < list.length; from += BATCH) {
    const batch = JSON.stringify(list.slice(from, from + BATCH).map(written)).slice(1, -1);
    yield (from === 0 ? '' : ',') + batch.replaceAll('<', String.raw`\u003c`);
  }
}
