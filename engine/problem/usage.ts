import type { ProblemText } from './text.ts';

export const USAGE_PROBLEMS = {} as const satisfies Record<string, ProblemText>;
