import { describe, expect, it } from 'vitest';
import type { Claim, Matcher, Resource, Rule } from '../../engine/model.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { DAY, inventoryOf, NO_RULES } from './generate.ts';

const unit = (name: string, ...keys: string[]): Resource => ({
  type: 'ou',
  id: `ou-${name}`,
  name,
  path: [name],
  tags: keys.map((key) => ({ key, value: 'x' })),
});
const UNITS = [unit('A', 'owner', 'temp-migration'), unit('B', 'cost-center')];

const literals = (...keys: string[]): Matcher[] => keys.map((equals) => ({ equals }));
const rule = (claim: Claim, more: Partial<Rule> = {}): Rule => ({
  id: 'r',
  severity: 'error',
  enforce: true,
  remove: [claim],
  ...more,
});

/** What is told: what spares nothing, and the key that goes. */
function told(protect: Matcher[], claim: Claim, more: Partial<Parameters<typeof makePlan>[0]> = {}) {
  const rules = { ...NO_RULES, rules: [rule(claim)], protect };
  const { findings } = makePlan({ rules, inventory: inventoryOf(UNITS), day: DAY, ...more });
  return findings.map((one) =>
    one.kind === 'shield-unused' ? [one.severity, one.rule, one.what, one.removed] : one,
  );
}

const EVERY = { key: [{ glob: '*' }] };

describe('a key to be spared that nothing has', () => {
  it('is told where it looks like one that a pattern removes', () => {
    expect(told(literals('ownr'), EVERY)).toEqual([['info', 'r', 'protect ownr', 'owner']]);
    expect(told([], { key: [{ glob: 'temp-*' }], except: literals('temp-migratio') })).toEqual([
      ['info', 'r', 'except temp-migratio', 'temp-migration'],
    ]);
    expect(told([{ in: ['Cost-Center'] }], EVERY)).toEqual([
      ['info', 'r', 'protect Cost-Center', 'cost-center'],
    ]);
  });

  it.each<[string, Matcher[], Claim]>([
    ['something has it', literals('owner'), EVERY],
    ['nothing that goes is like it', literals('backup-plan'), EVERY],
    ['what is like it stays', literals('ownr'), { key: [{ glob: 'temp-*' }] }],
    ['what is like it is removed by name', literals('ownr'), { key: literals('owner') }],
    ['it is a pattern', [{ glob: 'ownr*' }], EVERY],
    ['variants are what is removed', literals('Owner'), { 'variant-of': ['Owner'] }],
  ])('is not told where %s', (_why, protect, claim) => {
    expect(told(protect, claim)).toEqual([]);
  });

  it('is told only where everything was read and looked at', () => {
    const gaps = [{ kind: 'resource', type: 'ou', id: 'ou-C', why: 'denied' }] as const;
    expect(told(literals('ownr'), EVERY, { inventory: { ...inventoryOf(UNITS), gaps } })).toEqual([]);
    expect(told(literals('ownr'), EVERY, { only: { rules: [], resources: ['ou-A'] } })).toEqual([]);
  });
});
