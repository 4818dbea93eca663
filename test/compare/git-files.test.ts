import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gitFiles } from '../../engine/cli/git-files.ts';
import { Refusal } from '../../engine/problem.ts';
import { diskFiles } from '../../engine/rules/disk.ts';

const FILES = [
  'tag-rules.yaml',
  'org/tag-rules.yaml',
  'org/policies/a.yaml',
  'org/policies/deep/b.yaml',
  'org/policies/deep/c.yml',
  'org/policies/.hidden.yaml',
  'org/policies/名 前.yaml',
  'org/policies/[x].yaml',
  'shared/s.yaml',
];

let top: string;
let org: string;

const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
    cwd: top,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });

function write(name: string, text: string): void {
  mkdirSync(dirname(join(top, name)), { recursive: true });
  writeFileSync(join(top, name), text);
}

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'reconcile-git-'));
  org = join(top, 'org');
  git('init', '-q', '-b', 'main');
  for (const name of FILES) write(name, `# first ${name}\n`);
  symlinkSync('a.yaml', join(org, 'policies', 'link.yaml'));
  git('add', '-A');
  git('commit', '-q', '-m', 'first');
  git('tag', 'v1');
});

afterAll(() => {
  rmSync(top, { recursive: true, force: true });
});

/** What a promise was refused with. */
async function refusal(promise: Promise<unknown>): Promise<string[]> {
  const error = await promise.catch((cause: unknown) => cause);
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${String(error)}`);
  return error.problems.map(({ code }) => code);
}

describe('rule files as of a commit', () => {
  it.each([
    ['one star', ['policies/*.yaml']],
    ['two stars', ['**/*.yaml']],
    ['a file without a star', ['policies/a.yaml']],
    ['a folder above', ['../shared/*.yaml']],
    ['a file above', ['../tag-rules.yaml']],
    ['alternatives', ['policies/{a,zz}.yaml', 'policies/deep/*.{yml,yaml}']],
    ['a pattern taken away', ['policies/**/*.yaml', '!**/b.yaml']],
    ['nothing that is there', ['nowhere/*.yaml', 'policies/zz.yaml']],
    ['a name with brackets', ['policies/\\[x\\].yaml']],
    ['a folder', ['policies']],
  ])('are found by %s as they are on disk', async (_name, patterns) => {
    const files = await gitFiles('v1', org);
    const found = [...(await files.glob(patterns, org))].sort();
    expect(found).toEqual([...(await diskFiles().glob(patterns, org))].sort());
  });

  it('have the links that they have on disk, which are none of the files', async () => {
    const files = await gitFiles('v1', org);
    for (const patterns of [['policies/*.yaml'], ['**/*', '!**/a.yaml'], ['policies/link.yaml']]) {
      expect(await files.links?.(patterns, org)).toEqual(['policies/link.yaml']);
      expect(await diskFiles().links?.(patterns, org)).toEqual(['policies/link.yaml']);
    }
    expect(await files.links?.(['**/*.yaml', '!**/link.yaml'], org)).toEqual([]);
  });

  it('are what they were, whatever became of the working tree, and touch nothing there', async () => {
    write('org/tag-rules.yaml', '# second\n');
    write('org/policies/new.yaml', '# new\n');
    rmSync(join(top, 'shared', 's.yaml'));
    const before = git('status', '--porcelain');
    const files = await gitFiles('main', org);
    const read = async (path: string) => Buffer.from(await files.read(path)).toString();
    expect(await read('tag-rules.yaml')).toBe('# first org/tag-rules.yaml\n');
    expect(await read('../shared/s.yaml')).toBe('# first shared/s.yaml\n');
    expect(await read('policies/名 前.yaml')).toContain('# first');
    expect(await files.glob(['policies/new.yaml', '../shared/*'], org)).toEqual(['../shared/s.yaml']);
    await expect(files.read('policies/new.yaml')).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(files.read('../../etc/passwd')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(git('status', '--porcelain')).toBe(before);
    expect(readFileSync(join(org, 'tag-rules.yaml'), 'utf8')).toBe('# second\n');
  });

  it.each(['main', 'HEAD', 'v1', 'HEAD^0', 'HEAD~0', 'refs/heads/main'])('are named by %s', async (ref) => {
    expect((await gitFiles(ref, org)).commit).toBe(git('rev-parse', 'v1').trim());
  });

  it.each(['--output=x', '-h', '', 'main:tag-rules.yaml', 'a b', 'main\n', '--'])(
    'are never asked for by %j, which git could take for more than a commit',
    async (ref) => {
      expect(await refusal(gitFiles(ref, org))).toEqual(['bad-value']);
    },
  );

  it('are known by name to be there or not, from below the repository’s top and outside of it', async () => {
    const files = await gitFiles('v1', org);
    const has = (paths: string[]) => Promise.all(paths.map((path) => files.has(path)));
    expect(
      await has(['tag-rules.yaml', '../shared/s.yaml', 'policies/名 前.yaml', 'policies/[x].yaml']),
    ).toEqual([true, true, true, true]);
    expect(await has(['new.yaml', 'policies/*.yaml', '../../etc/passwd', '/etc/passwd'])).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  it('of a commit that git does not know are refused', async () => {
    expect(await refusal(gitFiles('nowhere', org))).toEqual(['git-ref-unknown']);
    expect(await refusal(gitFiles('HEAD^{tree}', org))).toEqual(['git-ref-unknown']);
  });

  it('outside of a repository are refused', async () => {
    const bare = mkdtempSync(join(tmpdir(), 'reconcile-bare-'));
    expect(await refusal(gitFiles('main', bare))).toEqual(['git-unusable']);
    rmSync(bare, { recursive: true });
  });
});
