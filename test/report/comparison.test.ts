import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse as parseCsv } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { XmlDocument } from 'libxml2-wasm';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import type { ComparisonRun, RuleSet } from '../../engine/model.ts';
import { comparePlans } from '../../engine/plan/compare.ts';
import { COMPARISON_REPORTS, type ComparisonReportName } from '../../engine/report/comparison.ts';
import type { ReportOptions } from '../../engine/report/report.ts';
import { visible } from '../../engine/report/visible.ts';
import { editWith, RULE } from './edit.ts';
import { HOSTILE } from './hostile.ts';
import { makePlan, RULES } from './make.ts';
import { isSarif } from './sarif.ts';

const PLAIN: ReportOptions = { color: false, width: 0 };
function report(name: ComparisonReportName, run: ComparisonRun, options: ReportOptions = PLAIN): string {
  return [...COMPARISON_REPORTS[name](run, options)].join('');
}

const schema = (name: string) =>
  JSON.parse(readFileSync(`schemas/${name}.schema.json`, 'utf8')) as Record<string, unknown>;
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true });
ajv.addSchema(schema('plan'));
ajv.addSchema(schema('run'));
const fits = ajv.compile(schema('comparison'));

const UNSAFE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u;
const ORDER = /^\s*::|##\w*\[/m;

describe.each([...HOSTILE].filter(([, text]) => text.isWellFormed()))(
  'in a comparison, a text with %s',
  (_name, text) => {
    const run = editWith(text);

    it.each([0, 60])('stays text in the page for people, %i columns wide', (width) => {
      const page = report('text', run, { color: false, width });
      expect(page).not.toMatch(UNSAFE);
      expect(page).not.toMatch(ORDER);
    });

    it('comes back from JSON as it was, in the form of the schema', () => {
      const json = JSON.parse(report('json', run)) as unknown;
      expect(json).toEqual(run);
      expect(fits(json), ajv.errorsText(fits.errors)).toBe(true);
    });

    it('is one cell of CSV and never a formula', () => {
      const rows = parseCsv<Record<string, string>>(report('csv', run), { bom: true, columns: true });
      const removal = rows.find((row) => row['kind'] === 'removal');
      expect(removal?.['value']?.replace(/^'/, '')).toBe(visible(text));
      for (const row of rows)
        for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
    });

    it('is text of a well-formed JUnit document, of valid SARIF and of GitLab’s report', () => {
      const xml = report('junit', run);
      expect(xml).not.toMatch(UNSAFE);
      XmlDocument.fromString(xml).dispose();
      const log = JSON.parse(report('sarif', run)) as unknown;
      expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
      for (const { description } of JSON.parse(report('gitlab', run)) as { description: string }[])
        expect(description).not.toMatch(UNSAFE);
    });

    it('gives GitHub’s runner no order but ours', () => {
      const orders = (page: string) =>
        page.split('\n').flatMap((line) => /^\s*::[a-z]+/.exec(line)?.[0] ?? []);
      expect(orders(report('github', run))).toEqual(orders(report('github', editWith('tame'))));
      for (const line of report('github', run).split('\n'))
        expect(line.replace(/^::.*/, '')).not.toMatch(/##\w*\[/);
    });

    it('is inert in Markdown', async () => {
      const html = await marked.parse(report('markdown', run), { gfm: true });
      const tags = new Set(Array.from(html.matchAll(/<([a-z0-9]+)/gi), ([, name]) => name));
      const allowed = 'blockquote p strong h3 code table thead tbody tr th td details summary ul li br'.split(
        ' ',
      );
      expect([...tags].filter((tag) => !allowed.includes(tag ?? ''))).toEqual([]);
      expect(html.replace(/<code>[^]*?<\/code>/g, '')).not.toMatch(/@\w|(?<!&)#\w/);
    });
  },
);

const EDIT = editWith('x', { exit: 2, problems: [] });
const WHOLE = { ...EDIT, ...(EDIT.comparison && { comparison: { ...EDIT.comparison, gaps: [] } }) };

describe('a comparison', () => {
  it('is a page that says what is newly removed first and what the edit does last', async () => {
    await expect(report('text', WHOLE)).toMatchFileSnapshot('golden/comparison.txt');
  });

  it('says first that it is incomplete, in every format', () => {
    const run = editWith('x');
    for (const name of ['text', 'markdown', 'github'] as const)
      expect(report(name, run).slice(0, 30), name).toContain('INCOMPLETE');
    expect(report('csv', run).split('\r\n')[1]).toContain('incomplete');
    expect(report('junit', run)).toMatch(/<error message="INCOMPLETE/);
    expect(report('gitlab', run)).toMatch(/"description": "INCOMPLETE/);
    expect(JSON.parse(report('sarif', run))).toMatchObject({
      runs: [{ invocations: [{ executionSuccessful: false, exitCode: 5 }] }],
    });
  });

  it('has one line in CSV for each thing that differs, with the change and the rules of both sides', () => {
    const rows = parseCsv<Record<string, string>>(report('csv', WHOLE), { bom: true, columns: true });
    const seen = rows
      .filter(({ kind }) => kind === 'removal')
      .map((row) => [row['change'], row['key'], row['rules-before'], row['rules-after']]);
    expect(seen).toEqual([
      ['added', 'x', '', `${RULE} expired`],
      ['other-reason', 'x2', RULE, 'expired'],
      ['gone', 'x1', RULE, ''],
    ]);
    const { removals = [], kept = [], findings = [], waivers = [], rules = [] } = WHOLE.comparison ?? {};
    expect(rows.length).toBe(
      1 + removals.length + kept.length + findings.length + waivers.length + rules.length,
    );
  });

  it('has in SARIF and GitLab what the edit brings, with the fingerprints of a dry run, and nothing else', () => {
    const log = JSON.parse(report('sarif', WHOLE)) as {
      runs: [{ results: { ruleId: string; message: { text: string } }[] }];
    };
    const { results } = log.runs[0];
    expect(results.map(({ ruleId }) => ruleId).sort()).toEqual([RULE, RULE, RULE, 'expired'].sort());
    expect(results.filter(({ message }) => message.text.includes('newly be removed'))).toHaveLength(2);
    expect(JSON.parse(report('gitlab', WHOLE))).toHaveLength(4);
  });

  it.each([
    ['none', 0],
    ['added', 2],
    ['any', 2],
  ] as const)('fails %s of its rules in JUnit as the exit code would say', (failOn, failures) => {
    const xml = report('junit', { ...WHOLE, 'fail-on-change': failOn });
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(xml) as {
      testsuites: { testsuite: { failures: string; tests: string } };
    };
    expect(Number(parsed.testsuites.testsuite.failures)).toBe(failures);
    expect(Number(parsed.testsuites.testsuite.tests)).toBe(1 + RULES.length);
  });

  it('keeps to --summary-only and --max-rows, but for JSON and CSV', () => {
    const short = { ...PLAIN, summaryOnly: true, maxRows: 1 };
    for (const name of ['json', 'csv'] as const) expect(report(name, WHOLE, short)).toBe(report(name, WHOLE));
    expect(report('text', WHOLE, short)).not.toContain('x2');
    expect(report('text', WHOLE, { ...PLAIN, maxRows: 1 })).toContain('… and 2 more');
    expect(report('markdown', WHOLE, short)).toContain('This is not everything');
    expect(report('github', WHOLE, short)).not.toContain('::group::');
  });

  it.each(['rule', 'type', 'path'] as const)('groups its removals by %s', (groupBy) => {
    const heading = { rule: `${RULE} + expired`, type: 'ou', path: '/Production/x' }[groupBy];
    expect(report('text', WHOLE, { ...PLAIN, groupBy })).toContain(`\n  ${heading}  (`);
    expect(report('markdown', WHOLE, { ...PLAIN, groupBy })).toMatch(/^\*\*/m);
  });

  it('that never came about says why in every format', () => {
    const { comparison: _, organization: __, ...rest } = EDIT;
    const run: ComparisonRun = {
      ...rest,
      exit: 1,
      problems: [{ code: 'no-credentials', severity: 'error', message: 'No access key was found.' }],
    };
    for (const name of Object.keys(COMPARISON_REPORTS) as ComparisonReportName[])
      expect(report(name, run), name).toContain('No access key was found.');
    expect(fits(JSON.parse(report('json', run))), ajv.errorsText(fits.errors)).toBe(true);
  });
});

describe('what an edit changes beside the rules', () => {
  const set = makePlan().rules;
  const bounds = { removals: 500, share: 50, 'per-type': { ou: { removals: 10 } } };
  const base: RuleSet = {
    ...set,
    protect: [{ equals: 'owner' }, { glob: 'billing:*' }],
    limits: { ...bounds, 'per-rule': [{ rule: 'expired', share: 9.123456 }] },
    freeze: [{ from: '2026-12-24', until: '2026-12-31', why: 'Year end' }],
  };
  const head: RuleSet = {
    ...set,
    protect: [{ glob: 'billing:*' }, { equals: 'x', 'ignore-case': true }],
    redact: [{ glob: 'contact-*' }],
    limits: { ...bounds, removals: 2000, 'per-type': { ou: { removals: null } } },
    freeze: [],
  };
  const compared = (before: RuleSet, after: RuleSet) =>
    editWith('x', {
      exit: 2,
      problems: [],
      'fail-on-change': 'any',
      comparison: comparePlans(makePlan({ rules: before }), makePlan({ rules: after })),
    });
  const CHANGES = [
    ['+', 'added', 'protect', '{ equals: x, ignore-case: true }'],
    ['-', 'gone', 'protect', 'owner'],
    ['+', 'added', 'redact', '"contact-*"'],
    ['~', 'edited', 'limits.removals', '2,000, was 500'],
    ['~', 'edited', 'limits.per-type.ou.removals', 'none, was 10'],
    ['~', 'edited', 'limits.per-rule.expired.share', 'none, was 9.123456%'],
    ['-', 'gone', 'freeze', '2026-12-24 to 2026-12-31: Year end'],
  ] as const;

  it('is told of protect, redact, limits and freezes, as a rule file writes them', () => {
    const page = report('text', compared(base, head));
    expect(page).toContain('Settings that changed: 7');
    for (const [mark, , setting, text] of CHANGES) expect(page).toContain(`  ${mark} ${setting}: ${text}\n`);
    expect(report('markdown', compared(base, head))).toContain('Settings that changed: 7');
    expect(report('html', compared(base, head))).toContain('2,000, was 500');
    expect(report('junit', compared(base, head))).toContain('limits.removals: 2,000, was 500');
  });

  it('has a line each in CSV', () => {
    const rows = parseCsv<Record<string, string>>(report('csv', compared(base, head)), {
      bom: true,
      columns: true,
    });
    expect(
      rows.filter(({ kind }) => kind === 'setting').map(({ change, name, why }) => [change, name, why]),
    ).toEqual(CHANGES.map(([, ...cells]) => cells));
  });

  it('is nothing where only the rules changed', () => {
    expect(report('text', compared(base, { ...base, rules: [] }))).not.toContain('Settings that changed');
  });
});
