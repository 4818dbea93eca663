import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { Call, ComparisonRun, Run } from '../../engine/model.ts';
import { comparePlans } from '../../engine/plan/compare.ts';
import { COMPARISON_REPORTS } from '../../engine/report/comparison.ts';
import { GROUPINGS, REPORTS } from '../../engine/report/index.ts';
import type { ReportOptions } from '../../engine/report/report.ts';
import { makePlan, makeRun, ou } from './make.ts';

const REMOVALS = 10_000;

/** Removals on half as many OUs, of 50 paths. */
const CALLS: readonly Call[] = Array.from({ length: REMOVALS / 2 }, (_, i) => ({
  resource: ou(String(i).padStart(12, '0'), 'Production', `Team ${i % 50}`, `unit ${i}`),
  remove: [
    { key: 'expires-on', value: '2026-01-01', because: ['expired'] },
    { key: 'temp-x', value: String(i), because: ['no-temp-keys-on-ous'] },
  ],
}));

const PLAN = makePlan({ calls: CALLS });
const RUN: Run = makeRun({ plan: PLAN });
const EDIT: ComparisonRun = {
  version: 1,
  tool: 'reconcile 0.1.0',
  started: RUN.started,
  ended: RUN.ended,
  endpoint: RUN.endpoint,
  'fail-on-change': 'added',
  base: { name: 'git:main', sources: [], places: [] },
  head: { name: 'tag-rules.yaml', sources: [], places: [] },
  comparison: comparePlans(makePlan({ calls: [] }), PLAN),
  interrupted: false,
  problems: [],
  traffic: RUN.traffic,
  exit: 2,
};

const PLAIN: ReportOptions = { color: false, width: 0 };
type Name = 'text' | 'markdown' | 'github' | 'junit' | 'json' | 'csv';
const SUBJECTS = new Map<string, (name: Name, options?: Partial<ReportOptions>) => string>([
  ['a run', (name, options = {}) => [...REPORTS[name](RUN, { ...PLAIN, ...options })].join('')],
  [
    'a comparison',
    (name, options = {}) => [...COMPARISON_REPORTS[name](EDIT, { ...PLAIN, ...options })].join(''),
  ],
]);
const lines = (text: string): number => text.split('\n').length - 1;

describe.each([...SUBJECTS])('of 10,000 removals, %s', (_what, report) => {
  it.each(['text', 'markdown', 'github', 'junit'] as const)(
    'fits on a screen as %s with --summary-only, and tells how many there are',
    (name) => {
      const page = report(name, { summaryOnly: true });
      expect(lines(page)).toBeLessThan(60);
      expect(page).toMatch(/10,000|10000|5,000/);
    },
  );

  it.each(['text', 'markdown', 'github', 'junit'] as const)(
    'stays short as %s with --max-rows, and says how many are left out',
    (name) => {
      const page = report(name, { maxRows: 20 });
      expect(lines(page)).toBeLessThan(130);
      expect(page).toMatch(/… and [\d,]+ more/);
    },
  );

  it.each(GROUPINGS.filter((one) => one !== 'resource'))('is put together by %s in few groups', (groupBy) => {
    const page = report('text', { groupBy });
    const heads = page.match(/^ {2}\S.* {2}\([\d,]+ tags?\)$/gm) ?? [];
    // A path ends in the OU's own name, so each OU is a path of its own.
    const groups = { rule: 2, type: 1, path: REMOVALS / 2 }[groupBy];
    expect(heads).toHaveLength(groups);
  });

  it('fits into a comment as Markdown without any option, and names where the rest is', () => {
    const page = report('markdown', { fullReport: 'run.csv' });
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(65_000);
    expect(page).toContain('run.csv');
  });

  it('is complete in JSON and CSV, whatever the options say', () => {
    const short = { summaryOnly: true, maxRows: 1, groupBy: 'rule' } as const;
    for (const name of ['json', 'csv'] as const) expect(report(name, short)).toBe(report(name));
    const rows = parseCsv<Record<string, string>>(report('csv'), { bom: true, columns: true });
    expect(rows.filter(({ kind }) => kind === 'removal')).toHaveLength(REMOVALS);
    expect(report('json').match(/"key": "temp-x"/g)).toHaveLength(REMOVALS / 2);
  });

  it('takes no single chunk that holds most of it', () => {
    const all = [...REPORTS.json(RUN)];
    expect(Math.max(...all.map((chunk) => chunk.length))).toBeLessThan(all.join('').length / 10);
  });
});
