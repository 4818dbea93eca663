import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { XmlDocument } from 'libxml2-wasm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Run } from '../../../engine/model.ts';
import { FILE_REPORTS } from '../../../engine/report/index.ts';
import { visible } from '../../../engine/report/visible.ts';
import { rulesFrom } from '../../rules-from.ts';
import { runCli } from '../../scenario.ts';
import { situation } from '../ask.ts';
import { HOSTILE } from '../hostile.ts';
import { hostileEverywhere } from '../html/runs.ts';
import { makePlan, makeRun, ou } from '../make.ts';
import { SITUATIONS } from '../situations.ts';
import { type ReadCell, type ReadSheet, readWorkbook } from './workbook.ts';

async function sheets(run: Run): Promise<ReadonlyMap<string, ReadSheet>> {
  const all = readWorkbook(await FILE_REPORTS.xlsx(run));
  return new Map(all.map((sheet) => [sheet.name, sheet]));
}

/** The cells below a title. */
async function column(run: Run, name: string, title: string): Promise<(ReadCell | undefined)[]> {
  const [titles, ...rows] = (await sheets(run)).get(name)?.rows ?? [];
  const letter = [...(titles ?? [])].find(([, cell]) => cell.value === title)?.[0] ?? 'no such column';
  return rows.map((row) => row.get(letter));
}

const values = (cells: readonly (ReadCell | undefined)[]) => cells.map((cell) => cell?.value);

/** A run whose only removal has this text as its value and, where it can be one, as its key. */
function runWith(text: string): Run {
  const remove = [{ key: text === '' ? 'k' : text, value: text, because: ['expired'] }];
  return makeRun({ plan: makePlan({ calls: [{ resource: ou('12345678', 'A'), remove }] }) });
}

describe('the workbook', () => {
  it('has a sheet for each part of the run, titles in sight, a filter on every column', async () => {
    const all = await sheets(situation('removals-planned'));
    expect([...all.keys()]).toEqual(['Summary', 'Removals', 'Kept', 'Waivers', 'Findings', 'Gaps']);
    for (const { frozen, filter, rows } of all.values()) {
      expect(frozen).toBe(1);
      const last = [...(rows[0]?.keys() ?? [])].at(-1) ?? '';
      expect(filter).toBe(`A1:${last}${rows.length}`);
    }
  });

  it('holds every removal, kept tag, waiver, finding and gap', async () => {
    const run = situation('incomplete');
    const { calls = [], kept = [], findings = [], gaps = [], rules } = run.plan ?? {};
    const all = await sheets(run);
    const count = (name: string) => (all.get(name)?.rows.length ?? 0) - 1;
    expect(count('Removals')).toBe(calls.flatMap((call) => call.remove).length);
    expect(count('Kept')).toBe(kept.length);
    expect(count('Waivers')).toBe(rules?.waivers.length);
    expect(count('Findings')).toBe(findings.length);
    expect(count('Gaps')).toBe(gaps.length);
  });

  it('has columns with types: days, times, numbers and shares are numbers with a format', async () => {
    const run = situation('partly-failed');
    // Days since 1899-12-30, the spreadsheet's own count.
    const days = (instant: string) => Date.parse(instant) / 86_400_000 + 25_569;
    expect((await column(run, 'Removals', 'at (UTC)'))[0]).toEqual({
      type: 'number',
      value: days('2026-11-24T09:31:00Z'),
      format: 'yyyy-mm-dd hh:mm:ss',
    });
    expect(await column(run, 'Waivers', 'expires')).toEqual([
      { type: 'number', value: days('2026-12-20'), format: 'yyyy-mm-dd' },
    ]);
    expect(await column(run, 'Waivers', 'days left')).toEqual([
      { type: 'number', value: 26, format: '#,##0' },
    ]);
    const [name, used] = [await column(run, 'Summary', 'what'), await column(run, 'Summary', 'value')];
    expect(used[values(name).indexOf('limit share')]).toEqual({
      type: 'number',
      value: 7 / 1204,
      format: '0.0%',
    });
    expect(used[values(name).indexOf('exit code')]).toMatchObject({ type: 'number', value: 4 });
  });

  it('says why each tag stays and what became of each removal, with the request', async () => {
    const run = situation('partly-failed');
    expect(values(await column(run, 'Kept', 'why'))[0]).toContain('waived until 2026-12-20');
    expect(values(await column(run, 'Removals', 'state'))).toContain('in doubt');
    expect(values(await column(run, 'Removals', 'request id'))[0]).toMatch(/^4f2e/);
  });

  it('calls the severity that of the rule, beside what became of a tag', async () => {
    const severities = values(await column(situation('all-removed'), 'Removals', 'rule severity'));
    expect(new Set(severities)).toEqual(new Set(['error', 'warning']));
  });

  it('writes what waivers match as a rule file does, so that it can be pasted into one', async () => {
    const waiver = 'rule: r, reason: x, approved-by: y, expires: 2027-01-31';
    const written = [
      ['{ type: ou, name: "prd-*" }', 'temp'],
      ['{ type: [ou, account], path: "/Production/**" }', '["temp-*", { equals: "a*b" }]'],
      [
        '{ id: [ou-1, { regex: "^x\\"" }], tags: { env: { not: [prod, "p?"] } } }',
        '{ in: [a], ignore-case: true }',
      ],
      ['{ tags: { "on": { before: "2026-01-01" }, x: { older-than: 90d }, y: { empty: false } } }', '"1"'],
      ['{ tags: { a: { after: today } } }', '"true"'],
    ];
    const file = (entries: readonly (readonly unknown[])[]) =>
      `version: 1\nrules:\n  - { id: r, remove: "*", really: true }\nwaivers:\n${entries
        .map(([match, key]) => `  - { ${waiver}, match: ${String(match)}, key: ${String(key)} }\n`)
        .join('')}`;
    const { set } = await rulesFrom(file(written));
    const run = makeRun({ plan: makePlan({ rules: set }) });
    const [matches, keys] = [await column(run, 'Waivers', 'match'), await column(run, 'Waivers', 'keys')];
    const pasted = await rulesFrom(file(values(matches).map((match, i) => [match, keys[i]?.value])));
    expect(pasted.set.waivers).toEqual(set.waivers);
    expect(values(matches)).toContain('{ type: ou, name: "prd-*" }');
  });

  it('says how to put back what was removed', async () => {
    const run = situation('all-removed');
    const names = values(await column(run, 'Summary', 'what'));
    const said = values(await column(run, 'Summary', 'value'));
    expect(said[names.indexOf('to put it back')]).toBe(`reconcile undo ${run.id}`);
    const planned = await column(situation('removals-planned'), 'Summary', 'what');
    expect(values(planned)).not.toContain('to put it back');
  });

  it('says that an emulator answered', async () => {
    const run = situation('removals-planned-against-the-emulator');
    expect(values(await column(run, 'Summary', 'value'))).toContain('the embedded emulator, not the cloud');
  });

  it.each([...SITUATIONS])('is well-formed in every part: %s', async (_name, run) => {
    for (const [name, bytes] of Object.entries(unzipSync(await FILE_REPORTS.xlsx(run)))) {
      expect(() => XmlDocument.fromBuffer(bytes).dispose(), name).not.toThrow();
    }
  });

  it('has its filter where the standard puts it: behind the data, before the margins', async () => {
    const parts = unzipSync(await FILE_REPORTS.xlsx(situation('removals-planned')));
    const order = Array.from(
      strFromU8(parts['xl/worksheets/sheet1.xml'] ?? new Uint8Array()).matchAll(
        /<(sheetViews|cols|sheetData|autoFilter|pageMargins|pageSetup)\b/g,
      ),
      ([, name]) => name,
    );
    const standard = ['sheetViews', 'cols', 'sheetData', 'autoFilter', 'pageMargins', 'pageSetup'];
    expect(order).toEqual(standard.filter((name) => order.includes(name)));
    expect(order).toContain('autoFilter');
  });
});

describe('a text by a stranger', () => {
  it.each([...HOSTILE])('with %s is that text in a cell and never a formula', async (_name, text) => {
    const run = runWith(text);
    const shown = visible(text);
    expect(await column(run, 'Removals', 'value')).toEqual([
      shown === '' ? undefined : { type: 'text', value: shown },
    ]);
    for (const { formulas } of (await sheets(run)).values()) expect(formulas).toBe(0);
  });

  it.each(['constructor', '__proto__', 'toString', '_x0041_', '_X0041_x', 'a\ufffdb', ' led and trailed '])(
    'that a writer could trip over stays the same: %s',
    async (text) => {
      expect(values(await column(runWith(text), 'Removals', 'key'))).toEqual([text]);
    },
  );

  it('is cut where a cell can hold no more, and says so', async () => {
    const [cell] = values(await column(runWith('x'.repeat(40_000)), 'Removals', 'value'));
    expect(cell).toBe(`${'x'.repeat(32_766)}…`);
  });

  it('stays text in every sheet at once', async () => {
    for (const { formulas } of (await sheets(hostileEverywhere())).values()) expect(formulas).toBe(0);
  });
});

describe('the bytes', () => {
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });

  it('are the same at another time and in another time zone', async () => {
    const run = situation('partly-failed');
    const made: Uint8Array[] = [];
    for (const [zone, now] of [
      ['UTC', '2026-11-24T09:30:00Z'],
      ['Pacific/Kiritimati', '2031-01-01T00:00:00Z'],
    ] as const) {
      vi.stubEnv('TZ', zone);
      vi.useFakeTimers({ toFake: ['Date'], now: new Date(now) });
      made.push(await FILE_REPORTS.xlsx(run));
    }
    expect(Buffer.from(made[0] ?? []).equals(Buffer.from(made[1] ?? []))).toBe(true);
  });
});

describe('at the command line', () => {
  it('a workbook goes to a file, and to nothing else', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'reconcile-'));
    try {
      const refused = await runCli(['--dry-run', '--emulator', '--report', 'xlsx'], { cwd });
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain('xlsx=FILE');
      const written = await runCli(['--dry-run', '--emulator', '--report', 'xlsx=run.xlsx'], { cwd });
      expect(written.stdout).toContain('Would remove');
      expect(readdirSync(cwd)).toContain('run.xlsx');
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });
});
