import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pair } from '../evidence/kit.ts';
import { type Result, runCli } from '../scenario.ts';

const { pem } = pair('ed25519', 'alice');
const secret = pem.split('\n')[1] ?? '';
const profile = `[global]\nak = AKOFTHEGLOBALKEYS000\nsk = ${secret}\n`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reconcile-'));
  writeFileSync(
    join(folder, 'tag-rules.yaml'),
    'version: 1\nrules: [{ id: a, why: w, match: { type: ou }, remove: "temp-*" }]\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const cli = (words: readonly string[], env = {}): Promise<Result> => runCli(words, { cwd: folder, env });

describe('an argument that is empty, as an unset variable is', () => {
  it.each([
    ['RUN', ['undo', '', '--emulator', '--yes']],
    ['RUN', ['resume', '', '--emulator', '--yes']],
    ['PLAN', ['apply', '', '--emulator', '--yes']],
    ['PLAN-OR-RUN', ['report', '']],
    ['PLAN-OR-RUN', ['sign', '', '--key', 'k.pem']],
    ['PLAN-OR-RUN', ['verify', '']],
    ['RESOURCE', ['explain', '', '--emulator']],
    ['KEY', ['explain', 'prd-pay', '', '--emulator']],
    ['PATTERNS', ['test', 'a.test.yaml', '']],
    ['FLEET', ['fleet', 'run', '', '--dry-run']],
    ['--state-dir', ['runs', '--state-dir', '']],
    ['--rules', ['validate', '--rules', '']],
  ])('is refused: %s', async (name, words) => {
    // A run that every id would name, and a folder that looks like one.
    writeFileSync(join(folder, 'journal.jsonl'), '');
    const { code, stdout, stderr } = await cli(words);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe(`error[missing-value]\n  ${name} is empty\n  hint: is a variable unset?\n`);
  });
});

describe('the text of a file where its path belongs', () => {
  it.each<[string, string[]]>([
    ['--key', ['sign', 'plan.json', '--key', pem]],
    ['--key', ['verify', 'plan.json', `--key=${pem}`]],
    ['--key', ['verify', 'plan.json', '--key', pem.replaceAll('\n', ' ')]],
    ['--key', ['verify', 'plan.json', '--key', secret]],
    ['--key', ['verify', 'plan.json', '--key', Buffer.from(pem).toString('base64')]],
    ['--require-signature', ['apply', 'plan.json', '--require-signature', pem]],
    ['--signature', ['verify', 'plan.json', '--signature', pem]],
    ['--rules', ['--dry-run', '--rules', pem]],
    ['--inventory', ['--dry-run', '--inventory', profile]],
    ['--seed', ['--dry-run', '--emulator', '--seed', profile]],
    ['--faults', ['--dry-run', '--emulator', '--faults', profile.replaceAll('\n', ' ')]],
    ['--out', ['--dry-run', '--emulator', '--out', pem]],
    ['--report', ['--dry-run', '--emulator', '--report', pem]],
    ['--head', ['verify', 'last', '--head', pem]],
    ['an argument', ['verify', pem]],
    ['an argument', ['sign', 'plan.json', pem]],
    ['an argument', [pem]],
  ])('is not shown, and told of: %s', async (name, words) => {
    const { code, stdout, stderr } = await cli(words);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('error[path-is-text]');
    expect(stderr).toContain(`${name} holds the text of`);
    expect(stderr).not.toContain(secret.slice(0, 12));
  });

  it('is not shown where a variable holds it', async () => {
    const { code, stdout, stderr } = await cli(['--dry-run'], { HUAWEICLOUD_SDK_CREDENTIALS_FILE: profile });
    expect(code).toBe(1);
    expect(stdout + stderr).toContain('HUAWEICLOUD_SDK_CREDENTIALS_FILE holds the text of');
    expect(stdout + stderr).not.toContain(secret);
  });

  it('is no path that only speaks of secrets: that one is named', async () => {
    const { stderr } = await cli([
      'sign',
      'plan.json',
      '--key',
      'secrets/PASSWORD:prod/signing-key-of-ops.pem',
    ]);
    expect(stderr).toContain('cannot read secrets/PASSWORD:prod/signing-key-of-ops.pem (ENOENT)');
  });
});
