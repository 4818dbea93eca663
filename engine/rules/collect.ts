import type { Problem } from '../model.ts';
import { type ProblemCode, problem } from '../problem.ts';
import { type Part, problemAtOffset, type Spot } from './places.ts';

/** What a problem may say beyond its code and message. A hint that costs something to find is a function. */
export interface Remark {
  readonly hint?: string | (() => string | undefined) | undefined;
  readonly severity?: Problem['severity'] | undefined;
  /** Whether the key or the value is pointed at; the value where nothing is said. */
  readonly part?: Part | undefined;
}

/** Notes a problem with something that was read. */
export type Report = (spot: Spot, code: ProblemCode, message: string, remark?: Remark) => void;

/** Problems of one file that are listed; whoever has more has one mistake, many times. */
const MOST_PROBLEMS = 100;

/** Collects problems, at most MOST_PROBLEMS a file: the rest is counted. */
export interface Collector {
  readonly report: Report;
  readonly add: (problem: Problem) => void;
  /** By file in the order of `files`, then by place. */
  sorted(files: readonly string[]): Problem[];
}

export function collectProblems(): Collector {
  const byFile = new Map<string, { listed: Problem[]; more: number }>();
  const of = (file: string) => {
    const known = byFile.get(file) ?? { listed: [], more: 0 };
    byFile.set(file, known);
    return known;
  };
  const hasRoom = (file: string): boolean => {
    if (of(file).listed.length < MOST_PROBLEMS) return true;
    of(file).more++;
    return false;
  };
  return {
    report(spot, code, message, remark = {}) {
      if (hasRoom(spot.file.name)) of(spot.file.name).listed.push(atSpot(spot, code, message, remark));
    },
    add(one) {
      const file = one.place?.file ?? '';
      if (hasRoom(file)) of(file).listed.push(one);
    },
    sorted(files) {
      const order = ['', ...files];
      return [...byFile]
        .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
        .flatMap(([file, { listed, more }]) => [...listed.sort(byPlace), ...countOf(file, more)]);
    },
  };
}

function atSpot(spot: Spot, code: ProblemCode, message: string, remark: Remark): Problem {
  const offset = spot.file.offset(spot.path, remark.part ?? 'value');
  const hint = typeof remark.hint === 'function' ? remark.hint() : remark.hint;
  return problemAtOffset(spot.file, offset, code, message, { hint, severity: remark.severity });
}

function byPlace(a: Problem, b: Problem): number {
  return (a.place?.line ?? 0) - (b.place?.line ?? 0) || (a.place?.column ?? 0) - (b.place?.column ?? 0);
}

function countOf(file: string, more: number): Problem[] {
  if (more === 0) return [];
  return [
    problem('too-many-problems', `At least ${more} more problems of this file are not listed.`, {
      hint: 'Mend the ones above first: many of the rest may be the same mistake.',
      place: { file, line: 1, column: 1 },
    }),
  ];
}
