import { describe, expect, it } from 'vitest';
import { SUITE_REPORTS, type SuiteReportName } from '../../engine/suite/report.ts';
import type { Failure, SuiteResult } from '../../engine/suite/result.ts';

const at = (line: number, file = 'policies/a.yaml') => ({ file, line, column: 5 });

const HOSTILE = '<script>|`::error::%0A\n\u0000\u001b[31m\u202e';

const failing = (failures: readonly Failure[], title?: string): SuiteResult => ({
  files: [
    {
      file: 'policies/tests/a.test.yaml',
      rules: 'policies/a.yaml',
      cases: [
        {
          resource: { type: 'ou', id: 'ou-1', name: 'Payments', path: ['Production', 'Payments'] },
          place: at(7, 'policies/tests/a.test.yaml'),
          ...(title !== undefined && { title }),
          failures,
        },
        { resource: { type: 'account', id: '0001', name: '' }, place: at(9), failures: [] },
      ],
    },
  ],
  unrun: [],
  coverage: [
    { kind: 'rule', rule: 'no-temp', what: '', place: at(3), tested: true },
    { kind: 'rule', rule: 'owned', what: '', place: at(8), tested: false },
    { kind: 'matcher', rule: 'no-temp', what: 'remove key tmp-*', place: at(5), tested: false },
    { kind: 'waiver', rule: 'no-temp', what: 'until 2099-01-01: Wave 3', place: at(20), tested: false },
  ],
  problems: [],
});

const FAILURES: readonly Failure[] = [
  { kind: 'not-removed', key: 'temp-x', why: { kind: 'unclaimed' } },
  {
    kind: 'not-removed',
    key: 'temp-y',
    why: {
      kind: 'shielded',
      because: [{ rule: 'no-temp', place: at(3) }],
      shields: [
        {
          kind: 'waiver',
          rule: 'no-temp',
          waiver: 0,
          terms: { rule: 'no-temp', reason: 'Wave 3', 'approved-by': 'gov', expires: '2099-01-01' },
        },
      ],
    },
  },
  { kind: 'not-removed', key: 'ownr', why: { kind: 'not-there', near: 'owner' } },
  { kind: 'removed', key: 'owner', value: '', because: [{ rule: 'owned', place: at(8) }] },
  { kind: 'not-there', key: 'env' },
  { kind: 'because', key: 'temp-z', wanted: ['a', 'b'], because: [{ rule: 'no-temp' }] },
  { kind: 'not-found', finding: 'missing', key: 'owner' },
  { kind: 'found', finding: 'unenforced', key: 'poc', because: [{ rule: 'trial' }] },
];

const render = (name: SuiteReportName, result: SuiteResult, look = {}) =>
  [...SUITE_REPORTS[name](result, { color: false, width: 0, ...look })].join('');

describe('the text report on rule tests', () => {
  it('shows what was wanted, what happened and which rule did it', () => {
    expect(render('text', failing(FAILURES, 'units are permanent'))).toBe(`\
fail  policies/tests/a.test.yaml  2 resources
  7:5  ou /Production/Payments (ou-1): units are permanent
      - remove temp-x  it stays: no rule claims it
      - remove temp-y  it stays although claimed by no-temp (policies/a.yaml:3:5): waived until 2099-01-01, Wave 3
      - remove ownr  the resource of this test has no such tag; did you mean owner?
      + remove owner = ""  by owned (policies/a.yaml:8:5)
      - keep env  the resource of this test has no such tag
      - remove temp-z because of a, b  it goes because of no-temp
      - find owner missing  no rule says so
      + find poc unenforced  by trial

Rules that no test touches
  owned  policies/a.yaml:8:5

Failed: 1 file, 2 resources, 1 failed; tested: 1 of 2 rules, 0 of 1 matcher, 0 of 1 waiver.
`);
  });

  it('lists matchers and waivers that no test exercised where coverage is asked for', () => {
    const text = render('text', failing([]), { coverage: true });
    expect(text).toContain(
      'Matchers that no test exercises\n  no-temp: remove key tmp-*  policies/a.yaml:5:5\n',
    );
    expect(text).toContain(
      'Waivers that no test exercises\n  no-temp: until 2099-01-01: Wave 3  policies/a.yaml:20:5\n',
    );
    expect(text).toContain('\nPassed: ');
    expect(render('text', failing([]))).not.toContain('Matchers that');
  });

  it('colours only where it is told to', () => {
    expect(render('text', failing(FAILURES))).not.toContain('\u001b');
    expect(render('text', failing(FAILURES), { color: true })).toContain('\u001b[31m');
  });

  it('never passes a suite without tests, or with a problem', () => {
    expect(render('text', { files: [], unrun: [], coverage: [], problems: [] })).toBe(
      '\nFailed: 0 files, 0 resources.\n',
    );
    const problem = { code: 'tests-missing', severity: 'error', message: 'No tests.' } as const;
    const text = render('text', { ...failing([]), problems: [problem] });
    expect(text).toMatch(/^error\[tests-missing\]/);
    expect(text).toContain('\nFailed: ');
  });
});

describe('text by strangers', () => {
  const hostile = failing(
    [{ kind: 'removed', key: HOSTILE, value: HOSTILE, because: [{ rule: HOSTILE }] }],
    HOSTILE,
  );

  it.each(['text', 'github', 'junit'] as const)('is shown for what it is in %s', (name) => {
    const report = render(name, hostile);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not get through
    expect(report).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
    expect(report.split('\n').filter((line) => line.startsWith('::error::'))).toEqual([]);
  });

  it('is no markup in JUnit, and survives in JSON', () => {
    expect(render('junit', hostile)).not.toContain('<script>');
    expect(render('junit', hostile)).toContain('&lt;script&gt;');
    const parsed = JSON.parse(render('json', hostile)) as SuiteResult & { version: number; passed: boolean };
    expect(parsed).toMatchObject({ version: 1, passed: false, files: hostile.files });
  });
});

describe('reports for machines', () => {
  it('annotate each difference at its expectation', () => {
    expect(render('github', failing(FAILURES.slice(0, 2))).split('\n')[0]).toBe(
      '::error title=rule test,file=policies/tests/a.test.yaml,line=7,col=5::ou-1: wanted: remove temp-x (it stays: no rule claims it)',
    );
  });

  it('count tests, failures and errors in JUnit', () => {
    const problem = { code: 'yaml-syntax', severity: 'error', message: 'Not YAML.', place: at(1) } as const;
    const junit = render('junit', { ...failing(FAILURES), problems: [problem] });
    expect(junit).toContain('<testsuites name="rule tests" tests="3" failures="1" errors="1" time="0">');
    expect(junit).toContain(
      '<testcase name="account 0001" classname="policies/tests/a.test.yaml" time="0"/>',
    );
    expect(junit).toContain(
      '<error message="Not YAML." type="yaml-syntax">policies/a.yaml:1:5: Not YAML.</error>',
    );
  });
});
