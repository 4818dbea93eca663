import { parse as parseCsv } from 'csv-parse/sync';
import { XMLParser } from 'fast-xml-parser';
import { XmlDocument } from 'libxml2-wasm';
import { marked } from 'marked';
import { describe, expect, it } from 'vitest';
import type { Call, Run } from '../../engine/model.ts';
import { REPORTS, type ReportName, type ReportOptions } from '../../engine/report/index.ts';
import { visible } from '../../engine/report/visible.ts';
import { HOSTILE } from './hostile.ts';
import { makePlan, makeRun, outcomesOf, RULES } from './make.ts';
import { isSarif } from './sarif.ts';

const PLAIN: ReportOptions = { color: false, width: 0 };

/** A run in which one text by a stranger stands wherever a stranger's text can stand. */
function hostileRun(text: string): Run {
  const resource = {
    type: 'account',
    id: '0123456789abcdef0123456789abcdef',
    name: text,
    path: [text, 'B'],
  } as const;
  const key = text === '' ? 'key' : text;
  const rule = 'no-temp-keys-on-ous';
  const calls: Call[] = [{ resource, remove: [{ key, value: text, because: [rule, 'expired'] }] }];
  const [fine, ...others] = outcomesOf(calls);
  return makeRun({
    mode: 'apply',
    wrote: true,
    exit: 4,
    organization: { id: 'o-1234567890', 'management-account': { id: 'a', name: text } },
    problems: [
      {
        code: 'not-allowed',
        severity: 'error',
        message: `It said ${text}`,
        hint: text,
        place: { file: text || 'f', line: 1, column: 1 },
      },
    ],
    frozen: [{ from: '2026-11-20', until: '2026-11-30', why: text }],
    outcomes: [
      ...(fine === undefined
        ? []
        : [{ ...fine, tags: [{ key, value: text, state: 'failed' as const, why: text }] }]),
      ...others,
    ],
    plan: makePlan({
      calls,
      rules: {
        ...makePlan().rules,
        rules: RULES.map((one) => ({ ...one, why: text })),
        waivers: [{ rule, reason: text, 'approved-by': text, expires: '2027-01-01' }],
      },
      kept: [
        {
          resource,
          key: `${key}2`,
          value: text,
          claims: [rule],
          shields: [
            { kind: 'waiver', rule, waiver: 0 },
            { kind: 'unknown', rule, why: text },
          ],
        },
      ],
      findings: [
        { kind: 'unenforced', severity: 'warning', rule, resource, key: `${key}3`, value: text },
        { kind: 'path-unused', severity: 'warning', rule, what: text },
        { kind: 'match-unused', severity: 'info', rule, what: text },
        { kind: 'shield-unused', severity: 'info', rule, what: text, removed: key },
      ],
      gaps: [{ kind: 'tree', parent: 'r-1234', why: text }],
    }),
  });
}

function report(name: ReportName, text: string, options: ReportOptions = PLAIN): string {
  return [...REPORTS[name](hostileRun(text), options)].join('');
}

/** What no report for people may hold: controls but for the line feed, turned directions, half characters. */
const UNSAFE = /[\0-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Cs}/u;
/** A line that GitHub's runner would obey, and what it or Azure's obeys anywhere in a line. */
const ORDER = /^\s*::|##\w*\[/m;

describe.each([...HOSTILE])('a text with %s', (_name, text) => {
  it.each([0, 80, 40])('stays text in the page for people, %i columns wide', (width) => {
    const page = report('text', text, { color: false, width });
    expect(page).not.toMatch(UNSAFE);
    expect(page).not.toMatch(ORDER);
    // Nothing is cut: with line breaks and indentation taken out, the whole text is there.
    const squeezed = page.replace(/\s+/g, '');
    const written = visible(text.replace(/["\\]/g, '\\$&')).replace(/\s+/g, '');
    expect(squeezed.replaceAll('…', '')).toContain(`="${written.replaceAll('…', '')}"`);
  });

  it('is the same value again in JSON', () => {
    const json = report('json', text);
    expect(json).not.toMatch(/[\x7f-\x9f\u202a-\u202e]/);
    // An unpaired surrogate is escaped in the text and comes back as it was.
    expect(JSON.parse(json)).toEqual(hostileRun(text));
  });

  it('is one cell of one line in CSV and never a formula', () => {
    const csv = report('csv', text);
    expect(csv.replaceAll('\r\n', '\n')).not.toMatch(UNSAFE);
    const rows = parseCsv<Record<string, string>>(csv, {
      bom: true,
      columns: true,
      record_delimiter: '\r\n',
    });
    const removal = rows.find((row) => row['kind'] === 'removal');
    expect(removal?.['value']?.replace(/^'/, '')).toBe(visible(text));
    for (const row of rows)
      for (const cell of Object.values(row)) expect(cell).not.toMatch(/^[=+\-@\t\r＝＋－＠]/);
  });

  it('is text of a well-formed JUnit document', () => {
    const xml = report('junit', text);
    expect(xml).not.toMatch(UNSAFE);
    XmlDocument.fromString(xml).dispose();
    const parsed = new XMLParser({ ignoreAttributes: false, trimValues: false }).parse(xml) as object;
    expect(JSON.stringify(parsed)).toContain(JSON.stringify(visible(text)).slice(1, -1));
  });

  it('validates as SARIF and forges no link', () => {
    const messages: unknown[] = [];
    const log: unknown = JSON.parse(report('sarif', text), (key, value: unknown) => {
      if (key === 'text') messages.push(value);
      return value;
    });
    expect(
      isSarif(log),
      isSarif.errors?.map((one) => `${one.instancePath} ${one.message ?? ''}`).join('\n'),
    ).toBe(true);
    expect(messages.join('\n')).not.toMatch(/(?<!\\)\[[^\]\n]*\]\(/);
  });

  it('is a description in GitLab’s report', () => {
    const entries = JSON.parse(report('gitlab', text)) as {
      description: string;
      location: { path: string };
    }[];
    expect(entries.some(({ description }) => description.includes(visible(text)))).toBe(true);
    for (const { description } of entries) expect(description).not.toMatch(UNSAFE);
  });

  it('gives GitHub’s runner no order but ours', () => {
    const lines = report('github', text).split('\n');
    for (const line of lines) {
      expect(line).not.toMatch(UNSAFE);
      if (/^\s*::/.test(line)) expect(line).toMatch(/^::(?:error|warning|notice|group|endgroup)(?: |::)/);
      expect(line.replace(/^::.*/, '')).not.toMatch(/##\w*\[/);
    }
    const ours = lines.filter((line) => line.startsWith('::'));
    const tame = report('github', 'tame')
      .split('\n')
      .filter((line) => line.startsWith('::'));
    expect(ours.map((line) => line.slice(0, 8))).toEqual(tame.map((line) => line.slice(0, 8)));
  });

  it('is inert in Markdown', async () => {
    const source = report('markdown', text);
    expect(source).not.toMatch(UNSAFE);
    const html = await marked.parse(source, { gfm: true });
    const tags = new Set(Array.from(html.matchAll(/<([a-z0-9]+)/gi), ([, name]) => name));
    const allowed = 'blockquote p strong h3 code table thead tbody tr th td details summary ul li br'.split(
      ' ',
    );
    expect([...tags].filter((tag) => !allowed.includes(tag ?? ''))).toEqual([]);
    // Outside of code no mention and no reference is left in one piece.
    expect(html.replace(/<code>[^]*?<\/code>/g, '')).not.toMatch(/@\w|(?<!&)#\w/);
    expect(html.match(/<details/g)?.length).toBe(
      (await marked.parse(report('markdown', 'tame'))).match(/<details/g)?.length,
    );
  });
});
