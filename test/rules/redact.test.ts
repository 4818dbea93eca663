import { describe, expect, it } from 'vitest';
import type { Comparison, Outcome, Run, Tag, TagState } from '../../engine/model.ts';
import { comparePlans } from '../../engine/plan/compare.ts';
import { maskOf, REDACTED, redactComparison, redactPlan, redactRun } from '../../engine/rules/redact.ts';
import { CALLS, LAB, makePlan, makeRun, outcomesOf, PAYMENTS, PRD_PAY } from '../report/make.ts';

const SECRET = [{ glob: 'temp-*' }, { equals: 'expires-on' }];
const withRedact = (redact = SECRET) => makePlan({ rules: { ...makePlan().rules, redact } });

/** Every tag within a value, as `KEY VALUE`. */
function tagsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const { key, value: text } = value as Partial<Tag>;
  const own = typeof key === 'string' && typeof text === 'string' ? [`${key} ${text}`] : [];
  return [...own, ...Object.values(value).flatMap(tagsIn)];
}

/** The same with the values masked that those keys have. */
const masked = (tags: readonly string[]) =>
  tags.map((tag) => tag.replace(/^((?:temp-\S*|expires-on) ).*$/, `$1${REDACTED}`));

describe('a mask', () => {
  it('stands in place of the values of its keys alone, and leaves all else of a tag', () => {
    const mask = maskOf(SECRET);
    expect(mask({ key: 'temp-a', value: '1', because: ['r'] })).toEqual({
      key: 'temp-a',
      value: '‹redacted›',
      because: ['r'],
    });
    expect(mask({ key: 'owner', value: '1' })).toEqual({ key: 'owner', value: '1' });
    expect(maskOf([])({ key: 'temp-a', value: '1' })).toEqual({ key: 'temp-a', value: '1' });
  });
});

describe('a plan that is shown', () => {
  it('has the values of redacted keys masked wherever they stand, and nothing else changed', () => {
    const plan = makePlan();
    const shown = redactPlan(plan, maskOf(SECRET));
    expect(tagsIn(shown)).toEqual(masked(tagsIn(plan)));
    expect(tagsIn(shown.calls)).toContain(`temp-owner ${REDACTED}`);
    expect(tagsIn(shown.kept)).toContain(`temp-migration ${REDACTED}`);
    expect(tagsIn(shown.findings)).toContain(`expires-on ${REDACTED}`);
    expect(redactPlan(plan, maskOf([]))).toEqual(plan);
  });
});

describe('a run that is shown', () => {
  const tags = [
    { key: 'temp-a', value: '1' },
    { key: 'owner', value: 'x' },
  ];
  const outcome = (state: TagState): Outcome => ({
    resource: LAB,
    tags: tags.map((tag) => ({ ...tag, state })),
  });

  it('is masked by the rules of its plan: plan and outcomes', () => {
    const run = makeRun({ plan: withRedact(), outcomes: outcomesOf(CALLS) });
    const shown = redactRun(run);
    expect(shown).toEqual({
      ...run,
      plan: redactPlan(withRedact(), maskOf(SECRET)),
      outcomes: run.outcomes.map((one) => ({ ...one, tags: one.tags.map(maskOf(SECRET)) })),
    });
    expect(tagsIn(shown)).toEqual(masked(tagsIn(run)));
  });

  it('is masked by its own keys where it undoes another: what it puts back and what it foresees', () => {
    const { plan: _, ...bare } = makeRun({ mode: 'undo' });
    const run: Run = {
      ...bare,
      redact: SECRET,
      restore: [{ resource: LAB, tags }],
      foreseen: [outcome('present')],
      outcomes: [outcome('restored')],
    };
    const hidden = [{ key: 'temp-a', value: REDACTED }, tags[1]];
    expect(redactRun(run)).toStrictEqual({
      ...run,
      restore: [{ resource: LAB, tags: hidden }],
      foreseen: [{ resource: LAB, tags: hidden.map((tag) => ({ ...tag, state: 'present' })) }],
      outcomes: [{ resource: LAB, tags: hidden.map((tag) => ({ ...tag, state: 'restored' })) }],
    });
  });

  it('goes by its own keys before those of its plan', () => {
    const run = makeRun({ plan: withRedact(), redact: [{ equals: 'Owner' }], outcomes: outcomesOf(CALLS) });
    expect(tagsIn(redactRun(run)).filter((tag) => tag.endsWith(REDACTED))).toEqual([
      `Owner ${REDACTED}`,
      `Owner ${REDACTED}`,
    ]);
  });

  it('is the run itself where nothing is redacted, and where there was no plan', () => {
    const { plan: _, ...bare } = makeRun();
    for (const run of [makeRun(), bare]) expect(redactRun(run)).toBe(run);
  });
});

describe('a comparison that is shown', () => {
  const lost = { ...makePlan(), calls: [], kept: [], findings: [] };
  const compared = (base: typeof SECRET, head: typeof SECRET): Comparison =>
    comparePlans(withRedact(base), { ...lost, rules: withRedact(head).rules });

  it.each([
    ['the old', SECRET, []],
    ['the new', [], SECRET],
    ['the old or the new', SECRET.slice(0, 1), SECRET.slice(1)],
  ])('is masked by %s rules: removals, what is kept, findings', (_name, base, head) => {
    const comparison = compared(base, head);
    const shown = redactComparison(comparison);
    expect(tagsIn(shown)).toEqual(masked(tagsIn(comparison)));
    expect(shown).toEqual({
      ...comparison,
      removals: shown.removals,
      kept: shown.kept,
      findings: comparison.findings.map(({ change, finding }) => ({
        change,
        finding: 'value' in finding ? { ...finding, value: REDACTED } : finding,
      })),
    });
    const of = ({ resource: { id } }: { resource: { id: string } }) => id;
    expect(new Set(shown.removals.map(of))).toEqual(new Set(comparison.removals.map(of)));
    expect(shown.removals.map(of)).toEqual(expect.arrayContaining([PAYMENTS.id, PRD_PAY.id]));
  });

  it('is the comparison itself where nothing is redacted', () => {
    const comparison = compared([], []);
    expect(redactComparison(comparison)).toBe(comparison);
  });
});
