import { describe, expect, it } from 'vitest';
import type { Explanation, Resource } from '../../engine/model.ts';
import { explainResource } from '../../engine/plan/explain.ts';
import { explainJson, explainText } from '../../engine/report/explain.ts';
import { REDACTED } from '../../engine/rules/redact.ts';
import { rulesFrom } from '../rules-from.ts';

const RULES = `version: 1
protect: [legal]
redact: ["pin-*"]
rules:
  - id: no-temp
    why: Nothing on an OU is temporary.
    match: { type: ou }
    remove: { key: "temp-*", except: temp-ok }
  - id: expired
    match: { path: "/A/**" }
    remove: { key: [until, due], value: { before: today } }
  - id: tidy
    enforce: false
    exclude: { name: lab }
    remove: [note, legal, pin-1]
  - id: accounts-only
    match: { type: account, tags: { env: prod } }
    remove: "*"
  - id: owned
    match: { type: ou }
    require: [owner, "team:*"]
waivers:
  - rule: no-temp
    match: { id: ou-12345678 }
    key: temp-waived
    reason: It moves in January
    approved-by: governance
    expires: 2027-01-31
    ticket: CHG-1
  - rule: no-temp
    key: temp-old
    reason: It moved
    approved-by: governance
    expires: 2026-01-31
  - rule: owned
    match: { path: /A/B }
    key: owner
    reason: Nobody knows
    approved-by: governance
    expires: 2027-01-31
`;

const UNIT: Resource = {
  type: 'ou',
  id: 'ou-12345678',
  name: 'B',
  path: ['A', 'B'],
  tags: [
    { key: '_sys_x', value: '' },
    { key: 'due', value: 'soon' },
    { key: 'legal', value: 'hold' },
    { key: 'note', value: 'hm' },
    { key: 'pin-1', value: '1234' },
    { key: 'team:core', value: 'x' },
    { key: 'temp-a', value: '1' },
    { key: 'temp-ok', value: '1' },
    { key: 'temp-old', value: '1' },
    { key: 'temp-waived', value: '1' },
    { key: 'until', value: '2026-11-23' },
  ],
};

const LOOK = {
  color: false,
  width: 0,
  rules: 'tag-rules.yaml',
  endpoint: 'https://organizations.example.com',
  origin: 'https://organizations.example.com',
};

async function explained(
  resource: Resource = UNIT,
  key?: string,
  unlocated: 'no' | 'unknown' = 'no',
): Promise<Explanation> {
  const { set, places } = await rulesFrom(RULES);
  return explainResource({ set, places, day: '2026-11-24', resource, unlocated, key });
}

const page = (explanation: Explanation, look: Partial<typeof LOOK> = {}) =>
  [...explainText(explanation, { ...LOOK, ...look })].join('');

describe('the page of explain', () => {
  it('tells of every tag what becomes of it, by which rule, and where that rule stands', async () => {
    expect(page(await explained())).toBe(`ou /A/B  ou-12345678
read from https://organizations.example.com, judged by tag-rules.yaml on 2026-11-24

11 tags: 3 would go, 8 would stay

  = _sys_x = ""  stays: no rule claims it, and it is a system tag

  = due = "soon"  stays: it cannot be decided
      expired cannot be decided: value before today, and "soon" cannot be read as a date  tag-rules.yaml:11

  = legal = "hold"  stays: protected by legal  tag-rules.yaml:2
      tidy would claim it, but is not enforced  tag-rules.yaml:12

  = note = "hm"  stays: only rules that are not enforced claim it
      tidy claims it, but is not enforced  tag-rules.yaml:12

  = pin-1 = ‹redacted›  stays: only rules that are not enforced claim it
      tidy claims it, but is not enforced  tag-rules.yaml:12

  = team:core = "x"  stays: no rule claims it

  - temp-a = "1"  goes
      no-temp claims it  tag-rules.yaml:5
        Nothing on an OU is temporary.

  = temp-ok = "1"  stays: no rule claims it
      no-temp spares it: except temp-ok  tag-rules.yaml:8

  - temp-old = "1"  goes
      no-temp claims it  tag-rules.yaml:5
        Nothing on an OU is temporary.
        a waiver expired on 2026-01-31 and has no effect: It moved (approved by governance)  tag-rules.yaml:30

  = temp-waived = "1"  stays: waived
      no-temp would claim it  tag-rules.yaml:5
        Nothing on an OU is temporary.
        waived through 2027-01-31: It moves in January (approved by governance, CHG-1)  tag-rules.yaml:23

  - until = "2026-11-23"  goes
      expired claims it  tag-rules.yaml:9

Required
  owner  is missing, which a waiver excuses  by owned  tag-rules.yaml:21
    waived through 2027-01-31: Nobody knows (approved by governance)  tag-rules.yaml:35
  team:*  is met by team:core  by owned  tag-rules.yaml:21

Rules that do not speak of this resource
  accounts-only  match type account, and this is an OU  tag-rules.yaml:17

Why the other rules do not claim a tag: reconcile explain ou-12345678 _sys_x
`);
  });

  it('says of one key why each other rule and waiver has nothing to do with it', async () => {
    expect(page(await explained(UNIT, 'temp-a'))).toBe(`ou /A/B  ou-12345678
read from https://organizations.example.com, judged by tag-rules.yaml on 2026-11-24

  - temp-a = "1"  goes
      no-temp claims it  tag-rules.yaml:5
        Nothing on an OU is temporary.
        a waiver is for something else: key temp-old, and this is temp-a  tag-rules.yaml:30
        a waiver is for something else: key temp-waived, and this is temp-a  tag-rules.yaml:23
      expired does not claim it: only keys any of due, until  tag-rules.yaml:11
      tidy does not claim it: only keys any of legal, note, pin-1  tag-rules.yaml:15

Rules that do not speak of this resource
  accounts-only  match type account, and this is an OU  tag-rules.yaml:17
`);
  });

  it('says of a key that is not there so, what it has instead, and which rule requires it', async () => {
    const lacking = page(await explained(UNIT, 'owner'));
    expect(lacking).toContain(
      '\nIt has no tag owner\n\nRequired\n  owner  is missing, which a waiver excuses',
    );
    expect(lacking).not.toContain('team:');
    const near = page(await explained(UNIT, 'temp-b'));
    expect(near).toContain('It has no tag temp-b; it has temp-a, which is much like it');
    expect(near).toContain('No rule that speaks of this resource requires it.');
  });

  it('names the first condition that keeps a rule from the resource, and what it met', async () => {
    const account: Resource = {
      type: 'account',
      id: 'a1',
      name: 'lab',
      path: ['Z'],
      tags: [{ key: 'env', value: 'dev' }],
    };
    const said = page(await explained(account));
    expect(said).toContain('accounts-only  match tag env: prod, and its value is "dev"  tag-rules.yaml:17');
    expect(said).toContain('expired        match path /A/**, and it lies at /Z  tag-rules.yaml:10');
    expect(said).toContain('tidy           exclude name lab, and that holds  tag-rules.yaml:14');
    const bare = page(await explained({ ...account, tags: [] }));
    expect(bare).toContain('match tag env: prod, and it has no tag env');
    const policy = page(await explained({ type: 'policy', id: 'p-1', name: 'x', tags: [] }));
    expect(policy).toContain('match path /A/**, and a policy has no path');
  });

  it('tells what was not read from what is elsewhere, and only the first is incomplete', async () => {
    const { path: _, ...unit } = UNIT;
    const unknown = await explained(unit, 'until', 'unknown');
    expect(unknown.incomplete).toBe(true);
    expect(page(unknown)).toContain(
      'expired cannot be decided: match path /A/**, and where it lies could not be read  tag-rules.yaml:10',
    );
    const elsewhere = await explained(unit, 'until', 'no');
    expect(elsewhere.incomplete).toBe(false);
    expect(page(elsewhere)).toContain('expired        match path /A/**, and it lies elsewhere');
  });

  it('gives the same as JSON, redacted values masked there too', async () => {
    const explanation = await explained();
    const json = JSON.parse(explainJson(explanation, LOOK)) as Explanation & { rules: string };
    expect(json.rules).toBe('tag-rules.yaml');
    expect(json.tags).toEqual(JSON.parse(JSON.stringify(explanation.tags)));
    expect(json.tags.find((tag) => tag.key === 'pin-1')?.value).toBe(REDACTED);
    expect(JSON.stringify(json)).not.toContain('1234"}');
  });
});

describe('the page of explain under hostile text', () => {
  const HOSTILE = [
    '\u001b[2J',
    '::error::x',
    '\n::set-env::',
    '\u202eabc',
    '\0',
    '<script>',
    '%0A',
    'x'.repeat(255),
  ];

  it.each(HOSTILE)('shows %j on its line and obeys nothing', async (text) => {
    const resource: Resource = {
      type: 'account',
      id: 'a1',
      name: text,
      path: ['A', text],
      tags: [
        { key: text, value: text },
        { key: 'env', value: text },
        { key: 'until', value: text },
      ],
    };
    for (const width of [0, 60]) {
      for (const key of [undefined, text, `no ${text}`]) {
        const said = page(await explained(resource, key), { width, endpoint: `http://${text}` });
        expect(said).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]|^\s*::/m);
        if (width > 0)
          expect(Math.max(...said.split('\n').map((line) => line.length))).toBeLessThanOrEqual(width);
      }
    }
  });

  it('uses colours only where they are wanted', async () => {
    const explanation = await explained();
    expect(page(explanation)).not.toContain('\u001b');
    const coloured = page(explanation, { color: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the codes of the colours themselves
    expect(coloured.replace(/\u001b\[\d+m/g, '')).toBe(page(explanation));
  });
});
