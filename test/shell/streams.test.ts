import { execFile, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isUtf8 } from '../../engine/cli/output.ts';
import { readingLine } from '../../engine/cli/progress.ts';
import { toAscii } from '../../engine/report/ascii.ts';
import { CLI, scenario } from '../scenario.ts';

/** Of the demo: some hundred lines. */
const DEMO = '"$NODE" "$CLI" --dry-run --emulator --no-progress';
/** Of two units: what most of these tests see as well. */
const PLAN = '"$NODE" "$CLI" --dry-run --emulator --seed small.yaml --rules rules.yaml';
/** The same, without a line that is drawn anew where the machine is slow. */
const STILL = `${PLAN} --no-progress`;

const RULES =
  'version: 1\nlimits: { share: none }\nrules: [{ id: a, match: { type: ou, path: /** }, remove: temp-* }]\n';
const SMALL = `organization: { name: small, management-account: root }
root: { units: { A: { tags: { temp-x: 支付 } }, B: { tags: { temp-y: "1", owner: b } } } }
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reconcile-streams-'));
  writeFileSync(join(folder, 'rules.yaml'), RULES);
  writeFileSync(join(folder, 'small.yaml'), SMALL);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Typed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a line of bash, with nothing in the environment but what is given. */
function sh(line: string, env: Record<string, string> = {}): Promise<Typed> {
  const own = { PATH: process.env['PATH'], HOME: folder, RECONCILE_METADATA: 'off' };
  return new Promise((resolve) => {
    const child = execFile(
      'bash',
      ['--norc', '-c', line],
      { cwd: folder, env: { ...own, NODE: process.execPath, CLI, ...env }, maxBuffer: 1 << 26 },
      (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

/** The same at a terminal of some width. */
async function atTerminal(columns: number, line: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await sh(`script -qec 'stty cols ${columns}; ${line}' /dev/null`, env);
  return stdout.replaceAll('\r', '');
}

describe('a reader that has seen enough', () => {
  it('ends the program quietly, with the exit code of what was found', async () => {
    const { stdout, stderr } = await sh(`{ ${DEMO}; echo "exit $?" >&2; } | head -n 1`);
    expect(stdout).toMatch(/^Dry run of organization/);
    expect(stderr).toBe('exit 2\n');
  });

  it.each(['--help', '--version', 'runs', 'completion bash', 'snapshot --emulator -o -'])(
    'is no trouble for %s',
    async (words) => {
      const { stderr } = await sh(`"$NODE" "$CLI" ${words} 2>errors | true; cat errors >&2`);
      expect(stderr).not.toMatch(/EPIPE|node:|at .*\.js/);
    },
  );
});

describe('a full disk behind standard output', () => {
  it('is trouble: a report that was not written must not look like one that was', async () => {
    const { code, stderr } = await sh(`${PLAN} > /dev/full`);
    expect(stderr).toBe('error[file-unwritable]\n  cannot write to standard output (ENOSPC)\n');
    expect(code).toBe(1);
  });
});

describe('a report in a folder that is not there', () => {
  it('is trouble too, and the hint is the command that makes the folder', async () => {
    const { code, stderr } = await sh(`${PLAN} --report "csv=new reports/tags.csv"`);
    expect(stderr).toContain("hint: make its folder first: mkdir -p -- 'new reports'\n");
    expect(code).toBe(1);
    expect((await sh(`mkdir -p -- 'new reports'; ${PLAN} --report "csv=new reports/tags.csv"`)).code).toBe(2);
  });
});

describe('colours', () => {
  const ESC = '\x1b[';

  it('are for terminals, and for whoever forces them', async () => {
    expect((await sh(PLAN)).stdout).not.toContain(ESC);
    expect((await sh(PLAN, { FORCE_COLOR: '1' })).stdout).toContain(ESC);
    expect(await atTerminal(80, PLAN)).toContain(ESC);
  });

  it('are not where NO_COLOR or --no-color forbids them, whatever else is said', async () => {
    const both = await sh(PLAN, { FORCE_COLOR: '1', NO_COLOR: '1' });
    expect(both.stdout).not.toContain(ESC);
    expect(both.stderr).toBe('');
    expect(await atTerminal(80, STILL, { NO_COLOR: '1' })).not.toContain(ESC);
    expect(await atTerminal(80, `${STILL} --no-color`)).not.toContain(ESC);
  });
});

describe('progress of a long reading', () => {
  const SLOW = `organization: { name: slow, management-account: root }
root: { units: { A: { tags: { temp-x: a } }, B: {} } }
faults: { latency: 450 }
`;

  it('is shown at a terminal, unless it is not wanted or the terminal is the log of a CI job', async () => {
    writeFileSync(join(folder, 'slow.yaml'), SLOW);
    const run = '"$NODE" "$CLI" --dry-run --emulator --seed slow.yaml --rules rules.yaml';
    const shown = await Promise.all([
      atTerminal(80, run),
      atTerminal(80, `${run} --no-progress`),
      atTerminal(80, run, { CI: 'true' }),
    ]);
    expect(
      shown.map((one) => /Reading (?:the organization|OUs 2 of 2|the tree, OU by OU: \d)/.test(one)),
    ).toEqual([true, false, false]);
  });

  it('says how much of what is read', () => {
    expect(readingLine({ what: 'account', done: 3_000, total: 10_000 })).toBe(
      'Reading accounts 3,000 of 10,000',
    );
    expect(readingLine({ what: 'tree', done: 1_204 })).toBe('Reading the tree, OU by OU: 1,204');
  });
});

describe('a terminal without a size', () => {
  it('is taken for one of 80 columns, unless COLUMNS says another width', async () => {
    const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));
    const own = '"$NODE" "$CLI"';
    const [unknown, told] = await Promise.all([
      atTerminal(0, `${own} --help`),
      atTerminal(0, `${own} --help`, { COLUMNS: '60' }),
    ]);
    expect(unknown).toBe(await atTerminal(80, `${own} --help`, { COLUMNS: '60' }));
    expect([widest(unknown) > 60, widest(unknown) <= 80, widest(told) <= 60]).toEqual([true, true, true]);
    expect(await atTerminal(0, STILL)).toMatch(/^.{60,80}$/m);
  });
});

describe('a pipe', () => {
  it('has the width that COLUMNS says, for help and reports', async () => {
    const [help, narrow, same] = await Promise.all([
      sh('"$NODE" "$CLI" --help', { COLUMNS: '60' }),
      sh(STILL, { COLUMNS: '60' }),
      sh('"$NODE" "$CLI" --help', { COLUMNS: 'none' }),
    ]);
    const over = (text: string) => text.split('\n').filter((line) => line.length > 60);
    expect(over(help.stdout).filter((line) => !line.startsWith('  reconcile '))).toEqual([]);
    expect(narrow.stdout.split('\n').length).toBeGreaterThan((await sh(STILL)).stdout.split('\n').length);
    expect(same.stdout).toBe((await sh('"$NODE" "$CLI" --help')).stdout);
  });
});

describe('a terminal of 40 columns', () => {
  it('shows reports and help without a line over its edge, but for commands to be copied', async () => {
    const env = { NO_COLOR: '1' };
    const report = await atTerminal(40, DEMO, env);
    const help = await atTerminal(40, '"$NODE" "$CLI" fleet run --help', env);
    expect(help).toContain('  # the first wave, asking nobody\n  reconcile fleet run');
    expect(help).not.toMatch(/^ {2}(?![-#]|reconcile )\S.*\n {2}reconcile /m);
    const long = `${report}${help}`.split('\n').filter((line) => line.length > 40);
    expect(long.filter((line) => !/^(Usage: | {2})reconcile /.test(line))).toEqual([]);
    expect(help).toContain('  --select <label=value>\n      only organizations with this\n      label, or');
  });
});

describe('a locale without UTF-8', () => {
  const FOREIGN = /[^\x00-\x7f]/;

  it('gets plain ASCII at a terminal, and UTF-8 in files and pipes', async () => {
    const shown = await atTerminal(80, PLAN, { LC_ALL: 'C' });
    expect(shown).not.toMatch(FOREIGN);
    expect(shown).toMatch(/\\u[0-9a-f]{4}/);
    expect(await atTerminal(80, PLAN, { LC_ALL: 'C.UTF-8' })).toMatch(FOREIGN);
    expect((await sh(PLAN, { LC_ALL: 'C' })).stdout).toMatch(FOREIGN);
  });

  it.each([
    [{}, true],
    [{ LANG: 'de_DE.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8', LC_ALL: '' }, true],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'en_US.UTF-8', LC_CTYPE: 'POSIX' }, false],
    [{ LANG: 'ru_RU.KOI8-R' }, false],
  ] as const)('is told by %o: %s', (env, utf8) => {
    expect(isUtf8(env)).toBe(utf8);
  });

  it('gets marks by what looks like them, and strangers’ characters by their codes', () => {
    expect(toAscii('├──┤ 9f2c… ‹redacted› a → b')).toBe('+--+ 9f2c... <redacted> a -> b');
    expect(toAscii('支付 é 😀')).toBe(String.raw`\u652f\u4ed8 \u00e9 \u{1f600}`);
  });
});

describe('--version', () => {
  it('says version, and commit and day of the build where it was built in git', () => {
    const { stdout } = spawnSync(process.execPath, [CLI, '--version'], { encoding: 'utf8' });
    expect(stdout).toMatch(
      /^reconcile \d+\.\d+\.\d+ \((?:[0-9a-f]{12}\+?, \d{4}-\d\d-\d\d|not built from a commit)\)\n$/,
    );
    expect(spawnSync(process.execPath, [CLI, '-V'], { encoding: 'utf8' }).stdout).toBe(stdout);
  });
});

describe('a file that cannot be written', () => {
  it('is refused with all the others before anything is read, let alone removed', async () => {
    await using w = await scenario({ seed: SMALL, rules: RULES });
    mkdirSync(join(w.folder, 'folder'));
    const { code, stdout, stderr } = await w.cli(
      ...['--yes', '--out', 'absent/plan.json', '--report', 'html=folder', '--report', 'json=fine.json'],
    );
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('cannot write absent/plan.json: its folder is not there');
    expect(stderr).toContain('cannot write folder: it is a folder (EISDIR)\n  hint: name a file in it');
    expect(w.requests()).toEqual([]);
  });

  it.each([
    ['a plan', ['--out', '/dev/full'], 'saved in'],
    ['a report', ['--report', 'csv=/dev/full'], 'are pending'],
  ])('that only writing can tell of turns the verdict: %s', async (_, words, unsaid) => {
    await using w = await scenario({ seed: SMALL, rules: RULES });
    const { code, stdout, stderr } = await w.cli('--dry-run', ...words);
    expect([code, stderr.match(/error\[.*/g)]).toEqual([1, ['error[file-unwritable]']]);
    expect(stdout).toContain('cannot write /dev/full: the disk is full (ENOSPC)');
    expect(stdout).toMatch(/\nExit 1: /);
    expect(stdout).not.toContain(unsaid);
  });
});
