import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CLI } from '../scenario.ts';
import { renderLibrary } from './render-library.ts';

const DOCS = join(import.meta.dirname, '..', '..', 'docs');
const DIST = dirname(dirname(CLI));

/** A page that is made: compared, or with UPDATE_DOCS=1 written anew. */
function kept(name: string, made: string): string {
  const file = join(DOCS, name);
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(file, made);
  return readFileSync(file, 'utf8');
}

describe('the library', () => {
  it('has a page that is what its docstrings say (UPDATE_DOCS=1 writes it anew)', async () => {
    const page = await renderLibrary(join(DIST, 'library.d.ts'));
    expect(kept('library.md', page)).toBe(page);
  });

  it('exports what docs/library.api.md says: a change of it is a change for its users (UPDATE_DOCS=1 writes it)', () => {
    const report = readFileSync(join(DIST, 'library.api.md'), 'utf8');
    expect(kept('library.api.md', report)).toBe(report);
  });

  it('exports every type that its exports speak of', () => {
    const report = readFileSync(join(DIST, 'library.api.md'), 'utf8');
    expect(report.split('\n').filter((line) => line.includes('ae-'))).toEqual([]);
  });

  it('has a docstring on every function, type and constant it exports', () => {
    const declarations = readFileSync(join(DIST, 'library.d.ts'), 'utf8');
    const bare = declarations.match(/(?<!\*\/\n)^export declare .*$/gm);
    expect(bare).toBeNull();
  });
});
