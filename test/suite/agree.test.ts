import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource, RuleSet } from '../../engine/model.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { validateRules } from '../../engine/rules/load.ts';
import { runSuites } from '../../engine/suite/run.ts';
import { cases } from '../cases.ts';
import { DAY, inventoryOf, resources } from '../plan/generate.ts';
import { memoryFiles } from '../rules/memory.ts';

const CASES = { numRuns: cases(100), seed: 20261128 };

const word = (...words: readonly unknown[]) => fc.constantFrom(...words);
const keys = word(
  'a',
  'temp-*',
  '{a,ab}',
  ['owner', '项目'],
  { equals: 'AB', 'ignore-case': true },
  { glob: 'a*', not: 'ab' },
  { regex: '^temp' },
  { in: ['a', 'owner'] },
);
const values = word('x', '2026-*', { before: 'today' }, { not: { after: '2026-06-01' } }, [
  { empty: true },
  '1',
]);
const scopes = word(
  { type: 'ou' },
  { type: ['ou', 'account'], name: 'P*' },
  { path: '/P/**' },
  { path: ['/', { glob: '/*', not: '/Q' }] },
  { tags: { owner: '*' } },
  { tags: { a: { before: 'today' } } },
);
const claims = fc.oneof(
  keys,
  fc.record({ key: keys, value: values, except: word('temp-b', ['ab', 'owner']) }, { requiredKeys: ['key'] }),
  word({ 'variant-of': ['ab', 'Ab'] }, { 'variant-of': 'AB', value: 'x' }),
);
const rules = fc.array(
  fc.record(
    {
      enforce: fc.boolean(),
      match: scopes,
      exclude: word({ name: 'Q' }, { tags: { temp: 'x' } }, { path: '/P/Q' }),
      remove: fc.oneof(claims, fc.array(claims, { minLength: 1, maxLength: 3 })),
      require: keys,
    },
    { requiredKeys: ['remove'] },
  ),
  { minLength: 1, maxLength: 4 },
);
const waivers = fc.array(
  fc.record(
    { match: scopes, key: keys, expires: word('2026-11-23', DAY, '2027-01-31') },
    { requiredKeys: ['expires'] },
  ),
  { maxLength: 2 },
);

interface Written {
  readonly rules: readonly { readonly id: string }[];
  readonly waivers: readonly object[];
  readonly protect: unknown;
}

/** Rules as somebody may write them. */
const written: fc.Arbitrary<Written> = fc.record({
  rules: rules.map((all) => all.map((one, i) => ({ id: `r${i}`, ...one }))),
  waivers: waivers.map((all) => all.map((one) => ({ rule: 'r0', ...one, reason: 'x', 'approved-by': 'y' }))),
  protect: word('owner', ['temp-a', 'A*']),
});

/** Resources whose places a rule test can write down, each with an id of its own. */
const placed = resources.map((all) => {
  const known = all.map((one): Resource => {
    if (one.type === 'root' || one.type === 'policy') return one;
    const path = one.path === undefined || one.path.length === 0 ? ['P'] : one.path;
    return one.type === 'ou' ? { ...one, path, name: path.at(-1) ?? '' } : { ...one, path };
  });
  return [...new Map(known.map((one) => [one.id, one])).values()];
});

/** The same with all lists and maps in another order. */
function shuffled(value: unknown, seed: number): unknown {
  const mixed = <T>(list: readonly T[]) =>
    list
      .map((one, i) => [Math.imul(i + 1, seed * 2 + 1) % 7, one] as const)
      .sort(([a], [b]) => a - b)
      .map(([, one]) => one);
  if (Array.isArray(value)) return mixed(value.map((one) => shuffled(one, seed + 1)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(mixed(Object.entries(value).map(([key, one]) => [key, shuffled(one, seed + 2)])));
}

async function load(files: Readonly<Record<string, object>>): Promise<RuleSet | undefined> {
  const texts = Object.entries(files).map(([name, file]) => [name, JSON.stringify(file)] as const);
  return (await validateRules('rules.yaml', memoryFiles(Object.fromEntries(texts)))).loaded?.set;
}

const root = (file: Written) => ({
  version: 1,
  ...file,
  ...(file.waivers.length === 0 && { waivers: undefined }),
});

describe('rules as they may be written', () => {
  it('mean the same in any order, and cut into files', async () => {
    await fc.assert(
      fc.asyncProperty(written, fc.nat(20), async (file, seed) => {
        const set = await load({ 'rules.yaml': root(file) });
        fc.pre(set !== undefined);
        expect(await load({ 'rules.yaml': shuffled(root(file), seed) as object })).toEqual(set);
        const { rules, ...rest } = file;
        const parts = rules.map((one, i) => [`part${i}.yaml`, { rules: [one] }] as const);
        const last = { ...rest, ...(rest.waivers.length === 0 && { waivers: undefined }) };
        const cut = { 'rules.yaml': { version: 1, include: 'p*' }, 'protect.yaml': last };
        expect(await load({ ...cut, ...Object.fromEntries(parts) })).toEqual(set);
      }),
      CASES,
    );
  });

  it('pass a test that expects what the plan does, and fail one that expects less', async () => {
    await fc.assert(
      fc.asyncProperty(written, placed, async (file, list) => {
        const set = await load({ 'rules.yaml': root(file) });
        fc.pre(set !== undefined && list.length > 0);
        const { calls, findings } = makePlan({ rules: set, inventory: inventoryOf(list), day: DAY });
        const found = (id: string, kind: string) => [
          ...new Set(
            findings.flatMap((one) =>
              one.kind === kind && 'key' in one && one.resource.id === id && !('waiver' in one)
                ? [one.key]
                : [],
            ),
          ),
        ];
        const expectation = ({ id }: Resource) => {
          const gone = calls.find(({ resource }) => resource.id === id)?.remove ?? [];
          const kinds = ['missing', 'unenforced', 'date-unreadable'];
          return {
            resource: id,
            remove: gone.map(({ key }) => key),
            ...(gone.length > 0 && {
              because: Object.fromEntries(gone.map((one) => [one.key, one.because])),
            }),
            findings: Object.fromEntries(kinds.map((kind) => [kind, found(id, kind)])),
          };
        };
        const run = async (expect: readonly object[]) => {
          const test = {
            rules: 'rules.yaml',
            today: DAY,
            resources: list.map(({ path, ...one }) => ({
              ...one,
              ...(path !== undefined && one.type !== 'root' && { path }),
              tags: Object.fromEntries(one.tags.map(({ key, value }) => [key, value])),
            })),
            expect,
          };
          const files = { 'rules.yaml': JSON.stringify(root(file)), 'a.test.yaml': JSON.stringify(test) };
          return runSuites({ patterns: ['a.test.yaml'], base: '.', files: memoryFiles(files) });
        };
        const whole = await run(list.map(expectation));
        expect(whole.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
        expect(whole.files.flatMap(({ cases }) => cases.flatMap(({ failures }) => failures))).toEqual([]);
        const [first] = calls;
        if (first === undefined) return;
        const less = list.map((one) =>
          one.id === first.resource.id ? { resource: one.id, remove: [] } : expectation(one),
        );
        const failures = (await run(less)).files.flatMap(({ cases }) => cases.flatMap((one) => one.failures));
        expect(failures.map(({ kind, key }) => [kind, key])).toEqual(
          first.remove.map(({ key }) => ['removed', key]),
        );
      }),
      CASES,
    );
  });
});
