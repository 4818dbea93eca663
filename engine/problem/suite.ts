import type { ProblemText } from './text.ts';

export const SUITE_PROBLEMS = {} as const satisfies Record<string, ProblemText>;
