import type { ProblemText } from './text.ts';

export const RULE_PROBLEMS = {} as const satisfies Record<string, ProblemText>;
