import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { begin, END, intent, stateDir } from '../runs/kept.ts';
import { runCli, type Scenario, scenario } from '../scenario.ts';

const RULES =
  'version: 1\nlimits: { share: none }\nrules: [{ id: a, match: { type: ou }, remove: "temp-*" }]\n';
/** Azure Pipelines obeys it anywhere in a line. */
const ORDER = '##vso[task.setvariable variable=PATH]/tmp/evil';
const SEED = `
organization: { name: acme, management-account: acme-root }
root: { units: { A: { tags: { temp-a: '${ORDER}' } } } }
`;
/** Colours, a new line with an order to GitHub, one to Azure, and text from right to left. */
const HOSTILE = '\x1b[31mX\n::error::pwned\r##vso[task.complete]\u202E';
/** What it is made of must not reach a screen or the log of a job. */
const ACTIVE = /\x1b|\r|\u202e|^\s*::|##\w*\[/mu;

/** Leaves the lock of a run that died on this machine. */
async function leaveLock(w: Scenario, run: string): Promise<void> {
  const organization = (await w.run('--dry-run')).organization?.id ?? '';
  const file = join(w.folder, '.reconcile', 'locks', `${organization}.lock`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify({ pid: 999_999_999, host: hostname(), started: '1', run }));
}

describe('text by strangers', () => {
  it('in the lock of a dead run is written out in the log', async () => {
    await using w = await scenario({ rules: RULES, seed: SEED });
    await leaveLock(w, HOSTILE);
    const { code, stderr } = await w.cli('--yes');
    expect([code, stderr]).toEqual([0, expect.stringContaining('died and left its lock')]);
    expect(stderr).toContain(String.raw`\x1b[31mX\n::error::pwned`);
    expect(stderr).not.toMatch(ACTIVE);
  });

  it('in the journal of a run is written out in the list of runs', async () => {
    using state = stateDir();
    state.keep('20261124T080000Z-aaaa', [begin(HOSTILE, { mode: 'undo', of: HOSTILE }), intent('k'), END]);
    const { stdout, stderr } = await runCli(['runs', '--state-dir', '.'], { cwd: state.path });
    expect(stdout.split('\n')).toHaveLength(2);
    expect(stdout).toContain(String.raw`undo of \x1b[31mX`);
    expect(stdout + stderr).not.toMatch(ACTIVE);
  });

  it('is told to no CI runner by JSON on a stream, and stays what it is to a program', async () => {
    await using w = await scenario({ rules: RULES, seed: SEED });
    await leaveLock(w, HOSTILE);
    w.write('none.yaml', RULES.replace('temp-*', 'none-*'));
    for (const words of [
      ['--dry-run', '--report', 'json'],
      ['compare', '--base', 'none.yaml', '--report', 'json'],
      ['explain', 'A', '--report', 'json'],
      ['snapshot', '-o', '-'],
    ]) {
      const { stdout } = await w.cli(...words);
      expect([words, stdout]).toEqual([words, expect.stringContaining(String.raw`\u0023#vso[`)]);
      expect([words, stdout]).toEqual([words, expect.not.stringMatching(ACTIVE)]);
      const values = stdout.trim().split(words[0] === 'snapshot' ? '\n' : '\0');
      expect(values.map((line) => JSON.stringify(JSON.parse(line))).join('')).toContain(ORDER);
    }
    for (const format of ['sarif', 'gitlab']) {
      expect((await w.cli('--dry-run', '--report', format)).stdout).not.toMatch(ACTIVE);
    }
    const { stderr } = await w.cli('--yes', '--log-format', 'json');
    expect(stderr).not.toMatch(ACTIVE);
    const line = stderr.split('\n').find((one) => one.includes('left its lock')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ dead: HOSTILE });
  });

  it('is told to no CI runner by the list of runs as JSON', async () => {
    using state = stateDir();
    state.keep('20261124T080000Z-aaaa', [begin('x', { mode: 'undo', of: HOSTILE }), intent('k'), END]);
    const { stdout } = await runCli(['runs', '--json', '--state-dir', '.'], { cwd: state.path });
    expect(stdout).not.toMatch(ACTIVE);
    expect(JSON.parse(stdout)).toMatchObject([{ of: HOSTILE }]);
  });
});
