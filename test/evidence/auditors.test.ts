import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { CLI, type Scenario, scenario } from '../scenario.ts';
import { edit, pair, RULES, SEED } from './kit.ts';

const operator = pair('ed25519', 'operator');
const approver = pair('p256', 'approver');

/** Commands of a page's fenced blocks, those that its readers are to type. */
function commandsOf(page: string, language: string): string[] {
  const blocks = readFileSync(page, 'utf8').matchAll(
    new RegExp(`^( *)\`\`\`${language}\\n([\\s\\S]*?)^ *\`\`\`$`, 'gm'),
  );
  return [...blocks].map(([, indent = '', body = '']) =>
    body.replaceAll(new RegExp(`^${indent}`, 'gm'), '').trim(),
  );
}

let desk: Scenario;
let run: Run;

/** Types a command at the auditor's desk, with `reconcile` on the path. */
function type(command: string): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: `${desk.folder}/bin:${process.env['PATH'] ?? ''}`, HOME: desk.folder };
  return new Promise((resolve) => {
    const child = execFile('sh', ['-c', command], { cwd: desk.folder, env }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

beforeAll(async () => {
  desk = await scenario({ rules: RULES, seed: SEED });
  desk.write('approver.pem', approver.pem);
  desk.write('operator.pem', operator.pem);
  desk.write('approver.pub.pem', approver.publicPem);
  desk.write('operator.pub.pem', operator.publicPem);
  desk.write('bin/reconcile', `#!/bin/sh\nexec "${process.execPath}" "${CLI}" "$@"\n`);
  chmodSync(join(desk.folder, 'bin/reconcile'), 0o755);
  await desk.cli('--dry-run', '--out', 'plan.json', '--fail-on', 'none');
  await desk.cli('sign', 'plan.json', '--key', 'approver.pem');
  const required = ['--require-signature', 'approver.pub.pem'];
  run = await desk.run('apply', 'plan.json', '--yes', ...required);
  await desk.cli('sign', 'last', '--key', 'operator.pem');
  cpSync(join(desk.folder, '.reconcile', 'runs', run.id), join(desk.folder, 'run'), { recursive: true });
  desk.write('head.txt', `${run['journal-head'] ?? ''}\n`);
  rmSync(join(desk.folder, '.reconcile'), { recursive: true });
});

afterAll(() => desk[Symbol.asyncDispose]());

describe('the page for auditors', () => {
  const commands = commandsOf('docs/auditors.md', 'sh');

  it('leads to a verdict in five commands, each of which does what it says', async () => {
    expect(commands).toHaveLength(5);
    const results = [];
    for (const command of commands) results.push(await type(command));
    expect(results.map((one) => one.code)).toEqual([0, 0, 0, 0, 0]);
    const [evidence, approval, head, , answers] = results.map((one) => one.stdout);
    expect(evidence).toMatch(/^VERIFIED /m);
    expect(evidence).toContain(operator.key.keyid);
    expect(approval).toMatch(/^VERIFIED /m);
    expect(approval).toContain(approver.key.keyid);
    expect(head?.split(' ')[0]).toBe(run['journal-head']);
    const rows = parse<Record<string, string>>(desk.read('removals.csv'), { bom: true, columns: true });
    const removals = rows.filter((row) => row['kind'] === 'removal');
    expect(removals.map((row) => row['state'])).toEqual(Array.from({ length: 7 }, () => 'removed'));
    expect(rows.filter((row) => row['kind'] === 'kept').map((row) => row['why'])).toEqual([
      expect.stringContaining('approved by gov'),
    ]);
    const { accessKey, domainId } = desk.emulator.keys;
    for (const row of removals) {
      expect(answers).toContain(`"request-id":"${row['request-id'] ?? '?'}"`);
      expect(row['at']).toMatch(/^\d{4}-\d\d-\d\dT/);
      expect(row['caller']).toBe(
        `access key ${accessKey.slice(0, 4)}…${accessKey.slice(-4)} of account ${domainId}, from the variables HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK`,
      );
    }
  });

  it('leads to another verdict where the folder was changed, and names the place', async () => {
    const [evidence = '', approval = ''] = commands;
    cpSync(join(desk.folder, 'run'), join(desk.folder, 'kept'), { recursive: true });
    edit(join(desk.folder, 'run'), 'journal.jsonl', (text) =>
      text.replace('"record":"answer"', '"record": "answer"'),
    );
    edit(join(desk.folder, 'run'), 'plan.json', (text) => text.replace('"中文"', '"英文"'));
    const results = [await type(evidence), await type(approval)];
    rmSync(join(desk.folder, 'run'), { recursive: true });
    cpSync(join(desk.folder, 'kept'), join(desk.folder, 'run'), { recursive: true });
    expect(results.map((one) => one.code)).toEqual([4, 4]);
    expect(results[0]?.stdout).toMatch(/^NOT VERIFIED /m);
    expect(results[0]?.stdout).toMatch(/error\[journal-broken\] run\/journal\.jsonl:\d+:1/);
    expect(results[0]?.stdout).toMatch(/error\[evidence-altered\] run\/plan\.json/);
    expect(results[1]?.stdout).toMatch(/error\[plan-edited\] run\/plan\.json/);
  });

  it('names request ids that are those of the service', () => {
    const answered = desk.emulator.requests().filter((request) => request.api === 'UntagResource');
    const ids = run.outcomes.map((outcome) => outcome['request-id']).sort();
    expect(ids).toEqual(answered.map((request) => request.requestId).sort());
  });
});

describe('the page on evidence', () => {
  it('shows how a signature is checked without reconcile', async () => {
    const script = commandsOf('docs/evidence.md', 'sh').find((block) =>
      block.includes('openssl pkeyutl -verify'),
    );
    // jq is the reader's; where this machine has none, its one use here is played by node.
    const jq = `#!/bin/sh\nexec "${process.execPath}" -e 'const[,f,p,n]=process.argv,e=JSON.parse(fs.readFileSync(n));process.stdout.write(p===".payload"?e.payload:e.signatures[0].sig+"\\n")' "$@"\n`;
    mkdirSync(join(desk.folder, 'bin'), { recursive: true });
    if (!has('jq')) {
      writeFileSync(join(desk.folder, 'bin/jq'), jq, { mode: 0o755 });
    }
    cpSync(join(desk.folder, 'run/evidence.sig.json'), join(desk.folder, 'evidence.sig.json'));
    const good = await type(script ?? 'false');
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('Signature Verified Successfully')]);
    edit(desk.folder, 'evidence.sig.json', (text) => text.replace('"payload": "ey', '"payload": "eY'));
    expect((await type(script ?? 'true')).code).not.toBe(0);
  });
});

function has(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
