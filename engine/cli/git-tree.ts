import type { FileTree } from '../rules/disk.ts';

/** What a path of a commit is. */
type Kind = 'file' | 'folder' | 'link';

/**
 * The files of a commit in the form that finding files takes.
 *
 * @param listed what `git ls-tree -r -z` prints: `MODE TYPE HASH<TAB>PATH`, each ended by NUL
 * @param inTree gives the path within the commit for one of the file system
 */
export function fileTree(listed: string, inTree: (path: string) => string): FileTree {
  const folders = foldersOf(listed);
  const kindOf = (path: string): Kind | undefined => {
    const name = inTree(path).replace(/\/$/, '');
    if (folders.has(name) || name === '.') return 'folder';
    const at = name.lastIndexOf('/');
    return folders.get(name.slice(0, Math.max(0, at)))?.get(name.slice(at + 1));
  };
  const stat = ((path: string, done: Done) => {
    const kind = kindOf(path);
    if (kind === undefined) done(notThere(path));
    else done(null, entry('', kind));
  }) as FileTree['stat'];
  const readdir = ((path: string, _: unknown, done: Done) => {
    const name = inTree(path).replace(/\/$/, '');
    const found = folders.get(name === '.' ? '' : name);
    if (found === undefined) done(notThere(path));
    else
      done(
        null,
        [...found].map(([one, kind]) => entry(one, kind)),
      );
  }) as FileTree['readdir'];
  return { lstat: stat, stat, readdir };
}

type Done = (error: Error | null, found?: object) => void;

/** What each folder holds, the top one under the empty name. Submodules are left out: git has no files of them. */
function foldersOf(listed: string): Map<string, Map<string, Kind>> {
  const folders = new Map([['', new Map<string, Kind>()]]);
  const folder = (path: string): Map<string, Kind> => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const fresh = new Map<string, Kind>();
    folders.set(path, fresh);
    const at = path.lastIndexOf('/');
    folder(path.slice(0, Math.max(0, at))).set(path.slice(at + 1), 'folder');
    return fresh;
  };
  for (const line of listed.split('\0')) {
    const tab = line.indexOf('\t');
    const [mode, type] = line.slice(0, tab).split(' ');
    if (type !== 'blob') continue;
    const path = line.slice(tab + 1);
    const at = path.lastIndexOf('/');
    folder(path.slice(0, Math.max(0, at))).set(path.slice(at + 1), mode === '120000' ? 'link' : 'file');
  }
  return folders;
}

function entry(name: string, kind: Kind): object {
  return {
    name,
    isFile: () => kind === 'file',
    isDirectory: () => kind === 'folder',
    isSymbolicLink: () => kind === 'link',
    isBlockDevice: () => false,
    isCharacterDevice: () => false,
    isFIFO: () => false,
    isSocket: () => false,
  };
}

function notThere(path: string): Error {
  return Object.assign(new Error(`no such file in the commit: ${path}`), { code: 'ENOENT', path });
}
