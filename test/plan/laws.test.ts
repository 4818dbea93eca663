import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PlanBody, Resource, RuleSet, Tag } from '../../engine/model.ts';
import { digestOf } from '../../engine/plan/digest.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { fold } from '../../engine/rules/fold.ts';
import { compileMatchers } from '../../engine/rules/matcher.ts';
import { compileScope } from '../../engine/rules/scope.ts';
import { cases } from '../cases.ts';
import { DAY, inventoryOf, resources, ruleSet } from './generate.ts';

const plan = (rules: RuleSet, list: readonly Resource[], tree?: 'none'): PlanBody =>
  makePlan({ rules, inventory: inventoryOf(list, tree), day: DAY });

/** The rule language once more, as literally as it can be said: one tag, one resource, no memory. */
function claimsLeft(set: RuleSet, resource: Resource, tag: Tag): string[] {
  const yes = (matchers: Parameters<typeof compileMatchers>[0], text: string) =>
    compileMatchers(matchers, DAY)(text) === 'yes';
  if (tag.key.startsWith('_sys_') || set.protect.some((one) => yes([one], tag.key))) return [];
  return set.rules
    .filter((rule) => rule.enforce)
    .filter((rule) => compileScope(rule.match, DAY)(resource, 'no') === 'yes')
    .filter((rule) => !rule.exclude || compileScope(rule.exclude, DAY)(resource, 'no') === 'no')
    .filter((rule) =>
      (rule.remove ?? []).some((claim) => {
        const variants = claim['variant-of'];
        const key = variants
          ? !variants.includes(tag.key) && variants.map(fold).includes(fold(tag.key))
          : yes(claim.key ?? [], tag.key);
        const value = !claim.value || yes(claim.value, tag.value);
        return key && value && !(claim.except && yes(claim.except, tag.key));
      }),
    )
    .filter(
      (rule) =>
        !set.waivers.some(
          (waiver) =>
            waiver.rule === rule.id &&
            waiver.expires >= DAY &&
            (!waiver.key || yes(waiver.key, tag.key)) &&
            compileScope(waiver.match, DAY)(resource, 'no') !== 'no',
        ),
    )
    .map((rule) => rule.id);
}

describe('the laws of planning', () => {
  it('a tag is removed exactly if a claim on it is left, because of exactly those rules', () => {
    fc.assert(
      fc.property(ruleSet, resources, (rules, list) => {
        const wanted = list.flatMap((one) =>
          one.tags.flatMap((tag) => {
            const because = claimsLeft(rules, one, tag);
            return because.length === 0 ? [] : [{ id: `${one.type} ${one.id}`, ...tag, because }];
          }),
        );
        const planned = plan(rules, list).calls.flatMap(({ resource, remove }) =>
          remove.map((removal) => ({ id: `${resource.type} ${resource.id}`, ...removal })),
        );
        const byPlace = (a: { id: string; key: string }, b: { id: string; key: string }) =>
          `${a.id} ${a.key}` < `${b.id} ${b.key}` ? -1 : 1;
        expect(planned.sort(byPlace)).toEqual(wanted.sort(byPlace));
      }),
      { numRuns: cases(400) },
    );
  });

  it('carrying a plan out and planning again gives nothing to do', () => {
    fc.assert(
      fc.property(ruleSet, resources, (rules, list) => {
        const gone = new Map(
          plan(rules, list).calls.map((call) => [`${call.resource.type} ${call.resource.id}`, call]),
        );
        const after = list.map((one) => {
          const keys = new Set(gone.get(`${one.type} ${one.id}`)?.remove.map((removal) => removal.key));
          return { ...one, tags: one.tags.filter((tag) => !keys.has(tag.key)) };
        });
        expect(plan(rules, after).calls).toEqual([]);
      }),
    );
  });

  it('one call for each resource with a removal, in order, each key once and with its value', () => {
    fc.assert(
      fc.property(ruleSet, resources, (rules, list) => {
        const { calls } = plan(rules, list);
        const ids = calls.map(({ resource }) => `${resource.type} ${resource.id}`);
        expect(new Set(ids).size).toBe(ids.length);
        for (const { resource, remove } of calls) {
          const tags = list.find((one) => one.id === resource.id && one.type === resource.type)?.tags ?? [];
          expect(remove.length).toBeGreaterThan(0);
          expect(remove.map((one) => one.key)).toEqual([...new Set(remove.map((one) => one.key))].sort());
          for (const { key, value } of remove) expect(tags).toContainEqual({ key, value });
        }
      }),
    );
  });

  it('neither the order of resources nor of their tags changes the digest', () => {
    const shuffled = resources.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray([...list], { minLength: list.length })),
    );
    fc.assert(
      fc.property(ruleSet, shuffled, (rules, [list, other]) => {
        expect(digestOf(plan(rules, other))).toBe(digestOf(plan(rules, list)));
      }),
    );
  });

  it('where nothing is known of the tree, a rule with a path claims nothing of what has no path', () => {
    fc.assert(
      fc.property(ruleSet, resources, (rules, list) => {
        const lost = list.map(({ path: _, ...one }): Resource => one);
        const withPath = {
          ...rules,
          rules: rules.rules.map((rule) => ({ ...rule, match: { ...rule.match, path: [{ glob: '/**' }] } })),
        };
        const { calls } = plan(withPath, lost, 'none');
        expect(calls.filter((call) => call.resource.type !== 'root')).toEqual([]);
      }),
    );
  });

  it('a tag is either removed or kept, never both, and what is kept says why', () => {
    fc.assert(
      fc.property(ruleSet, resources, (rules, list) => {
        const { calls, kept } = plan(rules, list);
        const removed = new Set(
          calls.flatMap((c) => c.remove.map((r) => `${c.resource.type} ${c.resource.id} ${r.key}`)),
        );
        for (const one of kept) {
          expect(removed).not.toContain(`${one.resource.type} ${one.resource.id} ${one.key}`);
          expect(one.shields.length).toBeGreaterThan(0);
          expect(one.claims.length).toBeGreaterThan(0);
        }
      }),
    );
  });
});
