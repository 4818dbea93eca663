import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../engine/emulator/seed.ts';
import { diskFiles } from '../../engine/rules/disk.ts';
import { loadRules } from '../../engine/rules/load.ts';
import { passed } from '../../engine/suite/result.ts';
import { runSuites } from '../../engine/suite/run.ts';

const root = new URL('../..', import.meta.url).pathname;
const find = (...patterns: string[]) =>
  fastGlob.sync(patterns, { cwd: root, ignore: ['**/node_modules/**'] }).sort();
const ruleFiles = find('tag-rules.yaml', 'policies/*.yaml', 'examples/*/tag-rules.yaml');
const testFiles = find('policies/**/*.test.yaml', 'examples/**/*.test.yaml');

describe('rules that ship with the product', () => {
  it.each(ruleFiles)('%s is valid, without a warning', async (file) => {
    const { set, warnings } = await loadRules(`${root}${file}`, diskFiles());
    expect(warnings).toEqual([]);
    expect(set.rules.length).toBeGreaterThan(0);
  });

  it.each(ruleFiles)('%s says why of each rule', async (file) => {
    const { set } = await loadRules(`${root}${file}`, diskFiles());
    expect(set.rules.filter(({ why }) => why === undefined).map(({ id }) => id)).toEqual([]);
  });

  it.each([...ruleFiles, ...testFiles])('%s points editors at its schema', async (file) => {
    const [, schema = ''] =
      /^# yaml-language-server: \$schema=(.+)$/m.exec(await readFile(root + file, 'utf8')) ?? [];
    const expected = file.endsWith('.test.yaml') ? 'tag-rules-test.schema.json' : 'tag-rules.schema.json';
    expect(new URL(schema, `file://${root}${file}`).pathname).toBe(`${root}schemas/${expected}`);
  });

  it('starts a company with opinionated rules on trial', async () => {
    const { set } = await loadRules(`${root}tag-rules.yaml`, diskFiles());
    const trial = set.rules.filter(({ enforce }) => !enforce).map(({ id }) => id);
    expect(trial).toContain('approved-keys-in-production');
    expect(trial).toContain('no-email-addresses');
    const everyKey = set.rules.filter(
      ({ enforce, remove = [] }) =>
        enforce &&
        remove.some(({ key = [], value }) => value === undefined && key.some(({ glob }) => glob === '*')),
    );
    expect(everyKey).toEqual([]);
  });
});

describe('tests that ship with the product', () => {
  it.each([
    { folder: 'policies', rules: 'tag-rules.yaml' },
    { folder: 'examples/acme', rules: 'examples/acme/tag-rules.yaml' },
    { folder: 'examples/ci', rules: 'examples/ci/tag-rules.yaml' },
  ])('of $folder hold, and touch every rule', async ({ folder, rules }) => {
    const result = await runSuites({
      patterns: [folder],
      base: root,
      files: diskFiles(),
      rules: [rules],
    });
    expect(result.problems).toEqual([]);
    const failures = result.files.flatMap(({ file, cases }) =>
      cases.flatMap((one) => one.failures.map((failure) => ({ file, resource: one.resource.id, failure }))),
    );
    expect(failures).toEqual([]);
    expect(passed(result)).toBe(true);
    expect(result.coverage.filter(({ kind, tested }) => kind === 'rule' && !tested)).toEqual([]);
  });
});

describe('the organization of Acme', () => {
  const name = `${root}examples/acme/organization.yaml`;
  const { nodes } = parseSeed(readFileSync(name, 'utf8'), name);

  it('is one worth demonstrating', () => {
    const count = (type: string) => nodes.filter((node) => node.type === type).length;
    expect(nodes.length).toBeGreaterThanOrEqual(300);
    expect(['root', 'ou', 'account', 'policy'].map(count)).toEqual([1, 89, 199, 24]);
  });

  it('holds only tags that the service accepts', () => {
    const key = /^(?:(?!_sys_|\s)[\p{L}\p{Z}\p{N}_.:=+\-@]*[\p{L}\p{N}_.:=+\-@]|_sys_\w[\w-]*)$/u;
    const value = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,255}$/u;
    const tags = nodes.flatMap((node) => node.tags);
    expect(
      tags.filter((tag) => !key.test(tag.key) || tag.key.length > 128 || !value.test(tag.value)),
    ).toEqual([]);
    expect(Math.max(...nodes.map((node) => node.tags.length))).toBe(20);
  });

  it('holds the values that break tools', () => {
    const tags = nodes.flatMap((node) => node.tags);
    const values = new Set(tags.map(({ value }) => value));
    for (const one of ['', '=1+1', '@SUM', '第三批']) expect(values).toContain(one);
    expect(tags.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['__proto__', 'constructor', 'note 1', '负责人']),
    );
    expect(tags.filter(({ value }) => value.length === 255)).toHaveLength(2);
  });
});
