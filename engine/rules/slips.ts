import { type Line, type Slip, short, slipIn } from './line-slips.ts';

/** A map or list that is open at a line: the column of its entries, and the first of them. */
interface Level {
  readonly kind: 'map' | 'list';
  readonly column: number;
  readonly line: number;
  readonly key: string;
}

const LONGEST_LINE = 1000;

/** A key with its `:`, at the begin of what is left of a line. */
const KEY = /^("(?:[^"\\]|\\.)*"|'[^']*'|[^\s#"'[\]{},&*!|>%@`-][^:#]*|-[^\s:#][^:#]*):(?=\s|$)/;

/**
 * The slip of indentation or spacing at the lines from `first` to `last` (offsets) of a YAML text or the one after
 * them, if it is one of the common ones. What lies before them was read without complaint.
 */
export function slipBetween(text: string, first: number, last: number): Slip | undefined {
  const levels: Level[] = [];
  let open = true;
  let skip: number | undefined;
  let unclosed: Opened | undefined;
  for (const line of linesUpTo(text, last)) {
    // No hand writes such a line, and to look at it would take long.
    if (line.text.length > LONGEST_LINE) return undefined;
    const looked = line.start + line.text.length >= first;
    const body = line.text.trimStart();
    if (body === '' || body.startsWith('#')) continue;
    const column = line.text.length - body.length;
    if (skip !== undefined && column > skip) continue;
    skip = undefined;
    if (unclosed !== undefined) {
      if (looked && entryOf(body) !== undefined) return notClosed(unclosed);
      if (body.includes(CLOSES.get(unclosed.mark) ?? unclosed.mark)) unclosed = undefined;
      continue;
    }
    const slip = looked ? slipIn(line) : undefined;
    if (slip !== undefined) return slip;
    const entry = entryOf(body);
    if (entry === undefined) continue;
    const wrong = misplaced(entry, column, levels, open);
    if (looked && wrong !== undefined) return indentation(line, column, entry.key, wrong);
    enter(levels, line, column, body);
    const whole = valueOf(body);
    unclosed = openedBy(whole, line);
    const value = withoutComment(whole);
    open = value === '' || /^[&!]\S*$/.test(value);
    if (/^[|>][-+0-9]*$/.test(value)) skip = column;
  }
  return unclosed !== undefined && unclosed.offset < first ? notClosed(unclosed) : undefined;
}

function* linesUpTo(text: string, last: number): Generator<Line> {
  let start = 0;
  for (let number = 1, more = true; more; number++) {
    more = start <= last;
    const end = text.indexOf('\n', start);
    const until = end < 0 ? text.length : end;
    yield { number, start, text: text.slice(start, until).replace(/\r$/, '') };
    if (end < 0) return;
    start = end + 1;
  }
}

/** What begins a line: a `-`, or a key. */
function entryOf(body: string): { readonly kind: Level['kind']; readonly key: string } | undefined {
  if (/^-(?:\s|$)/.test(body)) return { kind: 'list', key: '-' };
  const key = KEY.exec(body)?.[1];
  return key === undefined ? undefined : { kind: 'map', key };
}

/** What stands behind the last `- ` and `key:` of a line. */
function valueOf(body: string): string {
  return body
    .replace(/^(?:-\s+|-$)+/, '')
    .replace(KEY, '')
    .trim();
}

function withoutComment(value: string): string {
  return value.replace(/(?:^|\s)#.*$/, '').trim();
}

/** The levels whose column an entry should have, where it has that of none: the likeliest first. */
function misplaced(
  { kind, key }: { kind: Level['kind']; key: string },
  column: number,
  levels: readonly Level[],
  open: boolean,
): readonly Level[] | undefined {
  const inner = levels.at(-1);
  if (inner === undefined || levels.some((one) => one.kind === kind && one.column === column))
    return undefined;
  // What stands further in than the key above, which has no value yet, is that value.
  if (open && column > inner.column) return undefined;
  if (open && kind === 'list' && column === inner.column) return undefined;
  const beside = levels.find((one) => one.kind === 'list' && one.column === column);
  // An entry without its dash begins as the ones before it do.
  if (beside?.key === key) return [beside];
  const far = (one: Level): number => Math.abs(one.column - column);
  const same = levels.filter((one) => one.kind === kind);
  const [nearest, ...others] = same.sort((a, b) => far(a) - far(b) || b.column - a.column);
  if (nearest === undefined) return undefined;
  // What slipped out is seldom as far out as it should be, if it belongs there.
  const further = nearest.column < column ? others.find((one) => one.column > column) : undefined;
  return further === undefined ? [nearest] : [nearest, further];
}

/** Leaves the levels that a line ends, and enters those that it begins. */
function enter(levels: Level[], line: Line, column: number, body: string): void {
  let at = column;
  let rest = body;
  for (let entry = entryOf(rest); entry !== undefined; entry = entryOf(rest)) {
    const { kind } = entry;
    while (levels.length > 0 && (levels.at(-1)?.column ?? 0) > at) levels.pop();
    const inner = levels.at(-1);
    if (inner?.column === at && inner.kind === 'list' && kind === 'map') levels.pop();
    const top = levels.at(-1);
    const first = kind === 'list' ? rest.replace(/^-\s*/, '') : rest;
    const key = entryOf(first)?.key ?? entry.key;
    if (top?.column !== at || top.kind !== kind) levels.push({ kind, column: at, line: line.number, key });
    if (kind === 'map') return;
    at += rest.length - first.length;
    rest = first;
  }
}

function indentation(line: Line, column: number, key: string, levels: readonly Level[]): Slip | undefined {
  const offset = line.start + column;
  const [level] = levels;
  if (level === undefined) return undefined;
  if (level.kind === 'list' && key !== '-') {
    const message = `\`${short(key)}\` begins an entry of the list above, without its \`-\`.`;
    return { offset, message, hint: `Begin each entry with a dash: - ${short(key)}: …` };
  }
  const what = key === '-' ? 'This `-`' : `\`${short(key)}\``;
  const beside = key === '-' ? 'the dashes beside it' : 'the keys of its map';
  const places = levels.map((one) => {
    const under = key === '-' ? 'the `-`' : `\`${short(one.key)}\``;
    return `below ${under} of line ${one.line}, with ${spaces(one.column)} before it`;
  });
  return {
    offset,
    message: `${what} has ${spaces(column)} before it, and ${beside} have ${levels.map((one) => one.column).join(' or ')}.`,
    hint: `Put it ${places.join(', or ')}.`,
  };
}

/** A bracket or quote that is not closed in its own line. */
interface Opened {
  readonly mark: string;
  readonly offset: number;
}

const CLOSES: ReadonlyMap<string, string> = new Map([
  ['{', '}'],
  ['[', ']'],
]);

function openedBy(value: string, { text, start }: Line): Opened | undefined {
  const mark = /^(?:[[{][^\]}]*|"(?:[^"\\]|\\.)*|'[^']*)$/.test(value) ? value.charAt(0) : undefined;
  return mark === undefined ? undefined : { mark, offset: start + text.lastIndexOf(value) };
}

function notClosed({ mark, offset }: Opened): Slip {
  return {
    offset,
    message: `This \`${mark}\` is not closed where the next entry begins.`,
    hint: `Close it with \`${CLOSES.get(mark) ?? mark}\`.`,
  };
}

function spaces(n: number): string {
  if (n === 0) return 'no space';
  return n === 1 ? '1 space' : `${n} spaces`;
}
