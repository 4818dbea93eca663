import { describe, expect, it } from 'vitest';
import type { Comparison, PlanBody, Resource } from '../../engine/model.ts';
import { comparePlans } from '../../engine/plan/compare.ts';
import { makePlan } from '../../engine/plan/make.ts';
import { rulesFrom } from '../rules-from.ts';
import { DAY, inventoryOf } from './generate.ts';

const unit = (id: string, ...keys: string[]): Resource => ({
  type: 'ou',
  id: `ou-${id}`,
  name: id,
  path: [id],
  tags: keys.map((key) => ({ key, value: '' })),
});

const RESOURCES: Resource[] = [
  unit('a', 'm', 'n', 'x', 'y'),
  unit('b', 'm', 'x'),
  { ...unit('c', 'm', 'x'), type: 'account' },
];

async function planOf(text: string): Promise<PlanBody> {
  const { set } = await rulesFrom(`version: 1\n${text}`);
  return makePlan({ rules: set, inventory: inventoryOf(RESOURCES), day: DAY });
}

async function compared(base: string, head: string): Promise<Comparison> {
  return comparePlans(await planOf(base), await planOf(head));
}

const removing = (...keys: string[]) => `rules: [{ id: r, remove: [${keys.join(', ')}] }]\n`;
const at = ({ change, resource, key }: { change: string; resource: { id: string }; key: string }) =>
  `${change} ${resource.id} ${key}`;

describe('what a comparison is about', () => {
  it('is the organization, the day and what was read, and what each side comes to', async () => {
    const [base, head] = [
      await planOf(
        `${removing('m')}waivers: [{ rule: r, match: { id: ou-b }, reason: x, approved-by: y, expires: ${DAY} }]`,
      ),
      await planOf(`${removing('m', 'x', 'y')}limits: { removals: 6, resources: 2, share: 90% }`),
    ];
    const gaps = [{ kind: 'tree', parent: 'ou-9', why: 'denied' }] as const;
    const { organization, origin, day, counts } = head;
    expect(comparePlans(base, { ...head, gaps })).toMatchObject({
      organization,
      origin,
      day,
      counts,
      gaps,
      base: { rules: base.rules, removals: 2, resources: 2, kept: 1, findings: 1, objections: [] },
      head: {
        rules: head.rules,
        removals: 7,
        resources: 3,
        kept: 0,
        findings: 0,
        objections: [
          { limit: 'removals', allowed: 6, actual: 7 },
          { limit: 'resources', allowed: 2, actual: 3 },
        ],
      },
    });
  });
});

describe('what differs between two plans is in order, whichever side has it:', () => {
  it('removals by resource, then key', async () => {
    const { removals } = await compared(removing('n', 'x'), removing('m', 'y'));
    expect(removals.map(at)).toEqual([
      'added ou-a m',
      'gone ou-a n',
      'gone ou-a x',
      'added ou-a y',
      'added ou-b m',
      'gone ou-b x',
      'added ou-c m',
      'gone ou-c x',
    ]);
  });

  it('a removal for other reasons, in its place among the others', async () => {
    const { removals } = await compared(
      removing('n', 'x'),
      'rules: [{ id: r, remove: [x] }, { id: s, severity: info, match: { type: ou }, remove: [n, y] }]\n',
    );
    expect(removals).toEqual([
      {
        change: 'other-reason',
        resource: { type: 'ou', id: 'ou-a', name: 'a', path: ['a'] },
        key: 'n',
        value: '',
        severity: 'info',
        before: ['r'],
        after: ['s'],
      },
      {
        change: 'added',
        resource: { type: 'ou', id: 'ou-a', name: 'a', path: ['a'] },
        key: 'y',
        value: '',
        severity: 'info',
        before: [],
        after: ['s'],
      },
    ]);
  });

  it('tags that are kept, by resource, then key', async () => {
    const both = 'rules: [{ id: r, remove: [m, n, x, y] }]\n';
    const { kept } = await compared(`${both}protect: [n, x]\n`, `${both}protect: [m, y]\n`);
    expect(kept.map(at)).toEqual([
      'added ou-a m',
      'gone ou-a n',
      'gone ou-a x',
      'added ou-a y',
      'added ou-b m',
      'gone ou-b x',
      'added ou-c m',
      'gone ou-c x',
    ]);
    expect(kept[0]).toEqual({
      change: 'added',
      resource: { type: 'ou', id: 'ou-a', name: 'a', path: ['a'] },
      key: 'm',
      value: '',
      claims: ['r'],
      shields: [{ kind: 'protect', matcher: 'm' }],
    });
  });

  it('waivers by rule, then whatever else they say', async () => {
    const waiving = (...waivers: [rule: string, key: string][]) =>
      `rules: [{ id: r, remove: m }, { id: s, remove: x }]\nwaivers:\n${waivers
        .map(
          ([rule, key]) => `  - { rule: ${rule}, key: ${key}, reason: x, approved-by: y, expires: ${DAY} }\n`,
        )
        .join('')}`;
    const { waivers } = await compared(
      waiving(['r', 'b'], ['s', 'a'], ['s', 'd'], ['r', 'same']),
      waiving(['s', 'b'], ['r', 'c'], ['r', 'a'], ['r', 'same']),
    );
    expect(waivers.map(({ change, waiver: { rule, key } }) => [change, rule, key?.[0]?.equals])).toEqual([
      ['added', 'r', 'a'],
      ['gone', 'r', 'b'],
      ['added', 'r', 'c'],
      ['gone', 's', 'a'],
      ['added', 's', 'b'],
      ['gone', 's', 'd'],
    ]);
  });

  it('findings by rule, then kind, then what they are about', async () => {
    const { findings } = await compared(
      `rules:
  - { id: r, enforce: false, require: [z], remove: [m, x] }
  - { id: s, match: { path: [/B, /D] }, exclude: { name: q }, remove: m }
`,
      `rules:
  - { id: r, enforce: false, require: [w], remove: [n, y] }
  - { id: s, match: { path: [/A, /C] }, remove: m }
waivers:
  - { rule: s, reason: new, approved-by: y, expires: 2026-01-02 }
  - { rule: r, reason: new, approved-by: y, expires: 2026-01-02 }
`,
    );
    const about = findings.map(({ change, finding }) =>
      [
        change,
        finding.rule,
        finding.kind,
        ...('resource' in finding ? [finding.resource.id, finding.key] : []),
        ...('what' in finding ? [finding.what] : []),
      ].join(' '),
    );
    expect(about).toEqual([
      'added r missing ou-a w',
      'gone r missing ou-a z',
      'added r missing ou-b w',
      'gone r missing ou-b z',
      'added r missing ou-c w',
      'gone r missing ou-c z',
      'gone r unenforced ou-a m',
      'added r unenforced ou-a n',
      'gone r unenforced ou-a x',
      'added r unenforced ou-a y',
      'gone r unenforced ou-b m',
      'gone r unenforced ou-b x',
      'gone r unenforced ou-c m',
      'gone r unenforced ou-c x',
      'added r waiver-expired',
      'gone s exclude-unused name q',
      'added s path-unused /A',
      'gone s path-unused /B',
      'added s path-unused /C',
      'gone s path-unused /D',
      'added s waiver-expired',
    ]);
  });
});

describe('the severity of a removal that differs', () => {
  const graded = (...severities: string[]) =>
    `rules:\n${severities.map((one, i) => `  - { id: r${i}, severity: ${one}, remove: m }\n`).join('')}`;
  const NONE = 'rules: [{ id: other, remove: absent }]\n';

  it.each([
    [['info', 'error', 'warning'], 'error'],
    [['info', 'warning'], 'warning'],
    [['info'], 'info'],
  ])('is the gravest of its rules: of %j, %s', async (severities, gravest) => {
    for (const [base, head] of [
      [NONE, graded(...severities)],
      [graded(...severities), NONE],
      ['rules: [{ id: q, remove: m }]\n', graded(...severities)],
    ] as const) {
      const { removals } = await compared(base, head);
      expect(removals.map(({ severity }) => severity)).toEqual([gravest, gravest, gravest]);
    }
  });
});

describe('an edited rule', () => {
  it('stands among the others by its id, with each part that differs', async () => {
    const { rules } = await compared(
      `rules:
  - { id: b, remove: m }
  - { id: c, remove: m, why: because, exclude: { name: x, type: ou } }
  - { id: d, remove: m }
  - { id: e, remove: m }
`,
      `rules:
  - { id: a, remove: m }
  - { id: c, require: m, severity: info, enforce: false, match: { name: x }, exclude: { type: ou, id: ou-zzzzzzzz } }
  - { id: d, remove: m }
  - { id: f, remove: m }
`,
    );
    expect(rules).toEqual([
      { change: 'added', rule: 'a' },
      { change: 'gone', rule: 'b' },
      {
        change: 'edited',
        rule: 'c',
        fields: [
          'enforce',
          'exclude.id',
          'exclude.name',
          'match.name',
          'remove',
          'require',
          'severity',
          'why',
        ],
      },
      { change: 'gone', rule: 'e' },
      { change: 'added', rule: 'f' },
    ]);
  });
});

describe('a finding about a waiver', () => {
  const waiving = (...keys: string[]) =>
    `${removing('m')}waivers:\n${keys
      .map((key) => `  - { rule: r, key: ${key}, reason: x, approved-by: y, expires: 2027-06-01 }\n`)
      .join('')}`;

  it('is the same wherever the waiver stands, and another where the waiver is', async () => {
    expect((await compared(waiving('b'), waiving('a', 'b'))).findings).toEqual([
      {
        change: 'added',
        finding: { kind: 'waiver-unused', severity: 'warning', rule: 'r', waiver: 0, expires: '2027-06-01' },
      },
    ]);
    const { findings } = await compared(waiving('a'), waiving('b'));
    expect(findings.map(({ change, finding }) => [change, finding.kind])).toEqual([
      ['added', 'waiver-unused'],
      ['gone', 'waiver-unused'],
    ]);
  });

  it('of a required key that is excused differs from one that is not', async () => {
    const rules = 'rules: [{ id: r, match: { type: account }, require: z }]\n';
    const waiver = 'waivers: [{ rule: r, reason: x, approved-by: y, expires: 2027-06-01 }]\n';
    const { findings } = await compared(rules, rules + waiver);
    expect(findings.map(({ change, finding }) => [change, 'waiver' in finding && finding.waiver])).toEqual([
      ['added', 0],
      ['gone', false],
    ]);
  });
});
