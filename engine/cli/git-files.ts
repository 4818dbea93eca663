import { isAbsolute, join, relative, resolve } from 'node:path';
import process from 'node:process';
import { refuse } from '../problem.ts';
import { findFiles, findLinks, type RuleFiles, withSlashes } from '../rules/disk.ts';
import { git } from './git.ts';
import { fileTree } from './git-tree.ts';

/** Rule files as of a commit. */
export interface GitFiles extends RuleFiles {
  /** The commit that the name stands for, 40 or 64 hex digits. */
  readonly commit: string;
  /** Whether the commit has anything at a path, by its list of names: what cannot be fetched is there all the same. */
  has(path: string): Promise<boolean>;
}

/**
 * The files of the repository around the folder `cwd` as of the commit that `ref` names, read from git's own store:
 * neither the working tree nor the index is looked at or touched. Paths are as on disk, relative to `cwd`.
 *
 * @throws Refusal (`git-unusable`, `git-ref-unknown`)
 */
export async function gitFiles(ref: string, cwd = process.cwd()): Promise<GitFiles> {
  requireRef(ref);
  const prefix = await git(['rev-parse', '--show-prefix'], cwd).catch(unusable);
  const below = prefix.toString().replace(/\n$/, '');
  const commit = await commitOf(ref, cwd);
  const inTree = (path: string): string => {
    const full = relative(cwd, resolve(cwd, path));
    return withSlashes(isAbsolute(full) ? full : join(below, full));
  };
  let listed: Promise<Buffer> | undefined;
  // A commit is listed once: it does not change.
  const tree = async () => {
    listed ??= git(['ls-tree', '-r', '-z', '--full-tree', commit], cwd).catch(unusable);
    return fileTree((await listed).toString(), inTree);
  };
  return {
    commit,
    async has(path) {
      const name = inTree(path);
      if (isAbsolute(name) || name.startsWith('../')) return false;
      const words = ['ls-tree', '-z', '--full-tree', commit, '--', name];
      return (await git(words, cwd).catch(unusable)).length > 0;
    },
    async read(path) {
      const name = inTree(path);
      const answer = await git(['cat-file', 'blob', `${commit}:${name}`], cwd).catch(() => undefined);
      return answer ?? missing(path);
    },
    async glob(patterns, base) {
      return findFiles(patterns, resolve(cwd, base), await tree());
    },
    async links(patterns, base) {
      return findLinks(patterns, resolve(cwd, base), await tree());
    },
  };
}

/** A word that git would take for an option, or that names more than a commit, is none of ours to pass on. */
function requireRef(ref: string): void {
  if (/^[^-\s:][^\s:\p{Cc}]*$/u.test(ref)) return;
  refuse('bad-value', `git:${ref} names no commit`, {
    hint: 'after git: stands a branch, a tag or a commit, such as git:main or git:HEAD~1',
  });
}

async function commitOf(ref: string, cwd: string): Promise<string> {
  const words = ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`];
  const answer = await git(words, cwd).catch(() =>
    refuse('git-ref-unknown', `git knows no commit ${ref} in this repository`, {
      hint: 'check the name; a shallow clone must fetch it first',
    }),
  );
  return answer.toString().trim();
}

function unusable(error: unknown): never {
  const { code, stderr } = error as { readonly code?: unknown; readonly stderr?: Buffer };
  const said = stderr?.toString().split('\n')[0] ?? '';
  return refuse('git-unusable', 'git cannot say what the rules were', {
    hint: code === 'ENOENT' ? 'git is not installed, or not on the PATH' : `git says: ${said}`,
  });
}

/** The error that `node:fs` has for a file that is not there. */
function missing(path: string): never {
  throw Object.assign(new Error(`no such file in the commit: ${path}`), { code: 'ENOENT' });
}
