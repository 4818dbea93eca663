/** What differs from one run to the next, and the word that stands for it when output is compared. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b\d{8}T\d{6}Z-[a-z0-9]{4}\b/g, 'RUN'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( UTC|Z)?/g, 'TIME'],
  [/\b\d{4}-\d\d-\d\d\b/g, 'DAY'],
  [/\b[0-9a-f]{64}\b/g, 'HASH'],
  [/\b127\.0\.0\.1:\d+/g, '127.0.0.1:PORT'],
  [/\b\d+(\.\d+)? m?s\b/g, 'N s'],
  [/\bprocess \d+/g, 'process N'],
  [/\breconcile \d+\.\d+\.\d+\S*/g, 'reconcile VERSION'],
];

/** A text with what varies replaced, and without blanks at line ends. */
function settled(text: string): string {
  const plain = VARYING.reduce((known, [what, word]) => known.replace(what, word), text);
  return plain.replace(/[ \t]+$/gm, '').trim();
}

/** A line that stands for any number of lines. */
const GAP = '…';

/**
 * Whether a page shows what was printed. A line `…` stands for any number of lines, and a line that ends in `…` for
 * every line that begins so.
 */
export function shows(shown: readonly string[], printed: string): boolean {
  const expected = settled(shown.join('\n')).split('\n');
  const actual = settled(printed).split('\n');
  return fits(expected, actual);
}

function fits(expected: readonly string[], actual: readonly string[]): boolean {
  const [first, ...rest] = expected;
  if (first === undefined) return actual.length === 0;
  if (first === GAP) return actual.some((_, at) => fits(rest, actual.slice(at))) || fits(rest, []);
  const [line, ...others] = actual;
  return line !== undefined && same(first, line) && fits(rest, others);
}

function same(expected: string, actual: string): boolean {
  return expected.endsWith(GAP) ? actual.startsWith(expected.slice(0, -1)) : expected === actual;
}

/** What a page has to show: the output, cut where the page cut it before. */
export function cutAs(shown: readonly string[], printed: string): string[] {
  const lines = printed
    .replace(/[ \t]+$/gm, '')
    .trim()
    .split('\n');
  const first = shown.indexOf(GAP);
  const last = shown.lastIndexOf(GAP);
  if (first < 0 || shown.length >= lines.length) return lines;
  const tail = shown.length - 1 - last;
  return [...lines.slice(0, first), GAP, ...(tail === 0 ? [] : lines.slice(-tail))];
}
