import { dirname, resolve } from 'node:path';
import type { Revision } from '../model.ts';
import { diskFiles } from '../rules/disk.ts';
import { type LoadedRules, loadRules } from '../rules/load.ts';
import { nameOfRules } from './files.ts';
import { git } from './git.ts';

/** Loads rules for a run or a report, which say as of which commit they stood. Throws Refusal with every problem. */
export async function rulesOfRun(file: string): Promise<LoadedRules> {
  const rules = await loadRules(file, diskFiles());
  const revision = await revisionOf(rules);
  const name = nameOfRules(file);
  return { ...rules, ...(name !== undefined && { name }), ...(revision && { revision }) };
}

/**
 * The commit that is checked out around the root file, and whether the files that were read are the ones of that
 * commit. Undefined where there is no repository, no commit yet, or no git that could say so.
 */
async function revisionOf({ file, sources }: LoadedRules): Promise<Revision | undefined> {
  const folder = dirname(resolve(file));
  const files = sources.map((source) => source.file);
  const [commit, changed] = await Promise.all([
    git(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], folder).catch(() => undefined),
    // A file outside the repository makes git fail: it is in no commit.
    git([...STATUS, ...files], folder).catch(() => 'unknown'),
  ]);
  return commit && { commit: commit.toString().trim(), dirty: changed.length > 0 };
}

/** A repository's own settings may name a program for git to run when it looks for changes; none is needed here. */
const STATUS = [
  ...['-c', 'core.fsmonitor=false', '--literal-pathspecs'],
  ...['status', '--porcelain', '--ignored=matching', '--untracked-files=all', '--'],
] as const;
