import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Explanation, Inventory, Kept, PlanBody, Resource, RuleSet } from '../../engine/model.ts';
import { explainResource } from '../../engine/plan/explain.ts';
import { makePlan } from '../../engine/plan/make.ts';
import type { Truth } from '../../engine/rules/truth.ts';
import { cases } from '../cases.ts';
import { DAY, NO_PLACES, resources, ruleSets, truths } from './arbitrary.ts';

const CASES = { numRuns: cases(400) };
/** Enough of the same cases each time to meet what is rare. */
const SEARCH = { numRuns: 2_000, seed: 7 };

describe('explain says what the planner decides', () => {
  it('a tag goes exactly if the plan removes it, because of the same rules', () => {
    each(({ explanation, plan }) => {
      const going = explanation.tags
        .filter((tag) => tag.decision === 'goes')
        .map(({ key, value, rules }) => ({
          key,
          value,
          because: rules.filter((one) => one.standing === 'claims' && one.enforce).map((one) => one.rule),
        }));
      expect(going).toEqual(plan.calls.flatMap((call) => call.remove));
    });
  });

  it('a claimed tag that the plan keeps has the decision of its shield and the same claims', () => {
    each(({ explanation, plan }) => {
      for (const kept of plan.kept) {
        const tag = explanation.tags.find((one) => one.key === kept.key);
        expect(tag?.decision).toBe(decisionOf(kept, tag?.rules ?? []));
        const claiming = tag?.rules.filter((one) => ['claims', 'shielded'].includes(one.standing));
        expect(claiming?.map((one) => one.rule)).toEqual(kept.claims);
      }
      const shielded = explanation.tags.filter((tag) => tag.decision === 'waived');
      expect(shielded.every((tag) => plan.kept.some((one) => one.key === tag.key))).toBe(true);
    });
  });

  it('a rule that the plan says is waived has a waiver that applies, and no other has', () => {
    each(({ explanation, plan }) => {
      for (const kept of plan.kept) {
        const rules = explanation.tags.find((one) => one.key === kept.key)?.rules ?? [];
        for (const shield of kept.shields) {
          if (shield.kind === 'system' || shield.kind === 'protect') continue;
          const view = rules.find((one) => one.rule === shield.rule);
          const applies = view?.waivers.some((one) => one.state === 'applies');
          const undecided =
            view?.because.some((one) => one.truth === 'unknown') === true ||
            view?.waivers.some((one) => one.state === 'undecided');
          expect(shield.kind === 'waiver' ? applies : undecided).toBe(true);
        }
      }
    });
  });

  it('what the plan finds missing is missing, and an excuse of the plan is an excuse here', () => {
    each(({ explanation, plan }) => {
      const missing = explanation.required
        .filter((one) => one.state === 'missing' || one.state === 'waived')
        .map(({ rule, key, state }) => ({ rule, key, waived: state === 'waived' }));
      const found = plan.findings.flatMap((one) =>
        one.kind === 'missing' ? [{ rule: one.rule, key: one.key, waived: one.waiver !== undefined }] : [],
      );
      expect(missing).toEqual(found);
    });
  });

  it('every rule that removes stands with each tag or apart, never both unless undecided', () => {
    each(({ explanation, set }) => {
      const apart = explanation.apart.map((one) => one.rule);
      for (const rule of set.rules.filter((one) => one.remove !== undefined)) {
        for (const tag of explanation.tags) {
          const view = tag.rules.find((one) => one.rule === rule.id);
          expect(view !== undefined || apart.includes(rule.id)).toBe(true);
          if (view?.standing === 'passed' || view?.standing === 'spared')
            expect(view.because.length).toBeGreaterThan(0);
        }
      }
    });
  });

  it('asking for one key says the same of it as asking for all', () => {
    each(({ explanation, explain }) => {
      for (const tag of explanation.tags) expect(explain(tag.key).tags).toEqual([tag]);
    });
  });

  it('meets every decision in these cases', () => {
    const met = new Set<string>();
    each(({ explanation }) => {
      for (const tag of explanation.tags) met.add(tag.decision);
      for (const { state } of explanation.required) met.add(`key ${state}`);
    }, SEARCH);
    const decisions = ['goes', 'stays', 'system', 'protected', 'waived', 'unknown', 'unclaimed'];
    const states = ['key met', 'key missing', 'key waived', 'key undecided'];
    expect([...met].sort()).toEqual([...decisions, ...states].sort());
  });

  it('is incomplete only where the tree was not read as far as the resource', () => {
    each(({ explanation, resource, unlocated }) => {
      const unread = unlocated === 'unknown' && resource.path === undefined;
      if (!unread) expect(explanation.incomplete).toBe(false);
    });
  });
});

interface Case {
  readonly set: RuleSet;
  readonly resource: Resource;
  readonly unlocated: Truth;
  readonly explanation: Explanation;
  readonly plan: PlanBody;
  readonly explain: (key: string) => Explanation;
}

/** Checks a law over many rule sets and resources; the plan is made over an inventory of that one resource. */
function each(law: (one: Case) => void, cases: { numRuns: number; seed?: number } = CASES): void {
  fc.assert(
    fc.property(ruleSets, resources, truths, (set, resource, unlocated) => {
      const input = { set, places: NO_PLACES, day: DAY, resource, unlocated };
      const inventory: Inventory = {
        organization: { id: 'o-1', 'management-account': { id: 'a', name: 'a' } },
        origin: 'emulator',
        'read-at': `${DAY}T00:00:00.000Z`,
        types: [resource.type],
        tree: unlocated === 'unknown' ? 'none' : 'reached',
        gaps: [],
        resources: [resource],
      };
      law({
        set,
        resource,
        unlocated,
        explanation: explainResource(input),
        plan: makePlan({ rules: set, inventory, day: DAY }),
        explain: (key) => explainResource({ ...input, key }),
      });
    }),
    cases,
  );
}

function decisionOf({ shields }: Kept, rules: Explanation['tags'][number]['rules']): string {
  if (shields.some((one) => one.kind === 'system')) return 'system';
  if (shields.some((one) => one.kind === 'protect')) return 'protected';
  const undecided = rules.some((one) => one.enforce && one.standing === 'undecided');
  return undecided || shields.some((one) => one.kind === 'unknown') ? 'unknown' : 'waived';
}
