import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { comparisonExit } from '../../engine/compare.ts';
import type { Comparison, PlanBody, RuleSet } from '../../engine/model.ts';
import { comparePlans } from '../../engine/plan/compare.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { DAY, inventoryOf, resources, ruleSet } from '../plan/generate.ts';
import { rulesFrom } from '../rules-from.ts';

const RESOURCES = [
  {
    type: 'ou',
    id: 'ou-abcdefgh12345678',
    name: 'Payments',
    path: ['Production', 'Payments'],
    tags: [
      { key: 'expires-on', value: '2025-01-01' },
      { key: 'owner', value: 'pay' },
      { key: 'temp-a', value: '1' },
    ],
  },
  { type: 'account', id: '0123456789abcdef0123456789abcdef', name: 'lab', path: [], tags: [] },
] as const;

async function compared(base: string, head: string): Promise<Comparison> {
  const planOf = async (text: string) => {
    const { set } = await rulesFrom(`version: 1\n${text}`);
    return makePlan({ rules: set, inventory: inventoryOf(RESOURCES), day: DAY });
  };
  return comparePlans(await planOf(base), await planOf(head));
}

const TEMP = 'rules:\n  - { id: temp, match: { type: ou }, remove: "temp-*" }\n';

describe('a comparison', () => {
  it('of rules with themselves says nothing', async () => {
    const { rules, waivers, removals, kept, findings } = await compared(TEMP, TEMP);
    expect({ rules, waivers, removals, kept, findings }).toEqual({
      rules: [],
      waivers: [],
      removals: [],
      kept: [],
      findings: [],
    });
  });

  it('tells what is newly removed, no longer removed, and removed for another reason', async () => {
    const { removals, rules } = await compared(
      `${TEMP}  - { id: dates, severity: warning, remove: { key: expires-on, value: { before: today } } }\n`,
      'rules:\n  - { id: all-temp, remove: "temp-*" }\n  - { id: owners, severity: info, match: { type: ou }, remove: owner }\n',
    );
    expect(
      removals.map(({ change, key, severity, before, after }) => [change, key, severity, before, after]),
    ).toEqual([
      ['gone', 'expires-on', 'warning', ['dates'], []],
      ['added', 'owner', 'info', [], ['owners']],
      ['other-reason', 'temp-a', 'error', ['temp'], ['all-temp']],
    ]);
    expect(rules).toEqual([
      { change: 'added', rule: 'all-temp' },
      { change: 'gone', rule: 'dates' },
      { change: 'added', rule: 'owners' },
      { change: 'gone', rule: 'temp' },
    ]);
  });

  it('shows a new waiver as a removal that is gone, a kept tag that came, and the waiver', async () => {
    const waiver =
      'waivers:\n  - { rule: temp, key: temp-a, reason: moves, approved-by: board, expires: 2027-01-31 }\n';
    const { removals, kept, waivers, findings, rules } = await compared(TEMP, TEMP + waiver);
    expect(removals.map(({ change, key }) => [change, key])).toEqual([['gone', 'temp-a']]);
    expect(kept.map(({ change, key, shields }) => [change, key, shields])).toEqual([
      ['added', 'temp-a', [{ kind: 'waiver', rule: 'temp', waiver: 0 }]],
    ]);
    expect(waivers.map(({ change, waiver: { rule, reason } }) => [change, rule, reason])).toEqual([
      ['added', 'temp', 'moves'],
    ]);
    expect([findings, rules]).toEqual([[], []]);
  });

  it('knows a finding about a waiver by the waiver, whatever its index', async () => {
    const expired = '  - { rule: temp, key: x, reason: old, approved-by: board, expires: 2020-01-31 }\n';
    const earlier = '  - { rule: temp, key: a, reason: older, approved-by: board, expires: 2020-01-30 }\n';
    const { findings } = await compared(
      `${TEMP}waivers:\n${expired}`,
      `${TEMP}waivers:\n${earlier}${expired}`,
    );
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      change: 'added',
      finding: { kind: 'waiver-expired', expires: '2020-01-30' },
    });
  });

  it('has a finding whose severity is raised as one that went and one that came', async () => {
    const rule = (severity: string) =>
      `rules:\n  - { id: owner, severity: ${severity}, match: { type: account }, require: owner }\n`;
    const { findings, rules } = await compared(rule('info'), rule('error'));
    expect(findings.map(({ change, finding }) => [change, finding.severity])).toEqual([
      ['added', 'error'],
      ['gone', 'info'],
    ]);
    expect(rules).toEqual([{ change: 'edited', rule: 'owner', fields: ['severity'] }]);
  });

  it('names what of an edited rule differs, condition by condition', async () => {
    const rule = (match: string, more: string) =>
      `rules:\n  - { id: temp, match: ${match}, remove: "temp-*"${more} }\n`;
    const edits = [
      [rule('{ type: ou, path: "/A/**" }', ''), rule('{ type: ou, path: "/B/**" }', ''), ['match.path']],
      [
        rule('{ type: ou }', ''),
        rule('{ name: "x*" }', ', why: Since.'),
        ['match.name', 'match.type', 'why'],
      ],
      [rule('{ type: ou }', ''), rule('{ type: ou }', ', exclude: { name: x }'), ['exclude.name']],
      [rule('{ type: ou }', ''), rule('{ type: ou }', '').replace('temp-*', 'tmp-*'), ['remove']],
    ] as const;
    for (const [before, after, fields] of edits) {
      const { rules } = await compared(before, after);
      expect(rules).toEqual([{ change: 'edited', rule: 'temp', fields }]);
    }
  });

  it('names the limits that each side is past', async () => {
    const { base, head } = await compared(TEMP, `${TEMP}limits: { removals: 0 }\n`);
    expect(base.objections.map(({ limit }) => limit)).toEqual([]);
    expect(head.objections.map(({ limit }) => limit)).toEqual(['removals']);
  });
});

describe('the laws of comparing', () => {
  const plan = (rules: RuleSet, list: Parameters<typeof inventoryOf>[0]): PlanBody =>
    makePlan({ rules, inventory: inventoryOf(list), day: DAY });
  const removed = ({ calls }: PlanBody) =>
    new Map<string, string>(
      calls.flatMap(({ resource, remove }) =>
        remove.map(
          ({ key, because }) => [`${resource.type}/${resource.id}/${key}`, because.join(' ')] as const,
        ),
      ),
    );

  it('the removals of the base with what differs applied to them are those of the head', () => {
    fc.assert(
      fc.property(ruleSet, ruleSet, resources, (before, after, list) => {
        const [base, head] = [plan(before, list), plan(after, list)];
        const patched = removed(base);
        for (const { change, resource, key, after: reasons } of comparePlans(base, head).removals) {
          const name = `${resource.type}/${resource.id}/${key}`;
          expect(patched.has(name)).toBe(change !== 'added');
          if (change === 'gone') patched.delete(name);
          else patched.set(name, reasons.join(' '));
        }
        expect(new Map([...patched].sort())).toEqual(new Map([...removed(head)].sort()));
      }),
    );
  });

  it('turned round, what was added is gone and what was gone is added', () => {
    const turn = { added: 'gone', gone: 'added', edited: 'edited', 'other-reason': 'other-reason' } as const;
    fc.assert(
      fc.property(ruleSet, ruleSet, resources, (before, after, list) => {
        const [base, head] = [plan(before, list), plan(after, list)];
        const [there, back] = [comparePlans(base, head), comparePlans(head, base)];
        const named = (one: Comparison, turned: boolean) =>
          [...one.removals, ...one.kept]
            .map(({ change, resource, key }) => `${turned ? turn[change] : change} ${resource.id} ${key}`)
            .sort();
        expect(named(back, true)).toEqual(named(there, false));
        expect(back.findings.length).toBe(there.findings.length);
        expect(back.waivers.length).toBe(there.waivers.length);
      }),
    );
  });
});

describe('the exit code of a comparison', () => {
  const entry = {
    change: 'added',
    resource: RESOURCES[0],
    key: 'k',
    value: 'v',
    before: [],
    after: ['r'],
  } as const;
  const removal = { ...entry, severity: 'error' } as const;
  const gap = { kind: 'tree', parent: 'r-1234', why: 'denied' } as const;

  it.each([
    ['nothing differs', {}, 'any', 0],
    ['a removal is added', { removals: [removal] }, 'added', 2],
    ['a removal is added, which may be', { removals: [removal] }, 'none', 0],
    ['a removal is gone', { removals: [{ ...removal, change: 'gone' as const }] }, 'added', 0],
    [
      'a removal is gone, and any change counts',
      { removals: [{ ...removal, change: 'gone' as const }] },
      'any',
      2,
    ],
    [
      'a removal has another reason',
      { removals: [{ ...removal, change: 'other-reason' as const }] },
      'added',
      0,
    ],
    ['a removal is added and something was not read', { removals: [removal], gaps: [gap] }, 'added', 5],
    ['something was not read', { gaps: [gap] }, 'none', 5],
  ] as const)('where %s', async (_name, more, failOn, exit) => {
    const comparison = { ...(await compared(TEMP, TEMP)), ...more };
    expect(comparisonExit(0, comparison, failOn)).toBe(exit);
  });

  it('is that of the run where the run had trouble or was interrupted', () => {
    expect([comparisonExit(1, undefined, 'any'), comparisonExit(130, undefined, 'none')]).toEqual([1, 130]);
  });
});
