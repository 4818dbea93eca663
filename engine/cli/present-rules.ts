import { existsSync } from 'node:fs';
import { diskFiles } from '../rules/disk.ts';
import { type LoadedRules, loadRules } from '../rules/load.ts';

/** Options that say which rules a plan is held against. */
export interface PresentRulesOptions {
  readonly rules?: string;
  readonly allowOtherRules?: boolean;
}

/** The rules as they are now, or the file that was looked for in vain; neither where other rules are allowed. */
export interface PresentRules {
  readonly rules?: LoadedRules;
  readonly missedRules?: string;
}

/**
 * Loads the rules that a plan is held against: of a named file, or of `usual` if that is there.
 * Throws Refusal where they cannot be loaded.
 */
export async function presentRules(
  { rules: named, allowOtherRules }: PresentRulesOptions,
  usual: string,
): Promise<PresentRules> {
  if (allowOtherRules === true) return {};
  const file = named ?? usual;
  if (named === undefined && !existsSync(file)) return { missedRules: file };
  return { rules: await loadRules(file, diskFiles()) };
}
