import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Rule, RuleSet } from '../../engine/model.ts';
import { Refusal } from '../../engine/problem.ts';
import { loadRules, validateRules } from '../../engine/rules/load.ts';
import { cases } from '../cases.ts';
import { codes, memoryFiles, validate } from './memory.ts';

async function setOf(text: string, others: Readonly<Record<string, string>> = {}): Promise<RuleSet> {
  const { loaded, problems } = await validate(text, others);
  if (loaded === undefined) throw new Refusal(problems);
  return loaded.set;
}

/** The one rule that has these lines. */
async function ruleOf(...lines: readonly string[]): Promise<Rule | undefined> {
  return (await setOf(['rules:', '  - id: r', ...lines.map((line) => `    ${line}`)].join('\n'))).rules[0];
}

describe('a missing rule file', () => {
  it('has no line to point at, and a hint with a first rule file that is fit to plan with', async () => {
    const { problems } = await validateRules('tag-rules.yaml', memoryFiles({}));
    expect(problems).toMatchObject([
      { code: 'rules-unreadable', message: 'There is no file tag-rules.yaml.' },
    ]);
    expect(problems[0]?.place).toBeUndefined();
    expect(problems[0]?.hint).toContain('reconcile --dry-run --emulator');
    const lines = [...(problems[0]?.hint ?? '').matchAll(/"([^"]+)"/g)].map(([, line]) => line);
    const started = await validateRules('a.yaml', memoryFiles({ 'a.yaml': lines.join('\n') }));
    expect(started.problems).toEqual([]);
    expect(started.loaded?.set.rules).toHaveLength(1);
  });
});

describe('the normal form of a rule', () => {
  it('takes a string with *, ? or {a,b} for a glob and any other for a literal', async () => {
    const rule = await ruleOf('remove: [temp-*, "t?p", "{tmp,temp}", owner, "a{b}c", "x,y"]');
    expect(rule?.remove).toEqual([
      {
        key: [
          { equals: 'a{b}c' },
          { equals: 'owner' },
          { equals: 'x,y' },
          { glob: 't?p' },
          { glob: 'temp-*' },
          { glob: '{tmp,temp}' },
        ],
      },
    ]);
  });

  it('says error and enforced where the file says nothing', async () => {
    expect(await ruleOf('remove: temp')).toEqual({
      id: 'r',
      severity: 'error',
      enforce: true,
      remove: [{ key: [{ equals: 'temp' }] }],
    });
  });

  it('has what is written, in one order, and nothing that is not', async () => {
    const { loaded } = await validate(`rules:
  - require: team
    exclude: { id: x }
    remove: { value: b, key: a }
    enforce: false
    match: { name: y }
    why: Since.
    id: r
    severity: info
waivers:
  - { expires: 2027-01-31, approved-by: y, reason: x, rule: r, ticket: T-1, key: k, match: { name: z } }
  - { expires: 2027-01-31, approved-by: y, reason: x, rule: r }
`);
    expect(JSON.stringify(loaded?.set.rules)).toBe(
      '[{"id":"r","why":"Since.","severity":"info","enforce":false,"match":{"name":[{"equals":"y"}]},' +
        '"exclude":{"id":[{"equals":"x"}]},"remove":[{"key":[{"equals":"a"}],"value":[{"equals":"b"}]}],' +
        '"require":[{"equals":"team"}]}]',
    );
    expect(JSON.stringify(loaded?.set.waivers)).toBe(
      '[{"rule":"r","match":{"name":[{"equals":"z"}]},"key":[{"equals":"k"}],"reason":"x","approved-by":"y",' +
        '"expires":"2027-01-31","ticket":"T-1"},{"rule":"r","reason":"x","approved-by":"y","expires":"2027-01-31"}]',
    );
    expect(await ruleOf('remove: x')).toStrictEqual({
      id: 'r',
      severity: 'error',
      enforce: true,
      remove: [{ key: [{ equals: 'x' }] }],
    });
  });

  it('keeps every condition of a map, and drops what says nothing', async () => {
    const rule = await ruleOf(
      'remove:',
      '  key: { glob: "T*", ignore-case: true, not: [team, { regex: "^t[0-9]$" }] }',
      '  value: { older-than: 90 days, not: { in: [b, a, b], ignore-case: false } }',
      '  except: { in: [z, y] }',
    );
    expect(rule?.remove).toEqual([
      {
        key: [{ glob: 'T*', 'ignore-case': true, not: [{ equals: 'team' }, { regex: '^t[0-9]$' }] }],
        value: [{ not: [{ in: ['a', 'b'] }], 'older-than': 90 }],
        except: [{ in: ['y', 'z'] }],
      },
    ]);
  });

  it('takes a map of conditions under remove for a matcher of keys', async () => {
    expect((await ruleOf('remove: { glob: "a*", not: ab }'))?.remove).toEqual([
      { key: [{ glob: 'a*', not: [{ equals: 'ab' }] }] },
    ]);
  });

  it('joins bare keys of a list into one claim and keeps the others apart', async () => {
    const rule = await ruleOf('remove: [b, { key: c, except: d }, a, { variant-of: [Owner, Env] }]');
    expect(rule?.remove).toEqual([
      { key: [{ equals: 'a' }, { equals: 'b' }] },
      { key: [{ equals: 'c' }], except: [{ equals: 'd' }] },
      { 'variant-of': ['Env', 'Owner'] },
    ]);
  });

  it('reads scopes: types in their order, tags by key, whatever the key', async () => {
    const rule = await ruleOf(
      'match: { type: [policy, ou], name: prd-*, tags: { zone: [b, a], __proto__: x } }',
      'exclude: { path: [/Production/**, /Lab], id: "123" }',
      'remove: temp',
    );
    expect(rule?.match).toEqual({
      type: ['ou', 'policy'],
      name: [{ glob: 'prd-*' }],
      tags: [
        { key: '__proto__', value: [{ equals: 'x' }] },
        { key: 'zone', value: [{ equals: 'a' }, { equals: 'b' }] },
      ],
    });
    expect(rule?.exclude).toEqual({
      id: [{ equals: '123' }],
      path: [{ equals: '/Lab' }, { glob: '/Production/**' }],
    });
  });

  it('lets a list hold the list of an alias', async () => {
    const set = await setOf(
      'protect: &core [owner, env]\nrules:\n  - id: r\n    remove: { key: "*", except: [*core, "team:*"] }\n',
    );
    expect(set.rules[0]?.remove?.[0]?.except).toEqual([
      { equals: 'env' },
      { equals: 'owner' },
      { glob: 'team:*' },
    ]);
  });

  it('reads ages of days in each way they are written', async () => {
    for (const [written, days] of [
      ['90d', 90],
      ['90 days', 90],
      ['1 day', 1],
      ['0d', 0],
    ] as const) {
      const rule = await ruleOf(`remove: { key: created, value: { older-than: ${written} } }`);
      expect(rule?.remove?.[0]?.value).toEqual([{ 'older-than': days }]);
    }
  });
});

const RULE = 'rules:\n  - { id: r, remove: temp }\n';

describe('limits and freezes', () => {
  it('hold 500 removals and half of the tags where the file says nothing', async () => {
    expect((await setOf(RULE)).limits).toEqual({ removals: 500, share: 50 });
    expect((await setOf(`${RULE}limits: { resources: 7 }`)).limits).toEqual({
      removals: 500,
      resources: 7,
      share: 50,
    });
  });

  it('read percentages and none, per type and per rule', async () => {
    const set = await setOf(
      `${RULE}limits: { removals: none, share: 12.5%, per-type: { policy: { share: none }, ou: { removals: 0 } }, per-rule: { r: { resources: 3 } } }`,
    );
    expect(set.limits).toEqual({
      removals: null,
      share: 12.5,
      'per-type': { ou: { removals: 0 }, policy: { share: null } },
      'per-rule': [{ rule: 'r', resources: 3 }],
    });
  });

  it('stand in one order: types in theirs, rules by id, and only what is bounded', async () => {
    const { limits } = await setOf(
      'rules: [{ id: r, remove: temp }, { id: a, remove: tmp }]\nlimits: { resources: none, share: none, per-type: { policy: { removals: 1 }, root: { resources: 0 } }, per-rule: { r: { share: 0.5% }, a: { removals: none } } }',
    );
    expect(limits).toStrictEqual({
      removals: 500,
      resources: null,
      share: null,
      'per-type': { root: { resources: 0 }, policy: { removals: 1 } },
      'per-rule': [
        { rule: 'a', removals: null },
        { rule: 'r', share: 0.5 },
      ],
    });
    expect(Object.keys(limits['per-type'] ?? {})).toEqual(['root', 'policy']);
    expect((await setOf(RULE)).limits).toStrictEqual({ removals: 500, share: 50 });
  });

  it.each(['removals: -1', 'removals: 1.5', 'removals: "200"', 'share: 25', 'share: 101%', 'share: -5%'])(
    '%s is no limit',
    async (limit) => {
      expect(await codes(`${RULE}limits: { ${limit} }`)).toEqual(['bad-limit']);
    },
  );

  it('turn the instants of a freeze to UTC and leave days as they are', async () => {
    const set = await setOf(
      `${RULE}freeze:\n  - { from: 2026-12-20, until: "2026-12-24T18:00:00+08:00", why: Year end }`,
    );
    expect(set.freeze).toEqual([{ from: '2026-12-20', until: '2026-12-24T10:00:00.000Z', why: 'Year end' }]);
  });

  it('let a freeze begin and end on one day, and refuse days that do not exist', async () => {
    expect(await codes(`${RULE}freeze: [{ from: 2026-12-20, until: 2026-12-20, why: x }]`)).toEqual([]);
    expect(await codes(`${RULE}freeze: [{ from: 2026-02-29, until: 2026-12-20, why: x }]`)).toEqual([
      'bad-date',
    ]);
  });
});

describe('included files', () => {
  const files = {
    'conf/tag-rules.yaml': 'version: 1\ninclude: [policies/*, policies/b.yaml]\nprotect: owner\n',
    'conf/policies/b.yaml':
      'protect: [env, owner]\nredact: phone\nrules:\n  - { id: b, remove: tmp }\n\n  - { id: a, remove: temp }\n',
    'conf/policies/a.yaml':
      'version: 1\nwaivers:\n  - { rule: b, reason: x, approved-by: y, expires: 2027-01-31 }\n',
  };

  it('are united with the root file, each read once', async () => {
    const { set, sources } = await loadRules('conf/tag-rules.yaml', memoryFiles(files));
    expect(set.rules.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(set.protect).toEqual([{ equals: 'env' }, { equals: 'owner' }]);
    expect(set.redact).toEqual([{ equals: 'phone' }]);
    expect(set.waivers).toHaveLength(1);
    expect(sources.map(({ file }) => file)).toEqual(['policies/a.yaml', 'policies/b.yaml', 'tag-rules.yaml']);
    expect(sources[1]?.sha256).toBe(createHash('sha256').update(files['conf/policies/b.yaml']).digest('hex'));
  });

  it('say where everything stands, as seen from where the root file was named', async () => {
    const { places } = await loadRules('conf/tag-rules.yaml', memoryFiles(files));
    expect(places.rule('a')).toEqual({ file: 'conf/policies/b.yaml', line: 6, column: 5 });
    expect(places.condition('b', 'remove')).toEqual({ file: 'conf/policies/b.yaml', line: 4, column: 14 });
    expect(places.condition('b', 'match/type')).toEqual(places.rule('b'));
    expect(places.condition('b', 'protect/0')).toEqual({ file: 'conf/policies/b.yaml', line: 1, column: 11 });
    expect(places.condition('b', 'protect/1')).toEqual({ file: 'conf/tag-rules.yaml', line: 3, column: 10 });
    expect(places.waiver(0)).toEqual({ file: 'conf/policies/a.yaml', line: 3, column: 5 });
    expect(places.rule('c')).toBeUndefined();
    expect(places.condition('c', 'remove')).toBeUndefined();
    expect(places.waiver(1)).toBeUndefined();
  });

  it('say of a part that is not written where what is around it stands', async () => {
    const text =
      'rules:\n  - id: r\n    match: { name: x, tags: { a/b: y } }\n    remove: [x, { key: y, except: z }]\n';
    const { loaded } = await validate(text);
    const at = (pointer: string) => {
      const place = loaded?.places.condition('r', pointer);
      return `${place?.line}:${place?.column}`;
    };
    const pointers = [
      'match',
      'match/name',
      'match/type',
      'match/tags/a/b',
      'match/tags/c',
      'remove',
      'require',
    ];
    expect(pointers.map(at)).toEqual(['4:5', '4:14', '4:12', '4:31', '4:29', '5:5', '3:5']);
  });

  it('are all checked, and a broken one hides no problem of another', async () => {
    const broken = { ...files, 'conf/policies/a.yaml': 'rules: [', 'conf/policies/c.yaml': 'ruls: []' };
    const { problems } = await validateRules('conf/tag-rules.yaml', memoryFiles(broken));
    expect(problems.map(({ code, place }) => [code, place?.file])).toEqual([
      ['yaml-syntax', 'conf/policies/a.yaml'],
      ['unknown-key', 'conf/policies/c.yaml'],
    ]);
  });

  it('have paths below the root file in messages too', async () => {
    const doubled = { ...files, 'conf/policies/c.yaml': 'rules: [{ id: a, remove: x }]' };
    const { problems } = await validateRules('conf/tag-rules.yaml', memoryFiles(doubled));
    expect(problems.map(({ message }) => message)).toEqual([
      'The id `a` is already that of the rule at conf/policies/b.yaml:6.',
    ]);
  });
});

describe('order', () => {
  const RULES = [
    {
      id: 'a',
      match: { type: ['ou', 'root'], name: ['x*', 'y'] },
      remove: ['temp', { key: 'b', except: ['c', 'b'] }],
    },
    { id: 'b', match: { tags: { k: ['v', 'w'], l: 'm' } }, require: ['owner', 'env'] },
    { id: 'c', remove: { key: { in: ['q', 'p'] }, value: [{ before: 'today' }, { empty: true }] } },
    { id: 'd', remove: { 'variant-of': ['Owner', 'Env'] }, exclude: { path: ['/A', '/B/**'] } },
  ];
  const WAIVERS = ['a', 'b', 'c'].map((rule) => ({
    rule,
    key: ['k', 'j*'],
    reason: 'r',
    'approved-by': 's',
    expires: '2027-01-31',
  }));

  /** The same value with the entries of every list in another order. */
  const shuffled = (value: unknown, next: () => number): unknown => {
    if (Array.isArray(value)) {
      const items = value.map((item): [number, unknown] => [next(), shuffled(item, next)]);
      return items.sort(([a], [b]) => a - b).map(([, item]) => item);
    }
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value).map(([key, one]): [number, [string, unknown]] => [
      next(),
      [key, shuffled(one, next)],
    ]);
    return Object.fromEntries(entries.sort(([a], [b]) => a - b).map(([, entry]) => entry));
  };

  it('of rules, keys, list entries and files never changes the set', async () => {
    const whole = { protect: ['p', 'q*'], redact: ['r', 's'], rules: RULES, waivers: WAIVERS };
    const expected = JSON.stringify(await setOf(stringify(whole)));
    await fc.assert(
      fc.asyncProperty(
        fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })),
        async (numbers) => {
          const next = (): number => Number(numbers.next().value);
          const mixed = shuffled(whole, next) as typeof whole;
          const cut = Math.floor(next() * (RULES.length - 1)) + 1;
          const files = {
            'one.yaml': stringify({ rules: mixed.rules.slice(0, cut), protect: mixed.protect }),
            'two.yaml': stringify({ rules: mixed.rules.slice(cut), waivers: mixed.waivers }),
          };
          const root = stringify({ include: ['two.yaml', 'one.yaml'], redact: mixed.redact });
          expect(JSON.stringify(await setOf(root, files))).toBe(expected);
        },
      ),
      { numRuns: cases(60) },
    );
  });

  it('and repetition do not matter', async () => {
    const once = await setOf('protect: [a, b]\nrules:\n  - { id: r, remove: [x, y] }');
    const twice = await setOf('protect: [b, a, b, [a]]\nrules:\n  - { id: r, remove: { key: [y, x, y] } }');
    expect(JSON.stringify(twice)).toBe(JSON.stringify(once));
  });
});

describe('loading', () => {
  it('refuses with every problem at once', async () => {
    const files = memoryFiles({
      'r.yaml': 'version: 1\nlimts: {}\nrules:\n  - { id: r, remove: tmp, severity: eror }\n  - { id: s }\n',
    });
    const refusal = await loadRules('r.yaml', files).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).problems.map(({ code }) => code)).toEqual([
      'unknown-key',
      'not-allowed',
      'idle-rule',
    ]);
  });

  it('gives warnings with rules that can be used', async () => {
    const { loaded, problems } = await validate('protect: tmp-*\nrules:\n  - { id: r, remove: tmp-x }\n');
    expect(loaded?.warnings.map(({ code, severity }) => [code, severity])).toEqual([['shadowed', 'warning']]);
    expect(problems).toEqual(loaded?.warnings);
  });
});
