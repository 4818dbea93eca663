import { describe, expect, it } from 'vitest';
import type { Explanation, Place, Reason, Resource, RuleView, TagView } from '../../engine/model.ts';
import { explainResource } from '../../engine/plan/explain.ts';
import { REDACTED } from '../../engine/rules/redact.ts';
import type { RulePlaces } from '../../engine/rules/rule-places.ts';
import { rulesFrom } from '../rules-from.ts';
import { DAY } from './generate.ts';

const UNIT: Resource = { type: 'ou', id: 'ou-aaaaaaaa', name: 'A', path: ['A'], tags: [] };
/** A unit of which it is not known where it lies. */
const LOST: Resource = { type: 'ou', id: 'ou-aaaaaaaa', name: 'A', tags: [] };
const NOWHERE: RulePlaces = { rule: () => undefined, condition: () => undefined, waiver: () => undefined };

const tagged = (resource: Resource, tags: Record<string, string>): Resource => ({
  ...resource,
  tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
});

interface Asked {
  readonly key?: string;
  readonly unlocated?: 'no' | 'unknown';
  readonly placed?: boolean;
}

async function explained(rules: string, resource: Resource, asked: Asked = {}): Promise<Explanation> {
  const { key, unlocated = 'no', placed = true } = asked;
  const { set, places } = await rulesFrom(`version: 1\n${rules}`);
  return explainResource({
    set,
    places: placed ? places : NOWHERE,
    day: DAY,
    resource,
    unlocated,
    ...(key !== undefined && { key }),
  });
}

const at = (line: number, column: number): Place => ({ file: 'tag-rules.yaml', line, column });
const decisions = ({ tags }: Explanation) => tags.map(({ key, decision }) => `${key} ${decision}`);
const standings = ({ tags }: Explanation) =>
  tags.map(
    ({ key, rules }) => `${key} ${rules.map(({ rule, standing }) => `${rule}:${standing}`).join(' ')}`,
  );

const RULES = `protect: [hold, legal]
redact: ["pin-*"]
rules:
  - id: temp
    why: Nothing is temporary.
    match: { type: ou }
    remove: { key: "temp-*", except: [temp-ok, temp-fine] }
  - id: dated
    severity: warning
    remove: { key: [until, pin-1], value: { before: today } }
  - id: spelled
    severity: info
    enforce: false
    remove: { variant-of: [Owner, Team] }
  - id: owned
    match: { type: [ou, account] }
    require: [owner, "cost:*"]
  - id: accounts
    match: { type: [account, policy] }
    remove: "*"
waivers:
  - { rule: temp, key: temp-a, reason: moves, approved-by: board, expires: 2026-11-24, ticket: T-1 }
  - { rule: temp, match: { name: other }, reason: elsewhere, approved-by: board, expires: 2026-11-23 }
  - { rule: temp, reason: moved, approved-by: board, expires: 2026-11-23 }
  - { rule: owned, key: "cost:*", reason: nobody, approved-by: board, expires: 2026-11-24 }
`;

const ELSEWHERE = {
  state: 'passed',
  reason: 'elsewhere',
  'approved-by': 'board',
  expires: '2026-11-23',
  because: { condition: 'match/name', truth: 'no', wanted: 'other', place: at(24, 5), found: 'A' },
  place: at(24, 5),
};
const MOVED = {
  state: 'expired',
  reason: 'moved',
  'approved-by': 'board',
  expires: '2026-11-23',
  place: at(25, 5),
};
const TEMP = {
  rule: 'temp',
  why: 'Nothing is temporary.',
  severity: 'error',
  enforce: true,
  place: at(5, 5),
};
const DATED = { rule: 'dated', severity: 'warning', enforce: true, place: at(9, 5) };
const SPELLED = { rule: 'spelled', severity: 'info', enforce: false, place: at(12, 5) };
const PASSED = { standing: 'passed', waivers: [] };
const OTHER_KEY: Record<string, Reason> = {
  dated: { condition: 'remove/key', truth: 'no', wanted: 'any of pin-1, until', place: at(11, 15) },
  spelled: { condition: 'remove/variant-of', truth: 'no', wanted: 'any of Owner, Team', place: at(15, 15) },
  temp: { condition: 'remove/key', truth: 'no', wanted: 'temp-*', place: at(8, 15) },
};
const passedBy = (seen: { rule: string }) => ({ ...seen, ...PASSED, because: [OTHER_KEY[seen.rule]] });

/** A tag to which only the rule `temp` has anything to say. */
const told = (key: string, decision: string, temp: object, value = '1') => ({
  key,
  value,
  decision,
  rules: [passedBy(DATED), passedBy(SPELLED), { ...TEMP, ...temp }],
});

describe('the explanation of a resource', () => {
  it('tells each tag, each rule and waiver that speaks of it, with what decided and where that stands', async () => {
    const tags = {
      _sys_a: '',
      legal: 'x',
      owner: 'x',
      'pin-1': 'soon',
      'temp-a': '1',
      'temp-b': '1',
      'temp-ok': '1',
    };
    const other = [passedBy(DATED), passedBy(SPELLED), passedBy(TEMP)];
    expect(await explained(RULES, tagged(UNIT, tags))).toStrictEqual({
      version: 1,
      day: DAY,
      resource: { type: 'ou', id: 'ou-aaaaaaaa', name: 'A', path: ['A'] },
      tags: [
        { key: '_sys_a', value: '', decision: 'unclaimed', shield: { kind: 'system' }, rules: other },
        {
          key: 'legal',
          value: 'x',
          decision: 'unclaimed',
          shield: { kind: 'protect', matcher: 'legal', place: at(2, 17) },
          rules: other,
        },
        {
          key: 'owner',
          value: 'x',
          decision: 'stays',
          rules: [
            passedBy(DATED),
            { ...SPELLED, standing: 'claims', because: [], waivers: [] },
            passedBy(TEMP),
          ],
        },
        {
          key: 'pin-1',
          value: REDACTED,
          decision: 'unknown',
          rules: [
            {
              ...DATED,
              standing: 'undecided',
              because: [
                {
                  condition: 'remove/value',
                  truth: 'unknown',
                  wanted: 'before today',
                  place: at(11, 36),
                  found: REDACTED,
                },
              ],
              waivers: [],
            },
            passedBy(SPELLED),
            passedBy(TEMP),
          ],
        },
        told('temp-a', 'waived', {
          standing: 'shielded',
          because: [],
          waivers: [
            {
              state: 'applies',
              reason: 'moves',
              'approved-by': 'board',
              expires: '2026-11-24',
              ticket: 'T-1',
              place: at(23, 5),
            },
            ELSEWHERE,
            MOVED,
          ],
        }),
        told('temp-b', 'goes', {
          standing: 'claims',
          because: [],
          waivers: [
            {
              state: 'passed',
              reason: 'moves',
              'approved-by': 'board',
              expires: '2026-11-24',
              ticket: 'T-1',
              because: { condition: 'key', truth: 'no', wanted: 'temp-a', place: at(23, 5), found: 'temp-b' },
              place: at(23, 5),
            },
            ELSEWHERE,
            MOVED,
          ],
        }),
        told('temp-ok', 'unclaimed', {
          standing: 'spared',
          because: [
            {
              condition: 'remove/except',
              truth: 'yes',
              wanted: 'any of temp-fine, temp-ok',
              place: at(8, 30),
            },
          ],
          waivers: [],
        }),
      ],
      required: [
        {
          rule: 'owned',
          severity: 'error',
          key: 'owner',
          state: 'met',
          by: 'owner',
          waivers: [],
          place: at(18, 5),
        },
        {
          rule: 'owned',
          severity: 'error',
          key: 'cost:*',
          state: 'waived',
          waivers: [
            {
              state: 'applies',
              reason: 'nobody',
              'approved-by': 'board',
              expires: '2026-11-24',
              place: at(26, 5),
            },
          ],
          place: at(18, 5),
        },
      ],
      apart: [
        {
          rule: 'accounts',
          because: {
            condition: 'match/type',
            truth: 'no',
            wanted: 'account or policy',
            place: at(20, 14),
            found: 'ou',
          },
          place: at(19, 5),
        },
      ],
      incomplete: false,
    });
  });

  it('has no places where they are not known, as in a plan that was saved', async () => {
    const tags = { legal: 'x', 'temp-a': '1', 'temp-b': '1' };
    const explanation = await explained(RULES, tagged(UNIT, tags), { placed: false });
    const placed = await explained(RULES, tagged(UNIT, tags));
    const without = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(without);
      if (typeof value !== 'object' || value === null) return value;
      const kept = Object.entries(value).filter(([name]) => name !== 'place');
      return Object.fromEntries(kept.map(([name, part]) => [name, without(part)]));
    };
    expect(explanation).toStrictEqual(without(placed));
  });
});

describe('a key that is asked for', () => {
  const tags = { owner: 'x', 'temp-a': '1', 'temp-b': '1' };

  it.each([
    ['owner', ['owner'], ['owner'], undefined],
    ['temp-a', ['temp-a'], [], undefined],
    ['temp-c', [], [], 'temp-a'],
    ['cost:x', [], ['cost:*'], undefined],
    ['something', [], [], undefined],
  ])('%s: tags %j, requirements %j, nearest %s', async (key, told, required, near) => {
    const explanation = await explained(RULES, tagged(UNIT, tags), { key });
    expect(explanation.tags.map((tag) => tag.key)).toEqual(told);
    expect(explanation.required.map((one) => one.key)).toEqual(required);
    expect(explanation.key).toBe(key);
    expect(explanation.near).toBe(near);
    expect('near' in explanation).toBe(near !== undefined);
  });
});

/** Why the only rule does not speak of the resource. */
async function apartFrom(scopes: string, resource: Resource, asked?: Asked): Promise<Reason | undefined> {
  const { apart } = await explained(`rules: [{ id: r, ${scopes}, remove: "*" }]\n`, resource, asked);
  return apart[0]?.because;
}

describe('why a rule does not speak of a resource', () => {
  const account: Resource = { ...UNIT, type: 'account', tags: [] };
  const owned = tagged(UNIT, { env: 'dev', owner: 'x', until: 'soon' });
  const policy: Resource = { type: 'policy', id: 'p-aaaaaaaa', name: 'deny', tags: [] };
  const root: Resource = { type: 'root', id: 'r-aaaa', name: 'root', tags: [] };

  it.each<[string, string, Resource, Omit<Reason, 'place'> | undefined]>([
    ['nothing', 'match: { type: ou }', UNIT, undefined],
    [
      'its type',
      'match: { type: [ou, policy] }',
      account,
      { condition: 'match/type', truth: 'no', wanted: 'ou or policy', found: 'account' },
    ],
    [
      'its id',
      'match: { id: ou-bbbbbbbb }',
      UNIT,
      { condition: 'match/id', truth: 'no', wanted: 'ou-bbbbbbbb', found: 'ou-aaaaaaaa' },
    ],
    [
      'its name, before its path',
      'match: { name: [B, C], path: /Z }',
      UNIT,
      { condition: 'match/name', truth: 'no', wanted: 'any of B, C', found: 'A' },
    ],
    [
      'its path',
      'match: { path: "/B/**" }',
      UNIT,
      { condition: 'match/path', truth: 'no', wanted: '/B/**', found: ['A'] },
    ],
    [
      'the value of the second of two tags',
      'match: { tags: { env: dev, owner: [y, z] } }',
      owned,
      { condition: 'match/tags/owner', truth: 'no', wanted: 'any of y, z', found: 'x' },
    ],
    [
      'a tag that it lacks',
      'match: { tags: { env: dev, team: y } }',
      owned,
      { condition: 'match/tags/team', truth: 'no', wanted: 'y' },
    ],
    [
      'a path that no policy has',
      'match: { path: "/A/**" }',
      policy,
      { condition: 'match/path', truth: 'no', wanted: '/A/**' },
    ],
    [
      'an exclude, whole',
      'exclude: { name: A, path: "/A/**" }',
      UNIT,
      { condition: 'exclude', truth: 'yes', wanted: 'name A; path /A/**' },
    ],
    ['not an exclude of which half holds', 'exclude: { name: A, path: "/B/**" }', UNIT, undefined],
    [
      'a match rather than an exclude',
      'match: { name: B }, exclude: { type: ou }',
      UNIT,
      { condition: 'match/name', truth: 'no', wanted: 'B', found: 'A' },
    ],
  ])('%s', async (_name, scopes, resource, because) => {
    const told = await apartFrom(scopes, resource, { unlocated: 'unknown' });
    expect(told).toStrictEqual(
      because && { ...because, place: expect.objectContaining({ line: 2 }) as unknown as Place },
    );
  });

  it('masks the value of a redacted tag that it met', async () => {
    const rules = `redact: [env]\nrules: [{ id: r, match: { tags: { env: prod } }, remove: "*" }]\n`;
    const { apart } = await explained(rules, owned);
    expect(apart.map(({ because }) => because.found)).toEqual([REDACTED]);
  });

  it('is known not to be known for want of a read, or for another reason', async () => {
    const path = { condition: 'match/path', truth: 'unknown', wanted: '/A/**' };
    const until = { condition: 'match/tags/until', truth: 'unknown', wanted: 'before today', found: 'soon' };
    const dated = 'tags: { until: { before: today } }';
    const of = async (match: string, resource: Resource) => {
      const because = await apartFrom(`match: { ${match} }`, resource, { unlocated: 'unknown' });
      const { place: _, ...rest } = because ?? ({} as Reason);
      return rest;
    };
    expect(await of('path: "/A/**"', LOST)).toStrictEqual({ ...path, unread: true });
    expect(await of(dated, tagged(LOST, { until: 'soon' }))).toStrictEqual(until);
    expect(await of(`${dated}, path: "/A/**"`, tagged(UNIT, { until: 'soon' }))).toStrictEqual(until);
    // The root lies at the top, read or not.
    expect(await of(`${dated}, path: /`, tagged(root, { until: 'soon' }))).toStrictEqual(until);
    expect(await of(`${dated}, path: "/A/**"`, tagged(LOST, { until: 'soon' }))).toStrictEqual({
      ...until,
      unread: true,
    });
  });

  it('stands where the condition stands, and where it is not written where its rule does', async () => {
    const of = async (scopes: string, resource = UNIT) => (await apartFrom(scopes, resource))?.place;
    expect(await of('match: { name: B }')).toEqual(at(2, 27));
    expect(await of('exclude: { name: A }')).toEqual(at(2, 18));
    expect(await of('match: { tags: { env: prod } }', owned)).toEqual(at(2, 35));
  });
});

describe('why an entry of `remove` does not claim a tag', () => {
  const rulesOf = (remove: string) => `rules: [{ id: r, remove: ${remove} }]\n`;
  const told = async (remove: string, tags: Record<string, string>): Promise<RuleView[]> =>
    (await explained(rulesOf(remove), tagged(UNIT, tags), { placed: false })).tags.flatMap(
      (one) => one.rules,
    );

  it.each<[string, string, string, RuleView['standing'], Reason[]]>([
    ['another key', '"b*"', 'x', 'passed', [{ condition: 'remove/key', truth: 'no', wanted: 'b*' }]],
    [
      'a key that is none of its spellings',
      '{ variant-of: Team }',
      'x',
      'passed',
      [{ condition: 'remove/variant-of', truth: 'no', wanted: 'Team' }],
    ],
    [
      'an exception',
      '{ key: "*", except: ["k*", x] }',
      'x',
      'spared',
      [{ condition: 'remove/except', truth: 'yes', wanted: 'any of x, k*' }],
    ],
    [
      'another value',
      '{ key: k, value: [y, z] }',
      'x',
      'passed',
      [{ condition: 'remove/value', truth: 'no', wanted: 'any of y, z', found: 'x' }],
    ],
    [
      'a value that is no date',
      '{ key: k, value: { after: today } }',
      'x',
      'undecided',
      [{ condition: 'remove/value', truth: 'unknown', wanted: 'after today', found: 'x' }],
    ],
    [
      'each of three entries',
      '[{ key: "*", except: k }, { variant-of: Team }, { key: k, value: { before: today } }]',
      'x',
      'undecided',
      [
        { condition: 'remove/value', truth: 'unknown', wanted: 'before today', found: 'x' },
        { condition: 'remove/except', truth: 'yes', wanted: 'k' },
        { condition: 'remove/variant-of', truth: 'no', wanted: 'Team' },
      ],
    ],
    ['nothing where one of them does', '[{ key: "*", except: k }, k]', 'x', 'claims', []],
  ])('%s', async (_name, remove, value, standing, because) => {
    const key = remove.includes('k*') ? 'x' : 'k';
    const [view] = await told(remove, { [key]: value });
    expect(view?.standing).toBe(standing);
    const sorted = (reasons: readonly Reason[]) => reasons.map((one) => JSON.stringify(one)).sort();
    expect(sorted(view?.because ?? [])).toEqual(sorted(because));
    expect(view?.waivers).toEqual([]);
  });
});

const OPEN = 'reason: x, approved-by: y';

describe('what becomes of a tag where something is not known', () => {
  const unknown = { unlocated: 'unknown' } as const;
  const unread: Reason = { condition: 'match/path', truth: 'unknown', wanted: '/A/**', unread: true };
  const ask = (rules: string, resource = tagged(LOST, { k: '1' })) =>
    explained(rules, resource, { ...unknown, placed: false });

  it('stays, by a rule whose match is not known, which stands apart too', async () => {
    const explanation = await ask('rules: [{ id: r, match: { path: "/A/**" }, remove: k }]\n');
    expect(explanation.tags).toStrictEqual([
      {
        key: 'k',
        value: '1',
        decision: 'unknown',
        rules: [
          {
            rule: 'r',
            severity: 'error',
            enforce: true,
            standing: 'undecided',
            because: [unread],
            waivers: [],
          },
        ],
      },
    ] satisfies TagView[]);
    expect(explanation.apart).toStrictEqual([{ rule: 'r', because: unread }]);
    expect(explanation.incomplete).toBe(true);
  });

  it('stays, by a rule whose exclude is not known, which speaks of it', async () => {
    const explanation = await ask('rules: [{ id: r, exclude: { path: "/A/**" }, remove: [k] }]\n');
    expect(explanation.tags[0]?.decision).toBe('unknown');
    expect(explanation.tags[0]?.rules).toStrictEqual([
      {
        rule: 'r',
        severity: 'error',
        enforce: true,
        standing: 'shielded',
        because: [{ ...unread, condition: 'exclude/path' }],
        waivers: [],
      },
    ]);
    expect([explanation.apart, explanation.incomplete]).toEqual([[], true]);
  });

  it('stays, by a waiver of which it is not known whether it is for it', async () => {
    const rules = `rules: [{ id: r, remove: k }]
waivers:
  - { rule: r, match: { path: "/A/**" }, ${OPEN}, expires: ${DAY} }
  - { rule: r, match: { path: "/A/**" }, ${OPEN}, expires: 2026-11-23 }
  - { rule: r, match: { path: "/A/**" }, key: z, ${OPEN}, expires: ${DAY} }
`;
    const { tags, incomplete } = await ask(rules);
    expect(tags.map(({ decision }) => decision)).toEqual(['unknown']);
    expect(tags[0]?.rules[0]?.standing).toBe('shielded');
    expect(tags[0]?.rules[0]?.waivers.map(({ state, because }) => [state, because?.condition])).toEqual([
      ['passed', 'key'],
      ['expired', 'match/path'],
      ['undecided', 'match/path'],
    ]);
    expect(incomplete).toBe(true);
  });

  it.each<[string, string, Record<string, string>, string[], boolean]>([
    [
      'goes all the same by a rule that is known',
      'rules: [{ id: r, match: { path: "/A/**" }, remove: k }, { id: s, remove: k }]',
      { k: '1' },
      ['k goes'],
      false,
    ],
    [
      'is not claimed by a rule that is not enforced',
      'rules: [{ id: r, enforce: false, match: { path: "/A/**" }, remove: k }]',
      { k: '1' },
      ['k unclaimed'],
      false,
    ],
    [
      'is protected, whatever is not known',
      'protect: [k]\nrules: [{ id: r, match: { path: "/A/**" }, remove: k }]',
      { k: '1' },
      ['k protected'],
      false,
    ],
    [
      'is of the service, whatever is not known',
      'rules: [{ id: r, match: { path: "/A/**" }, remove: "*" }]',
      { _sys_a: '1', k: '' },
      ['_sys_a system', 'k unknown'],
      true,
    ],
    [
      'is protected from a rule whose exclude is not known',
      'protect: [k]\nrules: [{ id: r, exclude: { path: "/A/**" }, remove: "*" }]',
      { _sys_a: '', k: '1' },
      ['_sys_a system', 'k protected'],
      false,
    ],
    [
      'is not known for a value that is no date, though nothing was left unread',
      'rules: [{ id: r, remove: { key: k, value: { before: today } } }]',
      { k: 'soon' },
      ['k unknown'],
      false,
    ],
    [
      'is waived, though another rule that is not enforced is not known',
      `rules: [{ id: r, remove: k }, { id: s, enforce: false, match: { path: "/A/**" }, remove: k }]
waivers: [{ rule: r, ${OPEN}, expires: ${DAY} }]`,
      { k: '1' },
      ['k waived'],
      false,
    ],
    [
      'is not known where one rule is waived and another not known',
      `rules: [{ id: r, remove: k }, { id: s, match: { path: "/A/**" }, remove: k }]
waivers: [{ rule: r, ${OPEN}, expires: ${DAY} }]`,
      { k: '1' },
      ['k unknown'],
      true,
    ],
    [
      'is not claimed by a rule for another key, whatever is not known of it',
      'rules: [{ id: r, match: { path: "/A/**" }, remove: z }]',
      { k: '1' },
      ['k unclaimed'],
      false,
    ],
    [
      'is not known where neither the place nor the value is',
      'rules: [{ id: r, match: { path: "/A/**" }, remove: { key: k, value: { before: today } } }]',
      { k: 'soon' },
      ['k unknown'],
      true,
    ],
  ])('%s', async (_name, rules, tags, told, incomplete) => {
    const explanation = await ask(`${rules}\n`, tagged(LOST, tags));
    expect(decisions(explanation)).toEqual(told);
    expect(explanation.incomplete).toBe(incomplete);
  });
});

describe('what shields a tag', () => {
  it('takes the claims of every rule away, enforced or not, and of no other tag', async () => {
    const rules = `protect: ["b*", a]
rules:
  - { id: r, match: { type: ou }, remove: "*" }
  - { id: s, enforce: false, remove: [a, bb, c, "_sys_?"] }
`;
    const explanation = await explained(rules, tagged(UNIT, { _sys_a: '', a: '', bb: '', c: '' }));
    expect(explanation.tags.map(({ decision, shield }) => [decision, shield])).toStrictEqual([
      ['system', { kind: 'system' }],
      ['protected', { kind: 'protect', matcher: 'a', place: at(2, 17) }],
      ['protected', { kind: 'protect', matcher: 'b*', place: at(2, 11) }],
      ['goes', undefined],
    ]);
    expect(standings(explanation)).toEqual([
      '_sys_a r:shielded s:shielded',
      'a r:shielded s:shielded',
      'bb r:shielded s:shielded',
      'c r:claims s:claims',
    ]);
    expect(explanation.tags.map((tag) => 'shield' in tag)).toEqual([true, true, true, false]);
  });

  it('does so too where only rules that are not enforced would claim it', async () => {
    const rules = 'protect: [a]\nrules: [{ id: s, enforce: false, match: { type: ou }, remove: "*" }]\n';
    const explanation = await explained(rules, tagged(UNIT, { _sys_a: '', a: '', b: '' }));
    expect(decisions(explanation)).toEqual(['_sys_a system', 'a protected', 'b stays']);
  });
});

describe('a key that rules require', () => {
  it('is excused for the rule and the key of the waiver alone', async () => {
    const rules = `rules:
  - { id: r, severity: info, require: [owner, team] }
  - { id: s, require: owner }
waivers: [{ rule: r, key: owner, ${OPEN}, expires: ${DAY} }]
`;
    const { required } = await explained(rules, UNIT);
    expect(required.map(({ rule, key, state, waivers }) => [rule, key, state, waivers.length])).toEqual([
      ['r', 'owner', 'waived', 1],
      ['r', 'team', 'missing', 1],
      ['s', 'owner', 'missing', 0],
    ]);
  });

  it('is excused by a waiver that calls it as the rule does, and not as a report does', async () => {
    const rules = `rules: [{ id: r, require: [{ equals: owner, ignore-case: true }, { in: [team, Team] }] }]
waivers:
  - { rule: r, key: owner, ${OPEN}, expires: ${DAY} }
  - { rule: r, key: Team, ${OPEN}, expires: 2027-01-01 }
`;
    const { required } = await explained(rules, UNIT);
    expect(required.map(({ key, state, waivers }) => [key, state, waivers.map((one) => one.state)])).toEqual([
      ['owner in any case', 'waived', ['passed', 'applies']],
      ['any of Team, team', 'waived', ['applies', 'passed']],
    ]);
    expect(required[0]?.waivers[0]?.because).toMatchObject({ wanted: 'Team', found: 'owner in any case' });
  });

  it('shows no waiver where it is met, and is no longer excused after the last day', async () => {
    const rules = `rules: [{ id: r, require: [owner, team] }]
waivers: [{ rule: r, ${OPEN}, expires: 2026-11-23 }]
`;
    const { required } = await explained(rules, tagged(UNIT, { owner: 'x' }), { placed: false });
    expect(required).toStrictEqual([
      { rule: 'r', severity: 'error', key: 'owner', state: 'met', by: 'owner', waivers: [] },
      {
        rule: 'r',
        severity: 'error',
        key: 'team',
        state: 'missing',
        waivers: [{ state: 'expired', reason: 'x', 'approved-by': 'y', expires: '2026-11-23' }],
      },
    ]);
  });

  it('is not known to be missing where it is not known whether the rule speaks of the resource', async () => {
    const rules = 'rules: [{ id: r, exclude: { path: "/A/**" }, require: [owner, team] }]\n';
    const asked = { unlocated: 'unknown', placed: false } as const;
    const { required, incomplete } = await explained(rules, tagged(LOST, { team: 'x' }), asked);
    const because: Reason = { condition: 'exclude/path', truth: 'unknown', wanted: '/A/**', unread: true };
    expect(required).toStrictEqual([
      { rule: 'r', severity: 'error', key: 'owner', state: 'undecided', because, waivers: [] },
      { rule: 'r', severity: 'error', key: 'team', state: 'met', by: 'team', waivers: [] },
    ]);
    expect(incomplete).toBe(true);
    const met = await explained(rules, tagged(LOST, { owner: '', team: '' }), asked);
    expect(met.incomplete).toBe(false);
  });

  it('is not known for another reason than want of a read, which leaves nothing incomplete', async () => {
    const rules = 'rules: [{ id: r, match: { tags: { until: { before: today } } }, require: owner }]\n';
    const { required, incomplete } = await explained(rules, tagged(UNIT, { until: 'soon' }));
    expect(required.map(({ state }) => state)).toEqual(['undecided']);
    expect(incomplete).toBe(false);
  });
});
