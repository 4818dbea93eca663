import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { isYes } from '../../engine/cli/confirm.ts';
import { makeProgram } from '../../engine/cli/program.ts';
import { Refusal } from '../../engine/problem.ts';
import { CLI } from '../scenario.ts';

/** Code and hint of the problem that these words are. */
async function wrong(line: string): Promise<string> {
  try {
    await makeProgram().command.parseAsync(line.split(' ').filter(Boolean), { from: 'user' });
  } catch (error) {
    if (error instanceof Refusal)
      return error.problems.map(({ code, hint }) => `${code}: ${hint}`).join('\n');
    throw error;
  }
  throw new Error(`${line} is fine`);
}

/** The sentence that says what is wrong with these words. */
async function said(line: string): Promise<string> {
  const program = makeProgram().command.parseAsync(line.split(' '), { from: 'user' });
  const error: unknown = await program.catch((reason: unknown) => reason);
  return error instanceof Refusal ? error.message : '';
}

describe('words that the command line does not have', () => {
  it.each([
    ['aply plan.json', 'unknown-verb: did you mean reconcile apply?'],
    ['list', 'unknown-verb: did you mean reconcile runs?'],
    ['plan', 'unknown-verb: did you mean reconcile --dry-run?'],
    ['rollback last', 'unknown-verb: did you mean reconcile undo?'],
    ['--dry-run --json', 'unknown-option: did you mean --report json?'],
    ['report last --html', 'unknown-option: did you mean --report html?'],
    ['runs --yaml', 'unknown-option: see reconcile runs --help'],
    [
      'init',
      'unknown-verb: there is nothing to set up but a tag-rules.yaml: reconcile validate shows one, reconcile --dry-run --emulator a demonstration',
    ],
    ['xyzzy', 'unknown-verb: see reconcile --help'],
    ['fleet list', 'unknown-verb: see reconcile fleet --help'],
    ['fleet statsu', 'unknown-verb: did you mean reconcile fleet status?'],
    ['--dry_run', 'unknown-option: Did you mean --dry-run?'],
    ['apply plan.json --yess', 'unknown-option: Did you mean --yes?'],
    ['runs --verbose', 'unknown-option: see reconcile runs --help'],
    ['--dry-run=true', 'unknown-option: --dry-run takes no value: give it alone, or leave it out'],
    ['apply plan.json --yes=no', 'unknown-option: --yes takes no value: give it alone, or leave it out'],
    ['validate rules.yaml', 'excess-argument: did you mean --rules FILE?'],
    ['apply', 'missing-value: see reconcile apply --help'],
    ['fleet run', 'missing-value: see reconcile fleet run --help'],
    ['snapshot', 'missing-value: see reconcile snapshot --help'],
    ['doctor now', 'excess-argument: see reconcile doctor --help'],
    [
      'apply plan.json --dry-run',
      'unknown-option: reconcile report PLAN shows what it holds; without --yes, apply shows the plan and asks',
    ],
    [
      'apply plan.json --limit=removals=1',
      'unknown-option: limits are part of a plan: reconcile --dry-run --limit NAME=VALUE --out PLAN plans again',
    ],
  ])('%s: %s', async (line, hint) => {
    expect(await wrong(line)).toBe(hint);
  });
});

describe('a limit that there is not', () => {
  it.each([
    'x=3',
    'removals',
    'per-type.ou=3',
    'per-rule.removals=3',
    'per-rule.some-rule.x=3',
    'all.ou.removals=3',
  ])('is told every form that a limit has: %s', async (limit) => {
    const text = await said(`--dry-run --limit ${limit}`);
    for (const form of ['removals=N', 'share=P%', 'per-type.TYPE.removals=N', 'per-rule.ID.removals=N'])
      expect(text).toContain(form);
  });

  it('is told the nearest name', async () => {
    expect(await wrong('--dry-run --limit per-type.ou.remvals=3')).toContain('Did you mean removals?');
    expect(await wrong('--dry-run --limit per-typ.ou.removals=3')).toContain('Did you mean per-type?');
    expect(await wrong('--dry-run --limit per-type.oo.removals=3')).toContain('Did you mean ou?');
  });

  it('is a share of more decimals than a rule file takes, or past the whole', async () => {
    for (const share of ['9.1234567%', '100.000001%'])
      expect(await said(`--dry-run --limit share=${share}`)).toContain(
        'from 0% to 100%, of six decimals at most',
      );
    const line = '--dry-run --emulator --rules examples/acme/tag-rules.yaml --limit per-rule.x.removals=3';
    expect(await wrong(`${line} --limit share=9.123456%`)).toContain('unknown-rule');
  });

  it('is one of a rule that the rules do not have', async () => {
    const line =
      '--dry-run --emulator --rules examples/acme/tag-rules.yaml --limit per-rule.expird.removals=3';
    expect(await wrong(line)).toBe('unknown-rule: did you mean expired?');
  });
});

describe('a file that is called -', () => {
  it('is standard output for a report, which takes one of them', async () => {
    const here = ['--dry-run', '--emulator', '--rules', 'examples/acme/tag-rules.yaml', '--report'];
    const options = { encoding: 'utf8', maxBuffer: 1 << 26 } as const;
    const { stdout } = spawnSync(process.execPath, [CLI, ...here, 'csv=-'], options);
    expect(stdout).toMatch(/^\uFEFFkind,/);
    expect(existsSync('-')).toBe(false);
    for (const other of ['json', 'json=-', 'csv=-'])
      expect(await said(`--dry-run --report csv=- --report ${other}`)).toContain('Only one report can go to');
    expect(await said('--dry-run --report xlsx=-')).toContain('It is no text and needs a file');
  });

  it.each(['/dev/stdout', '/dev/fd/1', '/proc/self/fd/1'])('is called %s too', async (name) => {
    expect(await said(`--dry-run --report csv=${name} --report json`)).toContain('Only one report can go to');
    expect(await said(`--dry-run --report xlsx=${name}`)).toContain('It is no text and needs a file');
    expect(await said(`--dry-run --out ${name}`)).toContain('It must be a file');
    const here = ['--dry-run', '--emulator', '--rules', 'examples/acme/tag-rules.yaml', '--report'];
    const { stdout } = spawnSync(process.execPath, [CLI, ...here, `json=${name}`], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    expect(JSON.parse(stdout)).toMatchObject({ exit: 2 });
  });

  it('is none to save a plan in', async () => {
    expect(await said('--dry-run --out -')).toContain('It must be a file, as reconcile apply takes one');
  });
});

describe('ways to ask for help and version that one knows from elsewhere', () => {
  const say = (...words: string[]) => spawnSync(process.execPath, [CLI, ...words], { encoding: 'utf8' });

  it('are understood', () => {
    expect(say('help', 'fleet', 'run').stdout).toBe(say('fleet', 'run', '--help').stdout);
    expect(say('fleet', 'help', 'run').stdout).toBe(say('fleet', 'run', '--help').stdout);
    expect(say('fleet', 'help').stdout).toBe(say('fleet', '--help').stdout);
    expect(say('help').stdout).toBe(say('--help').stdout);
    expect(say('version').stdout).toBe(say('--version').stdout);
    expect(say('-v').stdout).toBe(say('--version').stdout);
  });

  it('are none for a verb that is not there', () => {
    expect(say('help', 'aply').stderr).toContain('hint: did you mean reconcile apply?');
    for (const words of [
      ['help', 'fleet', 'statsu'],
      ['fleet', 'help', 'statsu'],
    ])
      expect(say(...words).stderr).toContain('hint: did you mean reconcile fleet status?');
  });

  it('start no run, whatever options stand beside them', () => {
    const help = say('--help').stdout;
    for (const options of [['--yes'], ['--dry-run', '--emulator'], ['--emulator', '--yes'], ['-y']])
      expect(say('help', ...options)).toMatchObject({ status: 0, stdout: help, stderr: '' });
    expect(say('help', '--dry-run', 'apply').stdout).toBe(say('apply', '--help').stdout);
  });
});

describe('a run that must be confirmed where nobody can', () => {
  it('is told of its missing files first', () => {
    const run = (...words: string[]) =>
      spawnSync(process.execPath, [CLI, ...words], { encoding: 'utf8', cwd: import.meta.dirname, input: '' });
    expect(run().stderr).toMatch(/^error\[rules-unreadable\]\n {2}There is no file tag-rules\.yaml\./);
    expect(run('apply', 'plan.json').stderr).toMatch(/^error\[file-unreadable\]\n {2}cannot read plan\.json/);
    expect(run('--emulator').stderr).toBe(
      'error[no-terminal]\n  this run would change tags, and nobody is there to confirm it\n' +
        '  hint: give --yes to go on without asking, or --dry-run to only look\n',
    );
  });
});

describe('the answer to whether tags may be changed', () => {
  it.each([
    ['yes', true, ''],
    ['no', false, ''],
    ['', false, ''],
    ['y', false, '"y" is not the whole word "yes", so it is taken for a no.\n'],
    ['YES', false, '"YES" is not the whole word "yes", so it is taken for a no.\n'],
  ])('%j is a yes: %s', (answer, yes, told) => {
    const written: unknown[] = [];
    const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(text) > 0);
    expect(isYes(answer)).toBe(yes);
    spy.mockRestore();
    expect(written.join('')).toBe(told);
  });
});
