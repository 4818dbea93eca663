import type { ProblemText } from './text.ts';

export const CLOUD_PROBLEMS = {} as const satisfies Record<string, ProblemText>;
