import type { Place, Problem } from '../model.ts';
import { type ProblemCode, problem } from '../problem.ts';

/** A key of a map or an index of a list. */
export type Step = string | number;

/** Which end of an entry is meant: the key that was written, or the value behind it. */
export type Part = 'key' | 'value';

/** A file whose nodes can be found again by the keys and indices that lead to them. */
export interface PlacedFile {
  /** As problems show it. */
  readonly name: string;
  /** Offset (UTF-16 units) of the deepest node that the path reaches. */
  offset(path: readonly Step[], part: Part): number;
  /** Line and column of an offset, from 1, and the text of that line (cut off past LONGEST_EXCERPT). */
  position(offset: number): { readonly line: number; readonly column: number; readonly text: string };
}

/** A node of a file, by what leads to it. */
export interface Spot {
  readonly file: PlacedFile;
  readonly path: readonly Step[];
}

/** Something that was read, and where it stands. */
export interface Located<T> {
  readonly value: T;
  readonly spot: Spot;
}

/** The node that `steps` lead to from here. */
export function below(spot: Spot, ...steps: readonly Step[]): Spot {
  return { file: spot.file, path: [...spot.path, ...steps] };
}

export function placeOf(spot: Spot, part: Part = 'value'): Place {
  const { line, column } = spot.file.position(spot.file.offset(spot.path, part));
  return { file: spot.file.name, line, column };
}

/** Lines that are longer are no help to a reader, and a hostile file may consist of one. */
export const LONGEST_EXCERPT = 1000;

/**
 * Whether lines of a file may be shown. An `include` can name any file of the machine, such as one with keys, and its
 * mistakes end in the log of a CI job: a file that is not even called a rule file is not quoted.
 */
function isQuotable(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/** A problem at an offset of a file, with its line. */
export function problemAtOffset(
  file: PlacedFile,
  offset: number,
  code: ProblemCode,
  message: string,
  more: { readonly hint?: string | undefined; readonly severity?: Problem['severity'] | undefined } = {},
): Problem {
  const { line, column, text } = file.position(offset);
  return problem(code, message, {
    place: { file: file.name, line, column },
    ...(text.length <= LONGEST_EXCERPT && isQuotable(file.name) && { excerpt: text }),
    ...(more.hint !== undefined && { hint: more.hint }),
    ...(more.severity !== undefined && { severity: more.severity }),
  });
}
