import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matcher, Path, Resource, Rule, RuleSet, Scope, Waiver } from '../../engine/model.ts';
import { treeNeeded, typeOfId, typesNeeded } from '../../engine/rules/needs.ts';
import { compileScope } from '../../engine/rules/scope.ts';
import { cases } from '../cases.ts';

const TODAY = '2026-11-24';

function rule(id: string, scopes: Pick<Rule, 'match' | 'exclude'>): Rule {
  return { id, severity: 'error', enforce: true, remove: [{ key: [{ equals: 'x' }] }], ...scopes };
}

function waiver(of: string, expires: string, match: Scope): Waiver {
  return { rule: of, reason: 'because', 'approved-by': 'me', expires, match };
}

function set(rules: readonly Rule[], waivers: readonly Waiver[] = []): RuleSet {
  return { version: 1, rules, waivers, protect: [], redact: [], freeze: [], limits: {} };
}

function types(...matches: readonly Scope[]) {
  return typesNeeded(set(matches.map((match, at) => rule(`r${at}`, { match }))));
}

const PRODUCTION: readonly Matcher[] = [{ glob: '/Production/**' }];
const SANDBOX: readonly Matcher[] = [{ glob: '/Sandbox/**' }];

describe('the types that have to be read', () => {
  it('are those that some rule can match, in the order of every list', () => {
    expect(types({ type: ['policy'] }, { type: ['ou'] })).toEqual(['ou', 'policy']);
    expect(types({ name: [{ equals: 'x' }] })).toEqual(['root', 'ou', 'account', 'policy']);
    expect(typesNeeded(set([rule('everything', {})]))).toEqual(['root', 'ou', 'account', 'policy']);
    expect(typesNeeded(set([]))).toEqual([]);
  });

  it('leave out policies where a rule goes by path', () => {
    expect(types({ path: PRODUCTION })).toEqual(['root', 'ou', 'account']);
    expect(types({ type: ['policy'], path: PRODUCTION })).toEqual([]);
  });

  it('follow from listed ids', () => {
    expect(types({ id: [{ equals: 'ou-abcdefgh' }] })).toEqual(['ou']);
    expect(types({ id: [{ in: ['r-abcd', 'p-abcdefgh'] }, { equals: '05261f92' }] })).toEqual([
      'root',
      'account',
      'policy',
    ]);
    expect(types({ id: [{ equals: 'ou-abcdefgh' }], type: ['account'] })).toEqual([]);
  });

  it('do not follow from an id that is no plain list', () => {
    const all = ['root', 'ou', 'account', 'policy'];
    expect(types({ id: [{ equals: 'OU-ABCDEFGH', 'ignore-case': true }] })).toEqual(all);
    expect(types({ id: [{ equals: 'ou-abcdefgh' }, { glob: 'p-*' }] })).toEqual(all);
    expect(types({ id: [{ not: [{ equals: 'ou-abcdefgh' }] }] })).toEqual(all);
  });
});

describe('the tree of OUs', () => {
  it('is not needed where no rule goes by path', () => {
    expect(treeNeeded(set([rule('a', { match: { type: ['ou'] } })]), TODAY)).toBeUndefined();
  });

  it('is read for match, exclude and waiver alike, and only down their branches', () => {
    const needed = treeNeeded(
      set(
        [rule('a', { match: { path: PRODUCTION } }), rule('b', { exclude: { path: SANDBOX } })],
        [waiver('b', TODAY, { path: [{ equals: '/Lab' }] })],
      ),
      TODAY,
    );
    const paths = [[], ['Production', 'x'], ['Sandbox', 'x'], ['Lab'], ['Lab', 'x'], ['Other']];
    expect(paths.map((path) => needed?.(path))).toEqual([true, true, true, true, false, false]);
  });

  it('is read down branches that differ only by case, so that such a slip can be told', () => {
    const needed = treeNeeded(set([rule('a', { match: { path: PRODUCTION } })]), TODAY);
    expect([['production'], ['PRODUCTION', 'x'], ['Produce']].map((path) => needed?.(path))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is not read for a waiver that is over, or whose rule is not there', () => {
    const rules = [rule('a', {})];
    const by = (one: Waiver) => treeNeeded(set(rules, [one]), TODAY);
    expect(by(waiver('a', TODAY, { path: PRODUCTION }))).toBeDefined();
    expect(by(waiver('a', '2026-11-23', { path: PRODUCTION }))).toBeUndefined();
    expect(by(waiver('narrowed-away', TODAY, { path: PRODUCTION }))).toBeUndefined();
  });

  it('is not read for rules that speak only of the root or of policies', () => {
    const needed = (match: Scope, exclude?: Scope) =>
      treeNeeded(set([rule('a', { match, ...(exclude && { exclude }) })]), TODAY);
    expect(needed({ type: ['root'], path: [{ equals: '/' }] })).toBeUndefined();
    expect(needed({ type: ['policy'] }, { path: PRODUCTION })).toBeUndefined();
    expect(needed({ type: ['account'] }, { type: ['policy'], path: PRODUCTION })).toBeUndefined();
    expect(needed({ id: [{ equals: 'r-abcd' }] }, { path: PRODUCTION })).toBeUndefined();
  });

  it('is not read below an OU for its accounts where rules speak only of OUs', () => {
    const needed = treeNeeded(set([rule('a', { match: { type: ['ou'], path: [{ equals: '/A' }] } })]), TODAY);
    expect([[], ['A']].map((path) => needed?.(path))).toEqual([true, false]);
  });
});

/** A tree in which every OU down to a depth has one account, and the paths that a read of it finds. */
const NAMES = ['a', 'b', 'a/b'];

function everything(path: Path = [], depth = 3): Resource[] {
  const at = path.join('>');
  const here: Resource[] = [
    path.length === 0
      ? { type: 'root', id: 'r-0', name: 'root', path, tags: [] }
      : { type: 'ou', id: `ou-${at}`, name: path.at(-1) ?? '', path, tags: [] },
    { type: 'account', id: `in ${at}`, name: 'account', path, tags: [] },
  ];
  return depth === 0 ? here : [...here, ...NAMES.flatMap((name) => everything([...path, name], depth - 1))];
}

const TREE: readonly Resource[] = [...everything(), { type: 'policy', id: 'p-0', name: 'policy', tags: [] }];

/** Children of OUs that were read have a path; a parent is read if it was found and is needed. */
function asRead(needed: (path: Path) => boolean): Resource[] {
  const isRead = (path: Path): boolean => path.every((_, at) => needed(path.slice(0, at))) && needed(path);
  return TREE.map(({ path, ...resource }) => {
    if (path === undefined) return resource;
    const parent = resource.type === 'ou' ? path.slice(0, -1) : path;
    return resource.type === 'root' || !isRead(parent) ? resource : { ...resource, path };
  });
}

const pattern = fc
  .array(fc.constantFrom('a', 'b', '*', '**', '{a,b}'), { maxLength: 3 })
  .map((levels) => `/${levels.join('/')}`);
const paths = fc.array(
  fc.oneof(
    pattern.map((glob) => ({ glob })),
    fc.record({ glob: pattern, not: fc.tuple(fc.record({ glob: pattern })) }),
    fc.record({ not: fc.tuple(fc.record({ glob: pattern })) }),
  ),
  { minLength: 1, maxLength: 2 },
);
const scope = fc.record<Scope>(
  {
    path: paths,
    type: fc.subarray(['root', 'ou', 'account', 'policy'] as const, { minLength: 1 }),
    id: fc.constantFrom([{ in: ['ou-a', 'in a'] }], [{ equals: 'r-0' }], [{ glob: '*a' }]),
  },
  { requiredKeys: [] },
);
const ruleSet = fc
  .tuple(fc.array(fc.tuple(scope, scope), { minLength: 1, maxLength: 3 }), scope)
  .map(([scopes, waived]) =>
    set(
      scopes.map(([match, exclude], at) => rule(`r${at}`, { match, exclude })),
      [waiver('r0', TODAY, waived)],
    ),
  );

describe('what the rules ask to be read', () => {
  it('is enough: every condition is decided as with the whole tree', () => {
    fc.assert(
      fc.property(ruleSet, (rules) => {
        const read = asRead(treeNeeded(rules, TODAY) ?? (() => false));
        for (const one of rules.rules) {
          const scopes = [
            one.match,
            one.exclude,
            ...(one.id === 'r0' ? rules.waivers.map(({ match }) => match) : []),
          ];
          const [match, ...others] = scopes.map((each) => compileScope(each, TODAY));
          TREE.forEach((whole, at) => {
            const part = read[at] ?? whole;
            expect(match?.(part, 'no')).toBe(match?.(whole, 'no'));
            if (match?.(whole, 'no') === 'no') return;
            for (const other of others) expect(other(part, 'no')).toBe(other(whole, 'no'));
          });
        }
      }),
      { numRuns: cases(300) },
    );
  });

  it('holds every type that any rule matches', () => {
    fc.assert(
      fc.property(ruleSet, (rules) => {
        const needed = new Set(typesNeeded(rules));
        const matches = rules.rules.map(({ match }) => compileScope(match, TODAY));
        for (const one of TREE.filter((each) => matches.some((match) => match(each, 'unknown') !== 'no'))) {
          expect(needed).toContain(one.type);
        }
      }),
    );
  });

  it('takes the type of an id from its prefix', () => {
    expect(['r-abcd', 'ou-abcdefgh', 'p-abcdefgh', '05261f92', 'prod'].map(typeOfId)).toEqual([
      'root',
      'ou',
      'policy',
      'account',
      'account',
    ]);
  });
});
