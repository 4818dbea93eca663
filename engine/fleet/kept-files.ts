import type { RuleFiles } from '../rules/disk.ts';

/** What a search for files gave, by what was asked. */
interface Found {
  readonly patterns: readonly string[];
  readonly base: string;
  readonly found: readonly string[];
}

/** Rule files as they were read once, so that another machine reads the same. */
export interface KeptFiles {
  readonly reads: readonly { readonly path: string; readonly base64: string }[];
  readonly globs: readonly Found[];
  /** Links, which no machine follows: whoever reads the rules refuses them. */
  readonly links: readonly Found[];
}

/** Files that remember what was read through them. */
export function rememberFiles(files: RuleFiles): { readonly files: RuleFiles; kept(): KeptFiles } {
  const reads = new Map<string, string>();
  const globs: Found[] = [];
  const links: Found[] = [];
  return {
    files: {
      async read(path) {
        const bytes = await files.read(path);
        reads.set(path, Buffer.from(bytes).toString('base64'));
        return bytes;
      },
      async glob(patterns, base) {
        const found = await files.glob(patterns, base);
        globs.push({ patterns, base, found });
        return found;
      },
      async links(patterns, base) {
        const found = (await files.links?.(patterns, base)) ?? [];
        links.push({ patterns, base, found });
        return found;
      },
    },
    kept: () => ({ reads: [...reads].map(([path, base64]) => ({ path, base64 })), globs, links }),
  };
}

/** Files that were kept, as if they stood on this disk. */
export function keptFiles(kept: KeptFiles): RuleFiles {
  const reads = new Map(kept.reads.map(({ path, base64 }) => [path, base64]));
  return {
    read(path) {
      const base64 = reads.get(path);
      if (base64 !== undefined) return Promise.resolve(Buffer.from(base64, 'base64'));
      return Promise.reject(Object.assign(new Error(`not kept: ${path}`), { code: 'ENOENT' }));
    },
    glob: searchIn(kept.globs),
    links: searchIn(kept.links),
  };
}

function searchIn(all: readonly Found[]): RuleFiles['glob'] {
  const name = (patterns: readonly string[], base: string): string => JSON.stringify([patterns, base]);
  const byName = new Map(all.map(({ patterns, base, found }) => [name(patterns, base), found]));
  return (patterns, base) => Promise.resolve(byName.get(name(patterns, base)) ?? []);
}
