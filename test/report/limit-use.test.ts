import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Call, Limit } from '../../engine/model.ts';
import { raiseObjections } from '../../engine/plan/limits.ts';
import { limitUses } from '../../engine/report/limit-use.ts';
import { account, makePlan, makeRun, ou } from './make.ts';

describe('limits and what is taken of them', () => {
  it('are given for the whole plan, then by type, then by rule, and only where there is a bound', () => {
    const limits = {
      removals: 500,
      share: null,
      'per-type': { ou: { removals: 4 }, policy: { share: 10 } },
      'per-rule': [{ rule: 'expired', resources: 2 }],
    };
    expect(limitUses(makeRun({ plan: makePlan({ limits }) }))).toEqual([
      { name: 'removals', actual: 7, allowed: 500, share: false, past: false },
      { name: 'per-type.ou.removals', actual: 4, allowed: 4, share: false, past: false },
      { name: 'per-type.policy.share', actual: 100 / 68, allowed: 10, share: true, past: false },
      { name: 'per-rule.expired.resources', actual: 3, allowed: 2, share: false, past: true },
    ]);
  });

  it('are none for an undo, which decides nothing, and where there was no plan', () => {
    expect(limitUses(makeRun({ mode: 'undo', restore: [] }))).toEqual([]);
    const { plan: _, ...bare } = makeRun();
    expect(limitUses(bare)).toEqual([]);
  });

  it('agree with what refuses a plan, to the number', () => {
    const call = fc
      .tuple(
        fc.constantFrom('ou', 'account'),
        fc.nat(20),
        fc.array(fc.constantFrom('expired', 'other'), { minLength: 1 }),
        fc.integer({ min: 1, max: 4 }),
      )
      .map(([type, id, because, keys]): Call => {
        const resource = type === 'ou' ? ou(`${id}`, 'A') : account(`${id}`, 'a', 'A');
        return {
          resource,
          remove: Array.from({ length: keys }, (_, i) => ({ key: `k${i}`, value: '', because })),
        };
      });
    const calls = fc.uniqueArray(call, { selector: (one) => `${one.resource.type}/${one.resource.id}` });
    const bound = fc.record(
      { removals: fc.nat(30), resources: fc.nat(10), share: fc.nat(100) },
      { requiredKeys: [] },
    ) as fc.Arbitrary<Limit>;
    fc.assert(
      fc.property(calls, bound, bound, bound, fc.nat(200), (made, whole, ofType, ofRule, others) => {
        // Whatever is removed was read, so no plan removes more tags than there are.
        const tags = others + 2 * made.reduce((sum, one) => sum + one.remove.length, 0);
        const plan = makePlan({
          calls: made,
          limits: { ...whole, 'per-type': { ou: ofType }, 'per-rule': [{ rule: 'expired', ...ofRule }] },
          counts: { resources: 50, tags, 'per-type': { ou: { resources: 20, tags: Math.floor(tags / 2) } } },
        });
        const past = limitUses(makeRun({ plan })).filter((use) => use.past);
        const objections = raiseObjections(plan);
        expect(past.map(({ name, actual, allowed }) => [name, actual, allowed])).toEqual(
          objections.map(({ limit, actual, allowed }) => [limit, actual, allowed]),
        );
      }),
    );
  });
});
