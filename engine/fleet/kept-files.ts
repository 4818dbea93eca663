import type { RuleFiles } from '../rules/disk.ts';

/** Rule files as they were read once, so that another machine reads the same. */
export interface KeptFiles {
  readonly reads: readonly { readonly path: string; readonly base64: string }[];
  readonly globs: readonly {
    readonly patterns: readonly string[];
    readonly base: string;
    readonly found: readonly string[];
  }[];
}

/** Files that remember what was read through them. */
export function rememberFiles(files: RuleFiles): { readonly files: RuleFiles; kept(): KeptFiles } {
  const reads = new Map<string, string>();
  const globs: KeptFiles['globs'][number][] = [];
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
    },
    kept: () => ({ reads: [...reads].map(([path, base64]) => ({ path, base64 })), globs }),
  };
}

/** Files that were kept, as if they stood on this disk. */
export function keptFiles(kept: KeptFiles): RuleFiles {
  const name = (patterns: readonly string[], base: string): string => JSON.stringify([patterns, base]);
  const reads = new Map(kept.reads.map(({ path, base64 }) => [path, base64]));
  const globs = new Map(kept.globs.map(({ patterns, base, found }) => [name(patterns, base), found]));
  return {
    read(path) {
      const base64 = reads.get(path);
      if (base64 !== undefined) return Promise.resolve(Buffer.from(base64, 'base64'));
      return Promise.reject(Object.assign(new Error(`not kept: ${path}`), { code: 'ENOENT' }));
    },
    glob: (patterns, base) => Promise.resolve(globs.get(name(patterns, base)) ?? []),
  };
}
