import { describe, expect, it } from 'vitest';
import { type FileTree, findFiles } from '../../engine/rules/disk.ts';

/** A tree of files that is on no disk, as that of a commit: folders by their path, with the names in them. */
function treeOf(folders: Readonly<Record<string, readonly string[]>>): FileTree {
  const entry = (path: string, name = '') => ({
    name,
    isFile: () => folders[path] === undefined,
    isDirectory: () => folders[path] !== undefined,
    isSymbolicLink: () => false,
    isBlockDevice: () => false,
    isCharacterDevice: () => false,
    isFIFO: () => false,
    isSocket: () => false,
  });
  const look = (path: string, done: (error: null, found: unknown) => void) => {
    done(null, entry(path));
  };
  return {
    lstat: look,
    stat: look,
    readdir(path: string, _options: unknown, done: (error: null, found: unknown) => void) {
      done(
        null,
        (folders[path] ?? []).map((name) => entry(`${path}/${name}`, name)),
      );
    },
  } as unknown as FileTree;
}

describe('files of a tree that is on no disk', () => {
  const tree = treeOf({
    '/x': ['a.yaml', 'b', 'c.yaml', '.d.yaml'],
    '/x/b': ['e.yaml', 'f.txt', 'c.yaml'],
    '/x/b/c.yaml': ['g.yaml'],
  });

  it.each([
    [['*.yaml'], ['a.yaml', 'c.yaml']],
    [
      ['**/*.yaml', 'a.yaml'],
      ['a.yaml', 'b/c.yaml/g.yaml', 'b/e.yaml', 'c.yaml'],
    ],
    [
      ['**/*.yaml', '!b/**'],
      ['a.yaml', 'c.yaml'],
    ],
    [['b'], []],
  ])('%j are %j', async (patterns, found) => {
    expect([...(await findFiles(patterns, '/x', tree))].sort()).toEqual(found);
  });
});
