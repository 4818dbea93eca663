import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Side } from '../compare.ts';
import type { Problem } from '../model.ts';
import { Refusal, refuse } from '../problem.ts';
import { RULES_FILE } from '../rules/disk.ts';
import { loadRules } from '../rules/load.ts';
import { lookAt } from './files.ts';
import { gitFiles } from './git-files.ts';
import { rulesOfRun } from './revision.ts';

const GIT = 'git:';

/** What `git:REF` names, or undefined for a file or folder. */
export function gitRefOf(name: string): string | undefined {
  return name.startsWith(GIT) ? name.slice(GIT.length) : undefined;
}

/** The root file that a user names: the file itself, the one in a folder, or undefined for `git:REF`. */
export function rootFileOf(name: string): string | undefined {
  if (gitRefOf(name) !== undefined) return undefined;
  const isFolder = lookAt(name)?.isDirectory() ?? false;
  return isFolder ? join(name, RULES_FILE) : name;
}

/**
 * Loads the rules that a user names: a file, a folder or `git:REF`, whose root file stands at `rootFile`.
 *
 * @throws Refusal with every problem; those of a commit name it before the file
 */
export async function namedRules(name: string, rootFile: string): Promise<Side> {
  const file = rootFileOf(name);
  if (file !== undefined) {
    refuseMissing(name, file);
    return { name, rules: await rulesOfRun(file) };
  }
  const ref = name.slice(GIT.length);
  const files = await gitFiles(ref);
  await files.read(rootFile).catch(() =>
    refuse('git-file-missing', `${rootFile} is not in the commit ${ref}`, {
      hint: 'name the path it has there with --rules',
    }),
  );
  try {
    const rules = await loadRules(rootFile, files);
    return { name, rules: { ...rules, revision: { commit: files.commit, dirty: false } } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal(error.problems.map((one) => placedIn(name, one)));
  }
}

/** Says how rules are named, to whoever named what is not there. */
function refuseMissing(name: string, file: string): void {
  const hint = `rules are named by their root file, a folder that holds ${RULES_FILE}, or git:REF`;
  const missing =
    file === name ? `There is no file ${name}.` : `There is no ${RULES_FILE} in the folder ${name}.`;
  if (!existsSync(file)) refuse('rules-unreadable', missing, { hint });
}

/** A caret into a file of another commit must not be taken for one into the file that is there now. */
function placedIn(name: string, problem: Problem): Problem {
  const { place } = problem;
  return place === undefined ? problem : { ...problem, place: { ...place, file: `${name}:${place.file}` } };
}
