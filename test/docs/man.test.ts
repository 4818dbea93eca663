import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProgram } from '../../engine/cli/program.ts';
import { MAIN, VERBS } from '../../engine/cli/verbs.ts';
import { renderMan } from './render-man.ts';

const PAGE = join(import.meta.dirname, '..', '..', 'man', 'reconcile.1');

/** Runs a checker of manual pages; undefined where this machine has none. */
function check(program: string, ...words: string[]): string | undefined {
  const { error, stdout, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  return error === undefined ? stdout + stderr : undefined;
}

describe('the page of the manual', () => {
  it('is what the table of verbs says (UPDATE_DOCS=1 writes it anew)', () => {
    const page = renderMan(makeProgram().command, MAIN, VERBS);
    if (process.env['UPDATE_DOCS'] === '1') {
      mkdirSync(dirname(PAGE), { recursive: true });
      writeFileSync(PAGE, page);
    }
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('has nothing that mandoc or man complain of, where they are installed', () => {
    const lint = check('mandoc', '-T', 'lint', '-W', 'warning', PAGE);
    // The page has no date: it would be one more thing that changes from build to build.
    const complaints = (lint ?? '').split('\n').filter((line) => line !== '' && !line.includes('date'));
    expect(complaints).toEqual([]);
    expect(check('man', '--warnings', '-l', '-Tutf8', PAGE) ?? 'reconcile').toMatch(/reconcile/);
  });

  it('is plain ASCII', () => {
    expect(readFileSync(PAGE, 'utf8')).toMatch(/^[\x20-\x7e\n]+$/);
  });
});
