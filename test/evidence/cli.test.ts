import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Verification } from '../../engine/evidence/verification.ts';
import type { Run } from '../../engine/model.ts';
import { type Result, runCli, type Scenario, scenario, untagged } from '../scenario.ts';
import { edit, pair, RULES, SEED } from './kit.ts';

const alice = pair('ed25519', 'alice');
const eve = pair('p256', 'eve');

let desk: Scenario;
let run: Run;

beforeAll(async () => {
  desk = await scenario({ rules: RULES, seed: SEED });
  desk.write('alice.pem', alice.pem);
  desk.write('alice.pub.pem', alice.publicPem);
  desk.write('eve.pem', eve.pem);
  desk.write('eve.pub.pem', eve.publicPem);
  await desk.cli('--dry-run', '--out', 'plan.json', '--fail-on', 'none');
});

afterAll(() => desk[Symbol.asyncDispose]());

const folder = (): string => join(desk.folder, '.reconcile', 'runs', run.id);

describe('reconcile apply --require-signature', () => {
  const apply = (...more: string[]): Promise<Result> => desk.cli('apply', 'plan.json', '--yes', ...more);

  it('refuses a plan that is unsigned or signed by others, and sends nothing', async () => {
    desk.requests();
    const unsigned = await apply('--require-signature', 'alice.pub.pem');
    await desk.cli('sign', 'plan.json', '--key', 'eve.pem');
    const foreign = await apply('--require-signature', 'alice.pub.pem');
    for (const { code, stderr } of [unsigned, foreign]) {
      expect(code).toBe(1);
      expect(stderr).toContain('evidence-unsigned');
      expect(stderr).toContain('alice.pub.pem');
    }
    expect(desk.requests()).toEqual([]);
  });

  it('takes no threshold that the keys cannot reach, and no signatures that nobody asks for', async () => {
    const much = await apply('--require-signature', 'alice.pub.pem', '--threshold', '2');
    expect([much.code, much.stderr]).toEqual([
      1,
      expect.stringContaining('can never be reached with 1 distinct key'),
    ]);
    const idle = await apply('--signature', 'plan.sig.json');
    expect([idle.code, idle.stderr]).toEqual([1, expect.stringContaining('options-conflict')]);
    expect(desk.requests()).toEqual([]);
  });

  it('applies a plan that is approved, and keeps the approval with the run', async () => {
    await desk.cli('sign', 'plan.json', '--key', 'alice.pem');
    run = await desk.run('apply', 'plan.json', '--yes', '--require-signature', 'alice.pub.pem');
    expect(run.exit).toBe(0);
    expect(untagged(desk.requests()).length).toBe(4);
    const kept = JSON.parse(readFileSync(join(folder(), 'plan.sig.json'), 'utf8')) as unknown;
    expect(kept).toEqual(JSON.parse(desk.read('plan.sig.json')));
    const approved = await desk.cli(
      'verify',
      join(folder(), 'plan.json'),
      '--key',
      'alice.pub.pem',
      '--key',
      'eve.pub.pem',
    );
    expect([approved.code, approved.stdout]).toEqual([
      0,
      expect.stringContaining('2 given keys have signed'),
    ]);
  });

  it('keeps the approval of a plan that was laid out otherwise before it was signed', async () => {
    await using other = await scenario({ rules: RULES, seed: SEED });
    other.write('alice.pem', alice.pem);
    other.write('alice.pub.pem', alice.publicPem);
    await other.cli('--dry-run', '--out', 'plan.json', '--fail-on', 'none');
    other.write('plan.json', JSON.stringify(JSON.parse(other.read('plan.json'))));
    await other.cli('sign', 'plan.json', '--key', 'alice.pem');
    const { id } = await other.run('apply', 'plan.json', '--yes', '--require-signature', 'alice.pub.pem');
    const kept = join('.reconcile', 'runs', id, 'plan.json');
    expect((await other.cli('verify', kept, '--key', 'alice.pub.pem')).stdout).toMatch(/^VERIFIED /m);
    expect((await other.cli('verify', id)).stdout).toMatch(/^CONSISTENT /m);
  });
});

describe('a file that is signed', () => {
  it('is never written over, by no plan, snapshot or report, and nothing is read for one', async () => {
    const before = desk.read('plan.json');
    desk.write('snapshot.jsonl', 'x');
    desk.write('snapshot.jsonl.sig.json', '{}');
    desk.requests();
    for (const words of [
      ['--dry-run', '--out', 'plan.json'],
      ['--dry-run', '--report', 'json=plan.json'],
      ['snapshot', '-o', 'snapshot.jsonl'],
    ]) {
      const { code, stdout, stderr } = await desk.cli(...words);
      expect([words, code, stdout, stderr]).toEqual([
        words,
        1,
        '',
        expect.stringContaining('error[file-signed]'),
      ]);
      expect(stderr).toMatch(/hint: choose another name, or remove \S+\.sig\.json first/);
    }
    expect([desk.requests(), desk.read('plan.json'), desk.read('snapshot.jsonl')]).toEqual([[], before, 'x']);
    rmSync(join(desk.folder, 'snapshot.jsonl.sig.json'));
    expect((await desk.cli('snapshot', '-o', 'snapshot.jsonl')).code).toBe(0);
  });
});

describe('reconcile verify', () => {
  it('says the same bytes in another year, another zone and another language', async () => {
    await desk.cli('sign', 'last', '--key', 'alice.pem');
    desk.write(
      'later.mjs',
      `const Now = Date;
       globalThis.Date = class extends Now {
         constructor(...given) { given.length > 0 ? super(...given) : super(Now.now() + 4e10); }
         static now() { return Now.now() + 4e10; }
       };`,
    );
    const other = {
      TZ: 'Asia/Shanghai',
      LANG: 'tr_TR.UTF-8',
      LC_ALL: 'tr_TR.UTF-8',
      NODE_OPTIONS: '--import=./later.mjs',
    };
    // The clock is another one indeed: the same plan made then has another day.
    const planned = await runCli(['--dry-run', '--emulator', '--report', 'json'], {
      cwd: desk.folder,
      env: other,
    });
    expect((JSON.parse(planned.stdout) as Run).plan?.day.slice(0, 4)).not.toBe(
      String(new Date().getUTCFullYear()),
    );
    for (const words of [
      ['verify', 'last', '--key', 'alice.pub.pem', '--report', 'json'],
      ['verify', 'last', '--key', 'eve.pub.pem'],
      ['history'],
      ['report', 'last'],
    ]) {
      const now = await runCli(words, { cwd: desk.folder, env: { TZ: 'UTC' } });
      const then = await runCli(words, { cwd: desk.folder, env: other });
      expect(then.stdout, words.join(' ')).toBe(now.stdout);
      expect(then.code).toBe(now.code);
      expect(now.stdout.length).toBeGreaterThan(200);
    }
  });

  it('exits 4 where the evidence does not check, and tells programs why', async () => {
    const result = await desk.cli(
      'verify',
      run.id.slice(0, 12),
      '--key',
      'eve.pub.pem',
      '--report',
      'json',
      '--report',
      'text=verdict.txt',
    );
    expect(result.code).toBe(4);
    const verification = JSON.parse(result.stdout) as Verification;
    expect(verification).toMatchObject({
      version: 1,
      holds: false,
      subject: 'run',
      name: run.id,
      signatures: { there: true, required: 1, by: [{ keyid: alice.key.keyid, state: 'other' }] },
      problems: [{ code: 'evidence-unsigned' }],
    });
    expect(desk.read('verdict.txt')).toMatch(/^NOT VERIFIED 1 problem/m);
  });

  it('holds the head against one noted elsewhere, in whatever case it was noted', async () => {
    const head = run['journal-head'] ?? '';
    const results = [
      await desk.cli('verify', 'last', '--head', head.toUpperCase()),
      await desk.cli('verify', 'last', '--head', '0'.repeat(64)),
    ];
    expect(results.map((one) => one.code)).toEqual([0, 4]);
    expect(results[0]?.stdout).toMatch(/^CONSISTENT /m);
    expect(results[1]?.stdout).toContain('evidence-head');
  });

  it('exits 1 where it was asked wrongly, and checks nothing', async () => {
    const wrong: [string[], string][] = [
      [['verify', 'last', '--head', 'abc'], 'bad-value'],
      [['verify', 'plan.json', '--head', 'f'.repeat(64)], 'options-conflict'],
      [['verify', 'last', '--key', 'alice.pem'], 'key-unfit'],
      [['verify', 'last', '--key', 'nowhere.pem'], 'file-unreadable'],
      [['verify', 'last', '--threshold', '1'], 'bad-value'],
      [['verify', 'last', '--signature', 'nowhere.json'], 'file-unreadable'],
      [['verify', 'no-such-run'], 'run-unknown'],
      [['verify'], 'missing-value'],
      [['sign', 'last'], 'missing-value'],
    ];
    for (const [words, code] of wrong) {
      const result = await desk.cli(...words);
      expect([result.code, result.stdout], words.join(' ')).toEqual([1, '']);
      expect(result.stderr).toContain(`error[${code}]`);
    }
  });

  it('and sign say how to come by a key that is not there', async () => {
    const sign = await desk.cli('sign', 'last', '--key', 'nowhere.pem');
    expect([sign.code, sign.stderr]).toEqual([1, expect.stringContaining('error[file-unreadable]')]);
    expect(sign.stderr).toContain('hint: make one: openssl genpkey -algorithm ed25519 -out key.pem');
    const verify = await desk.cli('verify', 'last', '--key', 'nowhere.pub.pem');
    expect(verify.stderr).toContain('hint: openssl pkey -in key.pem -pubout -out key.pub.pem');
  });

  it('and apply name the option of the other where it was meant', async () => {
    const apply = await desk.cli('apply', 'plan.json', '--yes', '--key', 'alice.pub.pem');
    expect([apply.code, apply.stderr]).toEqual([1, expect.stringContaining('error[unknown-option]')]);
    expect(apply.stderr).toContain('hint: did you mean --require-signature PUBKEY?');
    const verify = await desk.cli('verify', 'last', '--require-signature', 'alice.pub.pem');
    expect(verify.stderr).toContain('hint: did you mean --key PUBKEY?');
  });

  it('still finds the last run, and says what is wrong, where its journal is damaged', async () => {
    const journal = readFileSync(join(folder(), 'journal.jsonl'));
    edit(folder(), 'journal.jsonl', (text) => text.replace('"record":"intent"', '"record":"intents"'));
    const verified = await desk.cli('verify', 'last');
    const history = await desk.cli('history');
    writeFileSync(join(folder(), 'journal.jsonl'), journal);
    expect([verified.code, verified.stderr + verified.stdout]).toEqual([
      4,
      expect.stringContaining('it is no journal record'),
    ]);
    expect([history.code, history.stderr]).toEqual([
      1,
      expect.stringContaining(`reconcile verify ${run.id}`),
    ]);
  });
});
