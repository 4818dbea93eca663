import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Resource, Scope } from '../../engine/model.ts';
import { compileScope, firstFailure, splitScope } from '../../engine/rules/scope.ts';
import { showMatcher, showMatchers, showScope } from '../../engine/rules/show.ts';
import type { Truth } from '../../engine/rules/truth.ts';
import { cases } from '../cases.ts';

const TODAY = '2026-11-24';

const ACCOUNT: Resource = {
  type: 'account',
  id: '05261f923e80d3890f33c0056e9b3f80',
  name: 'prd-pay',
  path: ['Production', 'Payments'],
  tags: [
    { key: 'env', value: 'prod' },
    { key: 'expires-on', value: 'soon' },
  ],
};
const UNLOCATED: Resource = { type: 'account', id: ACCOUNT.id, name: ACCOUNT.name, tags: ACCOUNT.tags };
const POLICY: Resource = { type: 'policy', id: 'p-abcdefgh', name: 'deny', tags: [] };
const ROOT: Resource = { type: 'root', id: 'r-abcd', name: 'root', tags: [] };

function covers(scope: Scope | undefined, resource: Resource = ACCOUNT, unlocated: Truth = 'unknown'): Truth {
  return compileScope(scope, TODAY)(resource, unlocated);
}

describe('a scope', () => {
  it('that is absent or says nothing covers everything', () => {
    expect([ACCOUNT, POLICY, ROOT].map((one) => covers(undefined, one))).toEqual(['yes', 'yes', 'yes']);
    expect(covers({})).toBe('yes');
  });

  it('needs every condition, and any one entry of a list', () => {
    const scope: Scope = { type: ['ou', 'account'], name: [{ glob: 'dev-*' }, { glob: 'prd-*' }] };
    expect(covers(scope)).toBe('yes');
    expect(covers({ ...scope, type: ['ou'] })).toBe('no');
    expect(covers({ ...scope, id: [{ equals: 'other' }] })).toBe('no');
  });

  it('needs each listed tag to be there, with such a value', () => {
    expect(covers({ tags: [{ key: 'env', value: [{ equals: 'prod' }] }] })).toBe('yes');
    expect(covers({ tags: [{ key: 'env', value: [{ equals: 'dev' }] }] })).toBe('no');
    expect(covers({ tags: [{ key: 'ENV', value: [{ glob: '*' }] }] })).toBe('no');
    expect(covers({ tags: [{ key: 'owner', value: [{ not: [{ equals: 'x' }] }] }] })).toBe('no');
    expect(covers({ tags: [{ key: '__proto__', value: [{ glob: '*' }] }] })).toBe('no');
    expect(covers({ tags: [{ key: 'expires-on', value: [{ before: 'today' }] }] })).toBe('unknown');
  });

  it('leaves open what it cannot know, unless another condition fails', () => {
    const scope: Scope = { path: [{ glob: '/Production/**' }] };
    expect(covers(scope)).toBe('yes');
    expect(covers(scope, UNLOCATED)).toBe('unknown');
    expect(covers(scope, UNLOCATED, 'no')).toBe('no');
    expect(covers({ path: [{ not: scope.path ?? [] }] }, UNLOCATED)).toBe('unknown');
    expect(covers({ ...scope, type: ['ou'] }, UNLOCATED)).toBe('no');
  });

  it('with a path covers no policy, not even under not', () => {
    expect(covers({ path: [{ glob: '/**' }] }, POLICY)).toBe('no');
    expect(covers({ path: [{ not: [{ glob: '/A/**' }] }] }, POLICY)).toBe('no');
  });

  it('knows the path of the root without a tree', () => {
    expect(covers({ path: [{ equals: '/' }] }, ROOT)).toBe('yes');
    expect(covers({ path: [{ glob: '/*' }] }, ROOT)).toBe('no');
  });
});

describe('a scope in two parts', () => {
  const asking = (scope: Scope | undefined) => splitScope(scope, TODAY);
  const at: Scope = { type: ['account'], path: [{ glob: '/Production/**' }] };
  const own: Scope = { name: [{ equals: 'prd-pay' }], tags: [{ key: 'env', value: [{ equals: 'prod' }] }] };

  it('has one that looks at type and path alone, and one for all else, if anything else is asked', () => {
    expect(asking(undefined).own).toBeUndefined();
    expect(asking(at).own).toBeUndefined();
    const both = asking({ ...at, ...own });
    const other: Resource = { ...ACCOUNT, id: 'x', name: 'other', tags: [] };
    const elsewhere: Resource = { ...ACCOUNT, path: ['Sandbox'] };
    expect([ACCOUNT, other, elsewhere].map((one) => both.place(one, 'no'))).toEqual(['yes', 'yes', 'no']);
    expect([ACCOUNT, other, elsewhere].map((one) => both.own?.(one, 'no'))).toEqual(['yes', 'no', 'yes']);
    expect(both.place(UNLOCATED, 'unknown')).toBe('unknown');
    expect(both.own?.({ ...ACCOUNT, tags: [] }, 'no')).toBe('no');
  });
});

describe('why a scope does not cover a resource', () => {
  const scope: Scope = {
    path: [{ glob: '/Sandbox/**' }],
    tags: [
      { key: 'expires-on', value: [{ before: 'today' }] },
      { key: 'env', value: [{ equals: 'dev' }] },
    ],
  };

  it('is the first condition that fails, before any that is open', () => {
    expect(firstFailure(scope, TODAY, ACCOUNT, 'no')).toEqual({ condition: 'tags', key: 'env', truth: 'no' });
    expect(firstFailure({ ...scope, type: ['ou'] }, TODAY, ACCOUNT, 'no')).toEqual({
      condition: 'type',
      truth: 'no',
    });
  });

  it('is else the first condition that is open', () => {
    expect(firstFailure({ path: scope.path ?? [] }, TODAY, UNLOCATED, 'unknown')).toEqual({
      condition: 'path',
      truth: 'unknown',
    });
  });

  it('is told exactly where the scope does not cover it, and is as certain', () => {
    const conditions = fc.record<Scope>(
      {
        type: fc.constantFrom(['ou'], ['account', 'policy'], ['root']),
        id: fc.constantFrom([{ equals: 'r-abcd' }], [{ not: [{ equals: 'r-abcd' }] }]),
        name: fc.constantFrom([{ glob: 'prd-*' }], [{ before: 'today' }]),
        path: fc.constantFrom([{ glob: '/Production/**' }], [{ equals: '/' }]),
        tags: fc.subarray([
          { key: 'env', value: [{ equals: 'prod' }] },
          { key: 'expires-on', value: [{ before: 'today' }] },
        ]),
      },
      { requiredKeys: [] },
    );
    const resource = fc.constantFrom<Resource>(ACCOUNT, UNLOCATED, POLICY, ROOT);
    fc.assert(
      fc.property(
        conditions,
        resource,
        fc.constantFrom<Truth>('no', 'unknown'),
        (one, subject, unlocated) => {
          expect(firstFailure(one, TODAY, subject, unlocated)?.truth ?? 'yes').toBe(
            covers(one, subject, unlocated),
          );
        },
      ),
      { numRuns: cases(1000) },
    );
  });
});

describe('a condition in a report', () => {
  it.each([
    [{ equals: 'owner' }, 'owner'],
    [{ equals: '' }, '""'],
    [{ equals: 'a, b' }, '"a, b"'],
    [{ equals: 'a*' }, 'exactly "a*"'],
    [{ glob: 'temp-*' }, 'temp-*'],
    [{ regex: '^x' }, 'regex /^x/'],
    [{ glob: 'temp-*', 'ignore-case': true as const }, 'temp-* in any case'],
    [{ in: ['a', 'b'] }, 'any of a, b'],
    [{ not: [{ glob: 'prd-*' }] }, 'not prd-*'],
    [{ glob: 'a*', not: [{ equals: 'ab' }, { equals: 'ac' }] }, 'a* and not any of ab, ac'],
    [{ before: 'today' }, 'before today'],
    [{ after: '2026-01-01', before: '2026-02-01' }, 'before 2026-02-01 and after 2026-01-01'],
    [{ 'older-than': 90 }, 'older than 90 days'],
    [{ empty: true }, 'empty'],
    [{ empty: false }, 'not empty'],
  ])('reads as a person would write it: %j', (matcher, shown) => {
    expect(showMatcher(matcher)).toBe(shown);
  });

  it('lists alternatives, and names every condition of a scope', () => {
    expect(showMatchers([{ equals: 'owner' }, { glob: 'team:*' }])).toBe('any of owner, team:*');
    expect(
      showScope({
        type: ['ou', 'account'],
        id: [{ equals: 'ou-1' }, { equals: 'ou-2' }],
        name: [{ glob: 'prd-*' }],
        path: [{ glob: '/Production/**' }],
        tags: [
          { key: 'env', value: [{ equals: 'prod' }] },
          { key: 'a, b', value: [{ empty: true }] },
        ],
      }),
    ).toBe(
      'type ou or account; id any of ou-1, ou-2; name prd-*; path /Production/**; tag env: prod; tag "a, b": empty',
    );
    expect(showScope(undefined)).toBe('everything');
  });

  it('shows what a terminal would obey or hide', () => {
    expect(showMatcher({ glob: '\u001b[31m*\n\u202e\u2028x' })).toBe('\\u{1b}[31m*\\u{a}\\u{202e}\\u{2028}x');
    expect(showMatcher({ equals: '👨\u200d👩' })).toBe('👨\u200d👩');
  });
});
