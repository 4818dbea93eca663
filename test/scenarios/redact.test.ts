import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COMPARISON_REPORT_NAMES, FILE_REPORT_NAMES, REPORT_NAMES } from '../../engine/report/names.ts';
import { CLI, type Result, type Scenario, scenario } from '../scenario.ts';

/** In every value that is to be hidden, and in nothing else. */
const SECRET = 'HUSH-HUSH';

const RULES = `
version: 1
redact: ["*secret*"]
limits: { share: none }
rules:
  - { id: no-temp, remove: "temp-*" }
  - { id: one-day, severity: info, enforce: false, remove: "later-*" }
  - { id: dated, remove: { key: "due-*", value: { before: today } } }
waivers:
  - { rule: no-temp, match: { name: C }, reason: Agreed, approved-by: gov, expires: 2999-12-01 }
`;

const SEED = `
organization: { name: acme, management-account: acme-root }
root:
  units:
    A: { id: ou-aaaaaaaaaaaaaaaa, tags: { temp-1: open, temp-secret: ${SECRET}-1 } }
    B: { id: ou-bbbbbbbbbbbbbbbb, tags: { temp-secret: "${SECRET}-2", later-secret: "${SECRET}-3" } }
    C: { id: ou-cccccccccccccccc, tags: { temp-secret: "${SECRET}-4", due-secret: "${SECRET}-5" } }
faults:
  rules:
    - { on: UntagResource, resource: ou-bbbbbbbbbbbbbbbb, count: 1, fault: { kind: deny } }
`;

const LOUD = ['--log-level', 'debug', '--no-progress'];
const reports = (of: string, names: readonly string[]): string[] =>
  names.flatMap((name) => ['--report', `${name}=${of}.${name}`]);
const EVERY = [...REPORT_NAMES, ...FILE_REPORT_NAMES];

let desk: Scenario;
const said = new Map<string, Result>();

async function type(...words: string[]): Promise<void> {
  said.set(words.join(' '), await desk.cli(...words));
}

/** The same at a terminal, where somebody says no. */
function atTerminal(words: readonly string[]): Promise<Result> {
  const command = [process.execPath, CLI, ...words].map((word) => `'${word}'`).join(' ');
  const env = { ...desk.env, PATH: process.env['PATH'] ?? '', HOME: desk.folder, RECONCILE_METADATA: 'off' };
  return new Promise((resolve) => {
    const child = execFile(
      'script',
      ['-qec', command, '/dev/null'],
      { cwd: desk.folder, env },
      (_, stdout, stderr) => resolve({ code: child.exitCode, signal: child.signalCode, stdout, stderr }),
    );
    child.stdin?.end('no\n');
  });
}

beforeAll(async () => {
  desk = await scenario({ rules: RULES, seed: SEED });
  desk.write('other/tag-rules.yaml', RULES.replace('"temp-*"', 'owner').replace('enforce: false, ', ''));
  await type('--dry-run', '--out', 'plan.json', ...reports('dry', EVERY), ...LOUD);
  await type('snapshot', '-o', 'snapshot.jsonl', ...LOUD);
  await type('compare', '--base', 'other', ...reports('compare', COMPARISON_REPORT_NAMES), ...LOUD);
  await type('explain', 'ou-aaaaaaaaaaaaaaaa', ...LOUD);
  await type('explain', 'ou-bbbbbbbbbbbbbbbb', 'later-secret', '--report', 'json');
  said.set('at a terminal', await atTerminal(LOUD));
  await type('apply', 'plan.json', '--yes', ...reports('apply', EVERY), ...LOUD, '--log-format', 'json');
  await type('resume', 'last', '--yes', ...reports('resume', EVERY), ...LOUD);
  await type('report', 'last', ...reports('again', EVERY));
  await type('verify', 'last');
  await type('history');
  await type('history', '--report', 'json');
  await type('runs', '--json');
  await type('undo', 'last', '--dry-run', ...reports('preview', EVERY));
  await type('undo', 'last', '--yes', ...reports('undo', EVERY), ...LOUD);
});

afterAll(() => desk[Symbol.asyncDispose]());

/** Every file of the folder with its text; a workbook with that of its sheets. */
function files(): [name: string, text: string][] {
  return readdirSync(desk.folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => {
      const file = join(one.parentPath, one.name);
      const bytes = readFileSync(file);
      const text = file.endsWith('.xlsx')
        ? Object.values(unzipSync(bytes))
            .map((part) => Buffer.from(part).toString())
            .join('\n')
        : bytes.toString();
      return [file.slice(desk.folder.length + 1), text];
    });
}

describe('a value that the rules hide', () => {
  it('went through every command as it should', () => {
    const codes = [...said].map(([words, { code }]) => [words.split(' --report')[0], code]);
    expect(codes).toEqual([
      ['--dry-run --out plan.json', 2],
      [expect.stringMatching(/^snapshot/), 0],
      ['compare --base other', 2],
      [expect.stringMatching(/^explain/), 0],
      [expect.stringMatching(/^explain/), 0],
      ['at a terminal', 2],
      ['apply plan.json --yes', 4],
      ['resume last --yes', 0],
      ['report last', 0],
      ['verify last', 0],
      ['history', 0],
      ['history', 0],
      ['runs --json', 0],
      ['undo last --dry-run', 0],
      ['undo last --yes', 0],
    ]);
    const declined = stripVTControlCharacters(said.get('at a terminal')?.stdout ?? '');
    expect(declined).toContain('Only "yes" is taken for a yes');
    expect(declined.match(/Would remove/g), 'who says no has seen the list').toHaveLength(1);
    expect(declined).toMatch(/Nothing was sent\.\s+Exit 2: you said no/);
    const [, undone] = [...said].at(-1) ?? [];
    expect(undone?.stderr).toMatch(/TagResource/);
    const now = desk.emulator.resources().flatMap((one) => one.tags.map((tag) => tag.value));
    expect(now.filter((value) => value.startsWith(SECRET))).toHaveLength(5);
  });

  it('is never said: not in a page, not in a log, not at the prompt', () => {
    for (const [words, { stdout, stderr }] of said) {
      expect(stdout, words).not.toContain(SECRET);
      expect(stderr, words).not.toContain(SECRET);
    }
  });

  it('stands in the saved plan, the snapshot, and the plans and journals of runs, for their owner alone, and in no other file', () => {
    const own = new Set(['tag-rules.yaml']);
    const holding = files().filter(([, text]) => text.includes(SECRET));
    const names = holding
      .map(([name]) => name.replace(/runs\/[^/]+/, 'runs/RUN'))
      .filter((name) => !own.has(name));
    expect([...new Set(names)].sort()).toEqual([
      '.reconcile/runs/RUN/journal.jsonl',
      '.reconcile/runs/RUN/plan.json',
      '.reconcile/runs/RUN/undoing.json',
      'plan.json',
      'snapshot.jsonl',
    ]);
    for (const [name] of holding) {
      expect([name, (statSync(join(desk.folder, name)).mode & 0o777).toString(8)]).toEqual([name, '600']);
    }
  });

  it('is marked as hidden in every report that has its line', () => {
    const made = files().filter(([name]) =>
      /^(dry|compare|apply|resume|again|preview|undo)\.\w+$/.test(name),
    );
    expect(made).toHaveLength(6 * EVERY.length + COMPARISON_REPORT_NAMES.length);
    const whole = made.filter(([name]) => /\.(html|csv|json|xlsx|text|markdown)$/.test(name));
    expect(whole.filter(([, text]) => !text.includes('redacted')).map(([name]) => name)).toEqual([]);
  });
});
