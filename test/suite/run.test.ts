import { describe, expect, it } from 'vitest';
import { SUITE_REPORTS } from '../../engine/suite/report.ts';
import { passed } from '../../engine/suite/result.ts';
import { RULES, runIn, runOne } from './folder.ts';

const failuresOf = async (test: string, rules?: string) => {
  const { files, problems } = await runOne(test, rules);
  expect(problems).toEqual([]);
  return files.flatMap(({ cases }) => cases.flatMap(({ failures }) => failures));
};

describe('a rule test', () => {
  it('holds where exactly the expected keys are removed, and passes the suite', async () => {
    const result = await runOne(`
resources:
  - { id: ou-1, type: ou, name: Payments, tags: { temp-a: "1", temp-b: "", owner: pay } }
expect:
  - { resource: ou-1, remove: [temp-b, temp-a], keep: [owner], because: { temp-a: no-temp } }
`);
    expect(result.files[0]?.cases[0]?.failures).toEqual([]);
    expect(result.files[0]?.cases[0]?.place).toEqual({ file: 'one.test.yaml', line: 6, column: 5 });
    expect(passed(result)).toBe(true);
  });

  it('says why a key stays that was to be removed', async () => {
    const failures = await failuresOf(`
resources:
  - { id: ou-1, type: ou, name: Payments, tags: { owner: pay, keep-me: "1", draft: "2" } }
expect:
  - { resource: ou-1, remove: [owner, keep-me, draft, ownr] }
`);
    const place = { file: 'rules.yaml', line: 4, column: 5 };
    expect(failures).toEqual([
      { kind: 'not-removed', key: 'owner', why: { kind: 'unclaimed' } },
      {
        kind: 'not-removed',
        key: 'keep-me',
        why: {
          kind: 'shielded',
          because: [{ rule: 'no-temp', place }],
          shields: [{ kind: 'protect', matcher: 'keep-me' }],
        },
      },
      {
        kind: 'not-removed',
        key: 'draft',
        why: { kind: 'unenforced', because: [{ rule: 'on-trial', place: { ...place, line: 10 } }] },
      },
      { kind: 'not-removed', key: 'ownr', why: { kind: 'not-there', near: 'owner' } },
    ]);
  });

  it('fails for a removal it does not list, from a resource it expects nothing of too', async () => {
    const failures = await failuresOf(`
resources:
  - { id: ou-1, type: ou, name: A, tags: { temp-a: "1" } }
  - { id: ou-2, type: ou, name: B, tags: { temp-b: "2" } }
expect:
  - { resource: ou-1, keep: [temp-a] }
`);
    expect(failures).toMatchObject([
      { kind: 'removed', key: 'temp-a', value: '1', because: [{ rule: 'no-temp' }] },
      { kind: 'removed', key: 'temp-b', value: '2', because: [{ rule: 'no-temp' }] },
    ]);
  });

  it('fails for a kept key that the resource does not even have', async () => {
    const failures = await failuresOf(`
resources: [{ id: ou-1, type: ou, name: A, tags: { owner: pay } }]
expect: [{ resource: ou-1, keep: [Owner] }]
`);
    expect(failures).toEqual([{ kind: 'not-there', key: 'Owner', near: 'owner' }]);
  });

  it('fails where another rule removes the key than it says', async () => {
    const failures = await failuresOf(`
resources: [{ id: ou-1, type: ou, name: A, tags: { temp-a: "1" } }]
expect: [{ resource: ou-1, because: { temp-a: [on-trial, no-temp] } }]
`);
    expect(failures).toMatchObject([
      { kind: 'because', key: 'temp-a', wanted: ['on-trial', 'no-temp'], because: [{ rule: 'no-temp' }] },
    ]);
  });

  it('compares the findings of the kinds it names, and no others', async () => {
    const failures = await failuresOf(`
resources: [{ id: "1", type: account, name: a, tags: { draft: "" } }]
expect: [{ resource: "1", findings: { unenforced: [], date-unreadable: [since] } }]
`);
    expect(failures).toMatchObject([
      { kind: 'found', finding: 'unenforced', key: 'draft', because: [{ rule: 'on-trial' }] },
      { kind: 'not-found', finding: 'date-unreadable', key: 'since' },
    ]);
  });

  it('knows a required key as its rule writes it, and as reports show it', async () => {
    const rules = `version: 1
rules:
  - { id: r, require: [{ equals: owner, ignore-case: true }, { in: [team, Team] }, "a, b", "cost-*"] }
`;
    const missing = (keys: string) =>
      failuresOf(
        `
resources: [{ id: "1", type: policy, name: a, tags: {} }]
expect: [{ resource: "1", findings: { missing: ${keys} } }]
`,
        rules,
      );
    expect(await missing('[owner, team, "a, b", "cost-*"]')).toEqual([]);
    expect(await missing(`[owner in any case, "any of Team, team", '"a, b"', "cost-*"]`)).toEqual([]);
    expect(await missing('[Owner, team, "a, b", "cost-*"]')).toMatchObject([
      { kind: 'not-found', key: 'Owner' },
      { kind: 'found', key: 'owner in any case' },
    ]);
  });

  it('cannot blame a rule that does not exist', async () => {
    const { problems } = await runOne(`
resources: [{ id: ou-1, type: ou, name: A, tags: { temp-a: "1" } }]
expect: [{ resource: ou-1, because: { temp-a: no-tmp } }]
`);
    expect(problems).toMatchObject([
      { code: 'test-rule-unknown', hint: 'Did you mean `no-temp`?', place: { line: 4 } },
    ]);
  });

  it('takes keys such as __proto__ for what they are', async () => {
    const failures = await failuresOf(
      `
resources: [{ id: "1", type: account, name: a, tags: { __proto__: x, constructor: y, owner: z } }]
expect: [{ resource: "1", remove: [__proto__, constructor], because: { __proto__: r } }]
`,
      'version: 1\nrules: [{ id: r, remove: [__proto__, constructor] }]\n',
    );
    expect(failures).toEqual([]);
  });
});

describe('a test that depends on the day', () => {
  const DATED = `version: 1
rules:
  - { id: old, remove: { key: until, value: { before: today } } }
`;
  const TEST = `
resources: [{ id: p-1, type: policy, name: a, tags: { until: "2026-05-31" } }]
expect: [{ resource: p-1, remove: [until] }]
`;

  it('must name the day', async () => {
    const result = await runOne(TEST, DATED);
    expect(result.problems.map(({ code }) => code)).toEqual(['test-today-needed']);
    expect(passed(result)).toBe(false);
  });

  it('is judged by the day it names', async () => {
    expect(await failuresOf(`today: 2026-06-01\n${TEST}`, DATED)).toEqual([]);
    expect(await failuresOf(`today: 2026-05-31\n${TEST}`, DATED)).toMatchObject([{ kind: 'not-removed' }]);
  });

  it('needs none where the rules hold values against a fixed day', async () => {
    expect(await failuresOf(TEST, DATED.replace('before: today', 'before: 2026-06-01'))).toEqual([]);
  });

  it('must name the day where there is a waiver, and tells whose terms keep a tag', async () => {
    const waived = `version: 1
rules: [{ id: no-temp, remove: temp }]
waivers:
  - { rule: no-temp, reason: Wave 3, approved-by: gov, expires: 2026-06-30 }
`;
    const test = `
resources: [{ id: p-1, type: policy, name: a, tags: { temp: "1" } }]
expect: [{ resource: p-1, remove: [temp] }]
`;
    expect((await runOne(test, waived)).problems.map(({ code }) => code)).toEqual(['test-today-needed']);
    expect(await failuresOf(`today: 2026-07-01\n${test}`, waived)).toEqual([]);
    expect(await failuresOf(`today: 2026-06-30\n${test}`, waived)).toMatchObject([
      { why: { kind: 'shielded', shields: [{ kind: 'waiver', terms: { reason: 'Wave 3' } }] } },
    ]);
  });
});

describe('a test of rules that ask for a path', () => {
  const PATHS = `version: 1
rules:
  - { id: placed, match: { type: account, path: /Production }, remove: poc }
`;
  const test = (more: string) => `
resources: [{ id: "1", ${more}, name: a, tags: { poc: "yes" } }]
expect: [{ resource: "1", remove: [poc] }]
`;

  it('must say where a resource stands, if a rule decides by it', async () => {
    const { problems } = await runOne(test('type: account'), PATHS);
    expect(problems).toMatchObject([{ code: 'test-path-needed', place: { line: 4 } }]);
    expect(problems[0]?.message).toContain('placed');
  });

  it('takes a path as text or as a list of names', async () => {
    expect(await failuresOf(test('type: account, path: /Production'), PATHS)).toEqual([]);
    expect(await failuresOf(test('type: account, path: [Production]'), PATHS)).toEqual([]);
    expect(await failuresOf(test('type: account, path: [Production/x]'), PATHS)).toHaveLength(1);
  });

  it('asks for none where the rule speaks of other resources', async () => {
    expect(await failuresOf(test('type: root'), PATHS)).toMatchObject([{ why: { kind: 'unclaimed' } }]);
    expect(await failuresOf(test('type: policy'), PATHS)).toMatchObject([{ why: { kind: 'unclaimed' } }]);
  });
});

describe('a suite', () => {
  const TEST = `resources: [{ id: ou-1, type: ou, name: A, tags: { temp-a: "1" } }]
expect: [{ resource: ou-1, remove: [temp-a] }]
`;

  it('finds tests in all folders but those of installed packages, and runs them by name', async () => {
    const { files } = await runIn({
      'rules.yaml': RULES,
      'b/tests/x.test.yaml': `rules: ../../rules.yaml\n${TEST}`,
      'a.test.yml': `rules: rules.yaml\n${TEST}`,
      'node_modules/p/y.test.yaml': 'no test at all',
    });
    expect(files.map(({ file }) => file)).toEqual(['a.test.yml', 'b/tests/x.test.yaml']);
  });

  it('runs the folder, the file or the pattern that is asked for', async () => {
    const tree = {
      'rules.yaml': RULES,
      'b/x.test.yaml': `rules: ../rules.yaml\n${TEST}`,
      'a.test.yaml': `rules: rules.yaml\n${TEST}`,
    };
    for (const pattern of ['b', './b/', 'b/x.test.yaml', '**/x.test.yaml']) {
      const { files, problems } = await runIn(tree, { patterns: [pattern] });
      expect(problems).toEqual([]);
      expect(files.map(({ file }) => file)).toEqual(['b/x.test.yaml']);
    }
  });

  it('fails without tests, and where a place that is asked for holds none', async () => {
    const none = await runIn({ 'rules.yaml': RULES });
    expect(none.problems.map(({ code }) => code)).toEqual(['tests-missing']);
    expect(passed(none)).toBe(false);
    const half = await runIn(
      { 'rules.yaml': RULES, 'a.test.yaml': `rules: rules.yaml\n${TEST}` },
      { patterns: ['a.test.yaml', 'gone'] },
    );
    expect(half.files).toHaveLength(1);
    expect(passed(half)).toBe(false);
  });

  it('goes on with the other files where one is broken, and tells of each problem once', async () => {
    const result = await runIn({
      'rules.yaml': RULES,
      'broken.yaml': 'version: 1\nrules: [{ id: x, remvoe: y }]\n',
      'a.test.yaml': `rules: broken.yaml\n${TEST}`,
      'b.test.yaml': `rules: broken.yaml\n${TEST}`,
      'c.test.yaml': `rules: rules.yaml\n${TEST}`,
    });
    expect(result.files.map(({ file }) => file)).toEqual(['c.test.yaml']);
    expect(result.unrun).toEqual(['a.test.yaml', 'b.test.yaml']);
    expect([...SUITE_REPORTS.text(result, { color: false, width: 0 })].at(-1)).toMatch(
      /^\nFailed: 3 files, 2 not run, \d+ resources?; /,
    );
    expect(result.problems.map(({ code, place }) => [code, place?.file])).toContainEqual([
      'unknown-key',
      'broken.yaml',
    ]);
    expect(new Set(result.problems.map((one) => JSON.stringify(one))).size).toBe(result.problems.length);
    expect(passed(result)).toBe(false);
  });

  it('points at the test where it names rules that are not there', async () => {
    const { problems } = await runIn({ 'tests/a.test.yaml': `rules: ../gone.yaml\n${TEST}` });
    expect(problems).toMatchObject([
      {
        code: 'rules-unreadable',
        place: { file: 'tests/a.test.yaml', line: 1, column: 8 },
        message: 'There is no file gone.yaml.',
        hint: '`rules` is relative to the test file.',
      },
    ]);
  });
});
