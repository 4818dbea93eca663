import type { Problem } from './model.ts';
import { CLOUD_PROBLEMS } from './problem/cloud.ts';
import { EMULATOR_PROBLEMS } from './problem/emulator.ts';
import { EVIDENCE_PROBLEMS } from './problem/evidence.ts';
import { FLEET_PROBLEMS } from './problem/fleet.ts';
import { RULE_PROBLEMS } from './problem/rules.ts';
import { RUN_PROBLEMS } from './problem/run.ts';
import { SUITE_PROBLEMS } from './problem/suite.ts';
import type { ProblemText } from './problem/text.ts';
import { USAGE_PROBLEMS } from './problem/usage.ts';

/** Every problem code with its page text. `docs/problems.md` is made from this table; a test keeps them equal. */
export const PROBLEMS = {
  ...USAGE_PROBLEMS,
  ...RULE_PROBLEMS,
  ...SUITE_PROBLEMS,
  ...EMULATOR_PROBLEMS,
  ...CLOUD_PROBLEMS,
  ...RUN_PROBLEMS,
  ...EVIDENCE_PROBLEMS,
  ...FLEET_PROBLEMS,
} as const satisfies Record<string, ProblemText>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Makes a problem; the one place that ties the free `code` of the model to the table. */
export function problem(
  code: ProblemCode,
  message: string,
  more: Omit<Partial<Problem>, 'code' | 'message'> = {},
): Problem {
  return { code, severity: 'error', message, ...more };
}

/** Thrown where a run cannot continue: all problems of that kind at once. Shown without a stack. */
export class Refusal extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map((one) => one.message).join('\n'), options);
    this.name = 'Refusal';
    this.problems = problems;
  }
}

/** Refuses with one problem; see `problem`. */
export function refuse(...args: Parameters<typeof problem>): never {
  throw new Refusal([problem(...args)]);
}

/**
 * The known name nearest to a mistyped one, for "did you mean": at most two edits away, or a third of its length.
 * Gives undefined where nothing is near.
 */
export function nearest(name: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  // Nothing of a word is left where every letter is another.
  let bestDistance = Math.min(name.length, Math.max(2, Math.floor(name.length / 3)) + 1);
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Edits between two short words (Levenshtein, one row at a time); a swap of neighbours counts two. */
function editDistance(a: string, b: string): number {
  // A long text is no typing slip; its distance would cost more than the hint is worth.
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
