import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

describe('what cannot be read', () => {
  const header = (name: string, origin: string): string =>
    `{"version":1,"organization":{"id":"o-abcdefghij","management-account":{"id":"m","name":"${name}"}},"origin":"${origin}",` +
    '"read-at":"2026-11-24T00:00:00Z","types":["account","ou"],"tree":"whole","gaps":[]}\n';

  it.each([
    ['a ring of links', ['report', 'ring']],
    ['a ring of links', ['verify', 'ring']],
    ['a ring of links', ['compare', '--base', 'ring']],
    ['a file for a folder', ['verify', 'tag-rules.yaml/x']],
    ['a name that is too long', ['undo', 'a'.repeat(300), '--emulator', '--dry-run']],
    ['a journal that is a folder', ['runs', '--state-dir', 'state']],
    ['a journal that is a folder', ['history', '--state-dir', 'state']],
    ['a journal that is a folder', ['verify', 'last', '--state-dir', 'state']],
    ['a journal that is a folder', ['undo', 'last', '--emulator', '--yes', '--state-dir', 'state']],
  ])('is a problem with a code: %s', async (_, words) => {
    mkdirSync(join(folder, 'state', 'runs', '20261124T081500Z-abcd', 'journal.jsonl'), { recursive: true });
    if (!readdirSync(folder).includes('ring')) symlinkSync('ring', join(folder, 'ring'));
    const { code, stdout, stderr } = await cli(words);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(/error\[(?:run-|file-|rules-|journal-)[a-z]+\]/);
    expect(stderr).not.toMatch(/^\s+at /m);
  });

  it.each([
    ['name', String.raw`\ud800`, 'emulator'],
    ['origin', 'boss', String.raw`https://\udc00`],
  ])('is no text that is not well-formed: the plan is made, whatever the %s', async (_, name, origin) => {
    writeFileSync(join(folder, 'odd.jsonl'), header(name, origin));
    const { code, stderr } = await cli(['--dry-run', '--inventory', 'odd.jsonl', '--out', 'odd.json']);
    expect([code, stderr]).toEqual([0, '']);
    expect((await cli(['report', 'odd.json'])).code).toBe(0);
  });

  it('is no resource with more tags than a stack holds', async () => {
    const tags = Array.from({ length: 250_000 }, (_, i) => ({ key: `env${i}`, value: '' }));
    const account = JSON.stringify({ type: 'account', id: '0'.repeat(32), name: 'a', path: [], tags });
    writeFileSync(join(folder, 'many.jsonl'), `${header('boss', 'emulator')}${account}\n`);
    const rule = '{ id: a, match: { type: account }, remove: "env*" }';
    writeFileSync(join(folder, 'many.yaml'), `version: 1\nprotect: ["env*"]\nrules: [${rule}]\n`);
    const words = ['--dry-run', '--rules', 'many.yaml', '--inventory', 'many.jsonl', '--summary-only'];
    const { code, stderr } = await cli(words);
    expect([code, stderr]).toEqual([0, '']);
  });
});
