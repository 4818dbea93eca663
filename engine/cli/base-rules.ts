import type { Side } from '../compare.ts';
import { problem } from '../problem.ts';
import { noRules } from '../rules/load.ts';
import { gitFiles } from './git-files.ts';
import { gitRefOf, namedRules } from './rules-named.ts';

/**
 * Loads the rules before the edit, as `namedRules` does. A commit from before there were any counts as no rules: the
 * edit that brings the first ones can be compared too. A path that the commit of the head has neither stays an error.
 *
 * @throws Refusal with every problem
 */
export async function baseRules(base: string, head: string, rootFile: string): Promise<Side> {
  const ref = gitRefOf(base);
  if (ref === undefined) return namedRules(base, rootFile);
  const before = await gitFiles(ref);
  const isNew = !(await before.has(rootFile)) && (await isCommitted(head, rootFile));
  if (!isNew) return namedRules(base, rootFile);
  const rules = { ...noRules(rootFile), revision: { commit: before.commit, dirty: false } };
  return { name: base, rules, problems: [withoutRules(ref, rootFile)] };
}

/** A mistyped path, or a file from outside the repository, is in no commit. */
async function isCommitted(head: string, rootFile: string): Promise<boolean> {
  return (await gitFiles(gitRefOf(head) ?? 'HEAD')).has(rootFile);
}

function withoutRules(ref: string, rootFile: string) {
  const message = `${rootFile} is not in the commit ${ref} yet, so the base has no rules: all that these remove is new`;
  const hint = 'nothing to do where the rules are new; where the file was moved, compare with the old one';
  return problem('base-without-rules', message, { severity: 'warning', hint });
}
