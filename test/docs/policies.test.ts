import { readdir, readFile, writeFile } from 'node:fs/promises';
import { env } from 'node:process';
import { expect, it } from 'vitest';
import { policiesPage } from './policies.ts';

const folder = new URL('../../policies/', import.meta.url).pathname;
const page = `${folder}README.md`;

it('policies/README.md says what the rule files say (UPDATE_DOCS=1 writes it anew)', async () => {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
  expect(files.length).toBeGreaterThan(0);
  const text = await policiesPage(files.map((name) => folder + name));
  if (env['UPDATE_DOCS'] === '1') await writeFile(page, text);
  expect(await readFile(page, 'utf8')).toBe(text);
});
