import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import type { FileSystemAdapter } from 'fast-glob';

/** The root file that is looked for where none is named. */
export const RULES_FILE = 'tag-rules.yaml';

/** The files that rules are read from: a disk, or whatever a test puts in its place. */
export interface RuleFiles {
  /** The bytes of a file. Rejects with the error of `node:fs` (`ENOENT`, …) where there is none. */
  read(path: string): Promise<Uint8Array>;
  /**
   * Files below or beside the folder `base` that match any pattern and no `!pattern`: paths relative to `base`
   * (absolute for an absolute pattern), `/` between the parts, in any order.
   */
  glob(patterns: readonly string[], base: string): Promise<readonly string[]>;
  /**
   * Links that match by a name of YAML, of which `glob` says nothing since no link is followed. Left out where there
   * are none.
   */
  links?(patterns: readonly string[], base: string): Promise<readonly string[]>;
}

/** Rule files on disk. They are few, small and read in turn: handing each to a thread takes longer than reading it. */
export function diskFiles(): RuleFiles {
  return {
    // eslint-disable-next-line @typescript-eslint/require-await -- its errors are rejections, as the interface has it
    read: async (path) => readFileSync(path),
    glob: (patterns, base) => findFiles(patterns, base),
    links: (patterns, base) => findLinks(patterns, base),
  };
}

/** The calls of `node:fs` that finding files takes; another tree of files has its own. */
export type FileTree = Pick<FileSystemAdapter, 'lstat' | 'stat' | 'readdir'>;

/** Files that match, as `RuleFiles.glob` promises: on disk, or in another tree of files. */
export async function findFiles(
  patterns: readonly string[],
  base: string,
  tree?: FileTree,
): Promise<readonly string[]> {
  const { default: glob } = await import('fast-glob');
  const slashed = patterns.map(withSlashes);
  const options = { ...HOW, cwd: base };
  return tree === undefined ? glob.sync(slashed, options) : glob(slashed, { ...options, fs: tree });
}

/** Links that match and are called as YAML files are: rules that somebody meant to be read. */
export async function findLinks(
  patterns: readonly string[],
  base: string,
  tree?: FileTree,
): Promise<readonly string[]> {
  const { default: glob } = await import('fast-glob');
  const options = { ...HOW, cwd: base, onlyFiles: false, objectMode: true } as const;
  const found = await glob(patterns.map(withSlashes), { ...options, ...(tree && { fs: tree }) });
  return found.flatMap(({ path, dirent }) =>
    dirent.isSymbolicLink() && /\.ya?ml$/i.test(path) ? [path] : [],
  );
}

const HOW = {
  // A link to a folder above would list every file many times over.
  followSymbolicLinks: false,
  onlyFiles: true,
  unique: true,
  dot: false,
} as const;

/**
 * A path or pattern with `/` between its parts. On Windows a pattern may be written with `\`, which a glob takes for
 * an escape; elsewhere `\` is left alone, since it may be part of a name.
 */
export function withSlashes(path: string): string {
  return sep === '\\' ? path.replaceAll(sep, '/') : path;
}
