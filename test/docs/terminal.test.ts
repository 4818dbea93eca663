import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runCli } from '../scenario.ts';
import { pathOf } from './page.ts';
import { shows } from './shown.ts';
import { linesOf, pictureOf } from './terminal.ts';

const PICTURE = pathOf('docs/images/terminal.svg');
const COMMAND = ['--dry-run', '--emulator', '--fail-on', 'none', '--max-rows', '3'];

it('the picture of the terminal shows what is printed (UPDATE_DOCS=1 draws it anew)', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-picture-'));
  const { code, stdout } = await runCli(COMMAND, { cwd: folder, env: { FORCE_COLOR: '1' } });
  rmSync(folder, { recursive: true });
  expect(code).toBe(0);
  const lines = [`\x1b[32m$\x1b[39m reconcile ${COMMAND.join(' ')}`, ...stdout.trimEnd().split('\n')];
  const drawn = pictureOf('A dry run of the demonstration organization in a terminal', lines);
  const was = linesOf(readFileSync(PICTURE, 'utf8'));
  if (process.env['UPDATE_DOCS'] === '1' && !shows(was, linesOf(drawn).join('\n')))
    writeFileSync(PICTURE, drawn);
  expect(shows(linesOf(readFileSync(PICTURE, 'utf8')), linesOf(drawn).join('\n'))).toBe(true);
});
