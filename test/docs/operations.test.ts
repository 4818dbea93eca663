import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT_CODES } from '../../engine/exit.ts';
import { pathOf } from './page.ts';

it('the page of operations says what to do about every exit code', () => {
  const page = readFileSync(pathOf('docs/operations.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) \| .+ \| .+ \| (.+) \|$/gm)];
  expect(rows.map(([, code]) => code)).toEqual(Object.keys(EXIT_CODES));
  for (const [, , advice] of rows) expect(advice).toMatch(/\w/);
});
