import type { Place } from '../model.ts';

/** A line of a file, from 1; its beginning where the line is not known. */
export function at(file: string, line = 1): Place {
  return { file, line, column: 1 };
}

/** The way to a value inside JSON: names of members and numbers of items. */
export type Pointer = readonly (string | number)[];

/**
 * The line on which a value stands in a file that was written as `JSON.stringify(value, null, 2)`, as all files of
 * a run are; the first line where the file has another form up to there.
 *
 * A mark is put in the value's place, the whole written again, and the lines before the mark are counted.
 */
export function lineOf(text: string, root: unknown, pointer: Pointer): number {
  const mark = '\u0001mark\u0001';
  const marked = JSON.stringify(replaced(root, pointer, mark), null, 2);
  const before = marked.slice(0, Math.max(0, marked.indexOf(JSON.stringify(mark))));
  return text.startsWith(before) ? before.split('\n').length : 1;
}

function replaced(value: unknown, [step, ...rest]: Pointer, mark: string): unknown {
  if (step === undefined) return mark;
  if (Array.isArray(value)) {
    return value.map((item: unknown, i) => (i === step ? replaced(item, rest, mark) : item));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === step ? replaced(member, rest, mark) : member,
    ]),
  );
}

/** A pointer as RFC 6901 writes it: `/calls/0/remove`. */
export function pointerText(pointer: Pointer): string {
  return pointer.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Where two JSON values differ, outermost first; at most `most` places. */
export function differences(a: unknown, b: unknown, most: number): Pointer[] {
  const found: Pointer[] = [];
  const walk = (left: unknown, right: unknown, pointer: Pointer): void => {
    if (found.length >= most || left === right) return;
    if (!isBranch(left) || !isBranch(right) || Array.isArray(left) !== Array.isArray(right)) {
      found.push(pointer);
      return;
    }
    for (const step of steps(left, right)) walk(member(left, step), member(right, step), [...pointer, step]);
  };
  walk(a, b, []);
  return found;
}

type Branch = Readonly<Record<string, unknown>> | readonly unknown[];

function isBranch(value: unknown): value is Branch {
  return typeof value === 'object' && value !== null;
}

function steps(a: Branch, b: Branch): (string | number)[] {
  if (Array.isArray(a) && Array.isArray(b))
    return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i);
  return [...new Set([...Object.keys(a), ...Object.keys(b)])];
}

function member(branch: Branch, step: string | number): unknown {
  return Object.hasOwn(branch, step)
    ? (branch as Readonly<Record<string | number, unknown>>)[step]
    : undefined;
}
