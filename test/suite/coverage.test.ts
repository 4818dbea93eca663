import { describe, expect, it } from 'vitest';
import type { Covered } from '../../engine/suite/result.ts';
import { RULES, runIn, runOne } from './folder.ts';

const untested = (coverage: readonly Covered[], kind?: Covered['kind']) =>
  coverage
    .filter((one) => !one.tested && (kind === undefined || one.kind === kind))
    .map(({ rule, what }) => [rule, what].filter((part) => part !== undefined && part !== '').join(': '));

const coverageOf = async (rules: string, test: string) => {
  const { coverage, problems } = await runOne(test, rules);
  expect(problems).toEqual([]);
  return coverage;
};

describe('coverage of rules', () => {
  it('counts a rule as tested once it claims a tag or misses a key', async () => {
    const test = (resource: string) =>
      `
resources: [${resource}]
expect: [{ resource: "1", keep: [x], findings: {} }]
`.replace(', findings: {}', '');
    const idle = await coverageOf(RULES, test('{ id: "1", type: account, tags: { x: "", owner: a } }'));
    expect(untested(idle, 'rule')).toEqual(['no-temp', 'owned', 'on-trial']);
    const busy = await coverageOf(RULES, test('{ id: "1", type: account, tags: { x: "", draft: a } }'));
    expect(untested(busy, 'rule')).toEqual(['no-temp']);
    expect(busy.find(({ kind, rule }) => kind === 'rule' && rule === 'owned')?.place).toEqual({
      file: 'rules.yaml',
      line: 7,
      column: 5,
    });
  });

  it('tells entries of a list apart, in every part of a rule', async () => {
    const rules = `version: 1
protect: [kept, unneeded]
rules:
  - id: r
    match: { type: [ou, account], name: ["prd-*", "stg-*"], tags: { env: [prod, test] } }
    exclude: { name: ["*-lab", "*-old"] }
    remove:
      - { key: [temp, tmp, kept], value: ["yes", { empty: true }], except: [temp-not, "t*p-*"] }
      - { key: "t*", value: gone, except: [tmp, two] }
      - { variant-of: [owner, env] }
    require: [a, b]
`;
    const coverage = await coverageOf(
      rules,
      `
resources:
  - { id: "1", type: account, name: prd-x, tags: { env: prod, temp: "yes", kept: "yes", two: gone, Owner: me, a: "" } }
  - { id: "2", type: account, name: prd-lab, tags: { env: prod, tmp: "", ENV: prod } }
expect:
  - { resource: "1", remove: [temp, Owner] }
`,
    );
    expect(untested(coverage).sort()).toEqual(
      [
        'protect unneeded',
        'r: match type ou',
        'r: match name stg-*',
        'r: match tags env test',
        'r: exclude name *-old',
        'r: remove key tmp',
        'r: remove value empty',
        'r: remove except t*p-*',
        'r: remove except temp-not',
        'r: remove key t*',
        'r: remove value gone',
        'r: remove except tmp',
        'r: remove variant of env',
        'r: require a',
      ].sort(),
    );
  });

  it('counts no listed key as a variant of another listed one', async () => {
    const rules = 'version: 1\nrules: [{ id: r, remove: { variant-of: [Owner, owner, Σ] } }]\n';
    const test = (tags: string, remove: string) => `
resources: [{ id: "1", type: policy, tags: ${tags} }]
expect: [{ resource: "1", remove: ${remove} }]
`;
    const idle = await coverageOf(rules, test('{ Owner: a, owner: b }', '[]'));
    expect(untested(idle)).toEqual([
      'r',
      'r: remove variant of Owner',
      'r: remove variant of owner',
      'r: remove variant of Σ',
    ]);
    const busy = await coverageOf(rules, test('{ Owner: a, OWNER: b, σ: c }', '[OWNER, σ]'));
    expect(untested(busy)).toEqual([]);
  });

  it('counts a waiver as tested once it takes a claim away or excuses a missing key', async () => {
    const rules = `version: 1
rules:
  - { id: no-temp, remove: "temp-*" }
  - { id: owned, require: owner }
waivers:
  - { rule: no-temp, key: temp-a, reason: one, approved-by: gov, expires: 2026-06-30 }
  - { rule: no-temp, key: temp-b, reason: two, approved-by: gov, expires: 2026-05-31 }
  - { rule: owned, match: { id: p-1 }, reason: three, approved-by: gov, expires: 2026-06-30 }
`;
    const coverage = await coverageOf(
      rules,
      `
today: 2026-06-01
resources: [{ id: p-1, type: policy, tags: { temp-a: "", temp-b: "" } }]
expect: [{ resource: p-1, remove: [temp-b], findings: { missing: [] } }]
`,
    );
    expect(untested(coverage)).toEqual(['no-temp: until 2026-05-31: two']);
  });

  it('joins what several test files cover, and names rules of files that no test loads', async () => {
    const test = (tags: string) => `rules: rules.yaml
resources: [{ id: ou-1, type: ou, tags: ${tags} }]
expect: [{ resource: ou-1, keep: [] }]
`;
    const { coverage } = await runIn(
      {
        'rules.yaml': RULES,
        'root.yaml': 'version: 1\ninclude: [rules.yaml]\nrules: [{ id: other, remove: x }]\n',
        'a.test.yaml': test('{ temp-a: "" }'),
        'b.test.yaml': test('{ draft: "" }'),
      },
      { rules: ['root.yaml'] },
    );
    expect(untested(coverage, 'rule').sort()).toEqual(['other', 'owned']);
  });
});
