import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulesOfRun } from '../../engine/cli/revision.ts';
import { readPlan } from '../../engine/runs/saved-plan.ts';
import { world } from '../engine.ts';
import { SEED } from '../evidence/kit.ts';

const RULES =
  'version: 1\ninclude: [policies/*.yaml]\nrules: [{ id: a, match: { type: ou }, remove: "temp-*" }]\n';
const more = (id: string): string => `rules: [{ id: ${id}, match: { type: ou }, remove: x }]\n`;

let top: string;

const git = (...words: string[]): string =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...words], {
    cwd: top,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();

const write = (name: string, text: string): void => writeFileSync(join(top, name), text);
const revision = async () => (await rulesOfRun(join(top, 'org/tag-rules.yaml'))).revision;

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'reconcile-revision-'));
  mkdirSync(join(top, 'org/policies'), { recursive: true });
  write('org/tag-rules.yaml', RULES);
  write('org/policies/[b]*.yaml', more('b'));
  write('.gitignore', '/org/policies/ignored.yaml\n');
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

describe('the commit that rules stood in', () => {
  it('is not told where there is no repository or no commit, without a word', async () => {
    expect(await revision()).toBeUndefined();
    git('init', '-q', '-b', 'main');
    expect(await revision()).toBeUndefined();
  });

  it('is the one that is checked out, with the rules as it has them', async () => {
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    const commit = git('rev-parse', 'HEAD');
    expect(await revision()).toEqual({ commit, dirty: false });
    // Another file of the repository is none of the rules.
    write('README.md', 'x');
    expect(await revision()).toEqual({ commit, dirty: false });
  });

  it.each([
    ['a changed root file', 'org/tag-rules.yaml', `${RULES}# changed\n`],
    ['an included file that is in no commit', 'org/policies/c.yaml', more('c')],
    ['an included file that git ignores', 'org/policies/ignored.yaml', more('d')],
  ])('is said not to have the rules with %s', async (_what, name, text) => {
    write(name, text);
    expect(await revision()).toEqual({ commit: git('rev-parse', 'HEAD'), dirty: true });
    if (name.endsWith('tag-rules.yaml')) git('checkout', '-q', '--', name);
    else rmSync(join(top, name));
    expect(await revision()).toMatchObject({ dirty: false });
  });

  it('is in a saved plan, outside its digest, and the plan can be read again', async () => {
    const rules = await rulesOfRun(join(top, 'org/tag-rules.yaml'));
    await using w = await world({ rules: RULES.replace(/include.*\n/, ''), seed: SEED });
    const { plan: without } = await w.dryRun();
    w.rules = { ...w.rules, ...(rules.revision && { revision: rules.revision }) };
    const { plan } = await w.dryRun();
    expect(plan?.revision).toEqual({ commit: git('rev-parse', 'HEAD'), dirty: false });
    expect(plan?.digest).toBe(without?.digest);
    expect(readPlan(JSON.stringify(plan), 'plan.json')).toEqual(plan);
  });

  it('is not told where there is no git', async () => {
    const path = process.env['PATH'];
    process.env['PATH'] = join(top, 'nowhere');
    try {
      expect(await revision()).toBeUndefined();
    } finally {
      process.env['PATH'] = path;
    }
  });
});
