import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Gap, InventoryHeader, Plan, PlanBody, Resource } from '../../engine/model.ts';
import {
  canonicalText,
  digestOf,
  hashOf,
  inventoryDigest,
  sealOf,
  sealPlan,
} from '../../engine/plan/digest.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { DAY, inventoryOf, NO_RULES } from './generate.ts';

const UNIT: Resource = {
  type: 'ou',
  id: 'ou-1',
  name: 'A',
  path: ['A'],
  tags: [
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
  ],
};

const HEADER: Pick<InventoryHeader, 'types' | 'tree' | 'gaps'> = { types: ['ou'], tree: 'whole', gaps: [] };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

function digest(resources: readonly Resource[], header = HEADER): string {
  const one = inventoryDigest(header);
  for (const resource of resources) one.add(resource);
  return one.end();
}

describe('a text that is not well-formed', () => {
  it('has a digest all the same, wherever it stands, and changes none of a text that is', () => {
    expect(canonicalText({ b: ['\ud800x', 1], '\udc00': null })).toBe('{"b":["\uFFFDx",1],"\uFFFD":null}');
    expect(hashOf({ name: 'a\ud83d' })).toMatch(/^[0-9a-f]{64}$/);
    expect(canonicalText({ name: '👩‍👩‍👧 \\ud800' })).toBe('{"name":"👩‍👩‍👧 \\\\ud800"}');
    expect(() => canonicalText(Number.NaN)).toThrow();
  });
});

describe('the digest of an inventory', () => {
  it('is SHA-256 over a line of JSON for the header and one for each resource', () => {
    const policy: Resource = { type: 'policy', id: 'p-1', name: 'deny', tags: [] };
    expect(digest([UNIT, policy])).toBe(
      sha256('[["ou"],"whole",[]]\n["ou","ou-1","A",["A"],"a","1","b","2"]\n["policy","p-1","deny",null]'),
    );
  });

  it('of more than it hashes at once is the same', () => {
    const many = Array.from({ length: 3_000 }, (_, i) => ({ ...UNIT, id: `ou-${i}` }));
    const lines = many.map(({ id }) => `["ou","${id}","A",["A"],"a","1","b","2"]`);
    expect(digest(many)).toBe(sha256(['[["ou"],"whole",[]]', ...lines].join('\n')));
  });

  it('stands in the plan, with what was read', () => {
    const types = ['ou', 'policy'] as const;
    const inventory = { ...inventoryOf([UNIT], 'reached'), types };
    const rules = NO_RULES;
    expect(makePlan({ rules, inventory, day: DAY }).inventory).toEqual({
      digest: digest([UNIT], { types, tree: 'reached', gaps: [] }),
      types,
      tree: 'reached',
    });
  });

  it('differs with whatever was not read, but not with why it was not', () => {
    const gaps: Gap[] = [
      { kind: 'type', type: 'ou', why: 'denied' },
      { kind: 'type', type: 'account', why: 'denied' },
      { kind: 'resource', type: 'ou', id: 'ou-1', why: 'denied' },
      { kind: 'resource', type: 'ou', id: 'ou-2', why: 'denied' },
      { kind: 'tree', parent: 'ou-1', why: 'denied' },
      { kind: 'tree', parent: 'ou-2', why: 'denied' },
      { kind: 'need', what: 'x', why: 'denied' } as unknown as Gap,
    ];
    const digests = gaps.map((gap) => digest([UNIT], { ...HEADER, gaps: [gap] }));
    expect(new Set([digest([UNIT]), ...digests]).size).toBe(gaps.length + 1);
    const reworded = gaps.map((gap) => digest([UNIT], { ...HEADER, gaps: [{ ...gap, why: 'request 1' }] }));
    expect(reworded).toEqual(digests);
  });
});

describe('the digest of a plan', () => {
  const rules = NO_RULES;
  const plan = makePlan({ rules, inventory: inventoryOf([UNIT]), day: DAY });
  const removal: PlanBody['calls'] = [{ resource: UNIT, remove: [{ key: 'a', value: '1', because: ['r'] }] }];

  it.each<[string, Partial<PlanBody>]>([
    ['calls', { calls: removal }],
    ['rules', { rules: { ...rules, protect: [{ equals: 'x' }] } }],
    ['limits', { limits: { removals: 1 } }],
    ['inventory', { inventory: { ...plan.inventory, digest: 'other' } }],
    ['day', { day: '2026-11-25' }],
    ['organization', { organization: { ...plan.organization, id: 'o-2' } }],
    ['origin', { origin: 'https://organizations.example.com' }],
  ])('differs with its %s', (_name, more) => {
    expect(digestOf({ ...plan, ...more })).not.toBe(digestOf(plan));
  });

  it('does not differ with what is told beside its calls', () => {
    const told: Partial<PlanBody> = {
      findings: [{ kind: 'exclude-unused', severity: 'warning', rule: 'r', what: 'x' }],
      gaps: [{ kind: 'tree', parent: 'ou-1', why: 'denied' }],
    };
    expect(digestOf({ ...plan, ...told })).toBe(digestOf(plan));
  });

  it('stands in the sealed plan, whose seal shows any other change', () => {
    const about = {
      created: '2026-11-24T08:00:00.000Z',
      'read-at': '2026-11-24T08:00:00.000Z',
      places: {},
      sources: [],
    } as unknown as Parameters<typeof sealPlan>[1];
    const sealed: Plan = sealPlan(plan, about);
    const { seal, ...rest } = sealed;
    expect(sealed).toMatchObject({ ...about, digest: digestOf(plan) });
    expect(seal).toBe(hashOf(rest));
    expect(sealOf(sealed)).toBe(seal);
    expect(sealOf({ ...sealed, created: '2026-11-24T08:00:00.001Z' })).not.toBe(seal);
  });
});

describe('canonical JSON', () => {
  it('orders keys and leaves out blanks, and its hash is SHA-256 in hex', () => {
    expect(canonicalText({ b: [1, 'ü'], a: null })).toBe('{"a":null,"b":[1,"ü"]}');
    expect(hashOf({ b: 1, a: 2 })).toBe(sha256('{"a":2,"b":1}'));
  });

  it('is refused for what JSON has no form of', () => {
    expect(() => canonicalText(undefined)).toThrow('without a JSON form');
  });
});
