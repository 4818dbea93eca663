import type { ProblemText } from './text.ts';

export const RUN_PROBLEMS = {} as const satisfies Record<string, ProblemText>;
