import { join } from 'node:path';
import type { Problem } from '../model.ts';
import { problem } from '../problem.ts';
import { RULES_FILE, type RuleFiles, withSlashes } from './disk.ts';

/** Why a rule file could not be read, by the error that reading it gave. */
export async function unreadable(path: string, error: unknown, files: RuleFiles): Promise<Problem> {
  const name = withSlashes(path);
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EISDIR') {
    const message = `${name} is a folder, and a rule file is wanted here.`;
    return problem('rules-unreadable', message, { hint: await fileIn(path, files) });
  }
  // What is not there has no line to point at.
  if (code === 'ENOENT') return problem('rules-unreadable', `There is no file ${name}.`, { hint: START });
  return problem('rules-unreadable', `${name} cannot be read: ${code ?? String(error)}.`, {
    hint: 'Check that it is a file that you may read.',
    place: { file: name, line: 1, column: 1 },
  });
}

/** What to name in place of a folder. */
async function fileIn(folder: string, files: RuleFiles): Promise<string> {
  const root = join(folder, RULES_FILE);
  const isThere = await files.read(root).then(
    () => true,
    () => false,
  );
  return isThere
    ? `Name the file in it: ${withSlashes(root)}`
    : `Name the file itself; there is no ${RULES_FILE} in this folder.`;
}

/** For whoever comes without rules, or from another folder. */
const START =
  'Name the root file of your rules with --rules. To see rules at work first: reconcile --dry-run --emulator. ' +
  'To write your own, begin with the lines "version: 1" and ' +
  '"rules: [{ id: no-temp-keys, match: { type: ou }, remove: \'temp-*\' }]"; docs/rules.md has every key.';
