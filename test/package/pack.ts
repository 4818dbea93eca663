import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');
const LEFT_OUT = /^(\.git|node_modules|dist|\.dist-.*|coverage|\.reconcile|\.stryker-tmp)$/;

/** A packed package: the file, and the paths that it holds. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
}

/**
 * Packs the package as `npm pack` does, with a build that is there already, out of a copy of the repository: its
 * own scripts would build anew under the feet of other tests.
 */
export function pack(built: string, folder: string): Packed {
  const copy = join(folder, 'repository');
  mkdirSync(copy, { recursive: true });
  cpSync(ROOT, copy, { recursive: true, filter: (from) => !LEFT_OUT.test(basename(from)) });
  cpSync(built, join(copy, 'dist'), { recursive: true });
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = JSON.parse(npm(words, copy)) as [{ filename: string; files: { path: string }[] }];
  return { tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path) };
}

/** Installs a tarball into a folder, or globally under a prefix, from the cache as far as that has it. */
export function install(tarball: string, folder: string, ...words: readonly string[]): void {
  mkdirSync(folder, { recursive: true });
  const quiet = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  npm(['install', ...words, ...quiet, tarball], folder);
}

/** Runs npm as a user does, whatever npm runs this test, and gives what it says. */
export function npm(words: readonly string[], cwd: string): string {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_(config|package|life)/i.test(name));
  const env = { ...Object.fromEntries(inherited), ...CACHE };
  return execFileSync('npm', words, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** The cache and the registry that the machine is set up with stay in use. */
const CACHE = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => /^npm_config_(cache|registry|userconfig)$/i.test(name)),
);
