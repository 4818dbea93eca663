import { describe, expect, it } from 'vitest';
import type { Call, Limits } from '../../engine/model.ts';
import { overrideLimits, raiseObjections } from '../../engine/plan/limits.ts';
import { account, ou } from '../report/make.ts';

/** A call on a unit or an account that loses so many keys, each for these rules. */
function call(type: 'ou' | 'account', id: string, keys: number, because: readonly string[] = ['a']): Call {
  const resource = type === 'ou' ? ou(id, 'A') : account(id, id, 'A');
  return { resource, remove: Array.from({ length: keys }, (_, i) => ({ key: `k${i}`, value: '', because })) };
}

const CALLS = [call('ou', '1', 2), call('ou', '2', 1, ['b']), call('account', '3', 2, ['a', 'b'])];
const COUNTS = {
  resources: 40,
  tags: 20,
  'per-type': { ou: { resources: 10, tags: 6 }, account: { resources: 30, tags: 14 } },
};

const past = (limits: Limits, calls = CALLS, counts: typeof COUNTS = COUNTS) =>
  raiseObjections({ calls, counts, limits });

describe('limits', () => {
  it.each<[string, Limits, number | undefined]>([
    ['removals', { removals: 5 }, undefined],
    ['removals', { removals: 4 }, 5],
    ['resources', { resources: 3 }, undefined],
    ['resources', { resources: 2 }, 3],
    ['share', { share: 25 }, undefined],
    ['share', { share: 24.9 }, 25],
    ['per-type.ou.removals', { 'per-type': { ou: { removals: 3 } } }, undefined],
    ['per-type.ou.removals', { 'per-type': { ou: { removals: 2 } } }, 3],
    ['per-type.account.resources', { 'per-type': { account: { resources: 0 } } }, 1],
    ['per-type.ou.share', { 'per-type': { ou: { share: 50 } } }, undefined],
    ['per-type.ou.share', { 'per-type': { ou: { share: 49 } } }, 50],
    ['per-rule.a.removals', { 'per-rule': [{ rule: 'a', removals: 4 }] }, undefined],
    ['per-rule.a.removals', { 'per-rule': [{ rule: 'a', removals: 3 }] }, 4],
    ['per-rule.b.resources', { 'per-rule': [{ rule: 'b', resources: 1 }] }, 2],
    ['per-rule.b.share', { 'per-rule': [{ rule: 'b', share: 14 }] }, 15],
    ['per-rule.c.removals', { 'per-rule': [{ rule: 'c', removals: 0 }] }, undefined],
  ])('%s of %j: what is past it is strictly more', (limit, limits, actual) => {
    expect(past(limits).map((one) => [one.limit, one.actual])).toEqual(
      actual === undefined ? [] : [[limit, actual]],
    );
  });

  it('are told all at once: the whole, then types in their order, then rules', () => {
    const limits: Limits = {
      removals: 0,
      resources: 0,
      share: 0,
      'per-type': { account: { removals: 0 }, ou: { removals: 0 } },
      'per-rule': [{ rule: 'a', resources: 0 }],
    };
    expect(past(limits)).toEqual([
      { limit: 'removals', allowed: 0, actual: 5 },
      { limit: 'resources', allowed: 0, actual: 3 },
      { limit: 'share', allowed: 0, actual: 25, of: 20 },
      { limit: 'per-type.ou.removals', allowed: 0, actual: 3 },
      { limit: 'per-type.account.removals', allowed: 0, actual: 2 },
      { limit: 'per-rule.a.resources', allowed: 0, actual: 2 },
    ]);
  });

  it.each([
    [9.2, 69, 750],
    [4.6, 69, 1500],
    [0.000001, 1, 100_000_000],
  ])('of %d %%: %d of %d tags are at it and not past it, one more is', (share, removals, tags) => {
    const counts = { ...COUNTS, tags };
    const lost = (keys: number) => past({ share }, [call('account', '3', keys)], counts);
    expect(lost(removals)).toEqual([]);
    expect(lost(removals + 1)).toMatchObject([{ limit: 'share', allowed: share, of: tags }]);
  });

  it('hold nothing where there are none, or null', () => {
    expect(past({})).toEqual([]);
    expect(past({ removals: null, resources: null, share: null })).toEqual([]);
  });

  it('take a share of nothing for all of it, and no removal for no share', () => {
    const none = { resources: 0, tags: 0, 'per-type': {} } as unknown as typeof COUNTS;
    expect(past({ share: 99 }, CALLS, none)).toEqual([{ limit: 'share', allowed: 99, actual: 100, of: 0 }]);
    expect(past({ 'per-type': { ou: { share: 99 } } }, CALLS, none)).toEqual([
      { limit: 'per-type.ou.share', allowed: 99, actual: 100, of: 0 },
    ]);
    expect(past({ share: 0 }, [], none)).toEqual([]);
  });
});

describe('--limit', () => {
  const limits: Limits = {
    removals: 500,
    share: 50,
    'per-type': { ou: { removals: 10, share: 5 } },
    'per-rule': [
      { rule: 'b', removals: 1, resources: 7 },
      { rule: 'd', removals: 2 },
    ],
  };

  it('lays itself over the whole, and null lifts a bound', () => {
    expect(overrideLimits(limits, [{ name: 'removals', value: null }])).toEqual({
      ...limits,
      removals: null,
    });
    expect(overrideLimits(limits, [])).toEqual(limits);
  });

  it('changes one number of a type and leaves the others', () => {
    expect(overrideLimits(limits, [{ type: 'ou', name: 'removals', value: 3 }])['per-type']).toEqual({
      ou: { removals: 3, share: 5 },
    });
    expect(overrideLimits({}, [{ type: 'policy', name: 'share', value: 9 }])).toEqual({
      'per-type': { policy: { share: 9 } },
    });
  });

  it('changes one number of a rule, or adds the rule in its place', () => {
    const over = (rule: string) => overrideLimits(limits, [{ rule, name: 'removals', value: 9 }])['per-rule'];
    expect(over('b')).toEqual([
      { rule: 'b', removals: 9, resources: 7 },
      { rule: 'd', removals: 2 },
    ]);
    expect(over('c')?.map((one) => one.rule)).toEqual(['b', 'c', 'd']);
    expect(over('a')?.map((one) => one.rule)).toEqual(['a', 'b', 'd']);
    expect(over('e')?.map((one) => one.rule)).toEqual(['b', 'd', 'e']);
    expect(overrideLimits({}, [{ rule: 'a', name: 'share', value: 1 }])).toEqual({
      'per-rule': [{ rule: 'a', share: 1 }],
    });
  });

  it('holds as it was said last', () => {
    const twice = [
      { name: 'removals', value: 1 },
      { name: 'removals', value: 2 },
    ] as const;
    expect(overrideLimits(limits, twice).removals).toBe(2);
  });
});
