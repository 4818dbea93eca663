import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseFaults, parseSeed } from '../../engine/emulator/seed.ts';
import { Refusal } from '../../engine/problem.ts';
import { emulate, SMALL } from './kit.ts';

/** `CODE line:column` of every problem of a text, with hints. */
function problemsOf(text: string, parse: (text: string, file: string) => unknown = parseSeed): string[] {
  try {
    parse(text, 'seed.yaml');
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return error.problems.map(({ code, place, hint }) => {
      expect(place?.file).toBe('seed.yaml');
      return `${code} ${place?.line ?? 0}:${place?.column ?? 0}${hint === undefined ? '' : ` ${hint}`}`;
    });
  }
  return [];
}

describe('a seed as a YAML tree', () => {
  it('gives the same organization every time, with ids in the formats of the service', () => {
    const seed = parseSeed(SMALL, 'a.yaml');
    expect(parseSeed(SMALL, 'b.yaml')).toEqual(seed);
    expect(seed.organization.id).toMatch(/^o-[0-9a-z]{32}$/u);
    const patterns = {
      root: /^r-[0-9a-z]{32}$/u,
      ou: /^ou-[0-9a-z]{32}$/u,
      account: /^[0-9a-f]{32}$/u,
      policy: /^p-[0-9a-z]{32}$/u,
    };
    for (const { type, id } of seed.nodes) expect(id).toMatch(patterns[type]);
    expect(new Set(seed.nodes.map(({ id }) => id)).size).toBe(seed.nodes.length);
  });

  it('gives other ids to another organization of the same shape', () => {
    const other = parseSeed(SMALL.replace('name: acme', 'name: other'), 'b.yaml');
    const ids = new Set(parseSeed(SMALL, 'a.yaml').nodes.map(({ id }) => id));
    expect(other.nodes.filter(({ id }) => ids.has(id))).toEqual([]);
  });

  it('keeps texts that the service would refuse, and keys that are names in JavaScript', async () => {
    const text = String.raw`
organization: { name: hostile }
root:
  tags: { "__proto__": p, constructor: c, nul: "a\0b", line: "a\nb", "<script>": "=1+1", "空": "" }
`;
    await using emulator = await emulate(text);
    const answer = await emulator.send('GET', `/v1/organizations/resources/${emulator.id('root')}/tags`);
    const { tags } = answer.json as { tags: { key: string; value: string }[] };
    expect(tags.map(({ key, value }) => [key, value])).toEqual([
      ['<script>', '=1+1'],
      ['__proto__', 'p'],
      ['constructor', 'c'],
      ['line', 'a\nb'],
      ['nul', 'a\0b'],
      ['空', ''],
    ]);
  });

  it('puts the management account below the root where the tree has none of its name', () => {
    const seed = parseSeed('organization: { name: x }', 'x.yaml');
    expect(seed.nodes.map(({ name }) => name)).toEqual(['root', 'x-management']);
    expect(seed.organization['management-account'].id).toBe(seed.nodes[1]?.id);
  });

  it.each([
    ['root: {}', ['seed-shape 1:1']],
    ['organization: { name: x', ['seed-syntax 1:24']],
    ['organization: { name: x }\norganization: { name: y }', ['seed-syntax 2:1']],
    ['organization: { name: x }\n---\nroot:', ['seed-syntax 2:1']],
    ['organization: { name: x }\nrot: {}', ['seed-unknown-field 2:1 Did you mean `root`?']],
    ['organization: { name: 7 }', ['seed-shape 1:23 Put it in quotes: "7".']],
    [
      'organization: { name: x }\nroot: { tags: { a: yes, b: 2026, c: } }',
      ['seed-shape 2:28 Put it in quotes: "2026".', 'seed-shape 2:34 Put it in quotes: "".'],
    ],
    ['organization: { name: x }\nroot: { units: { 2024: } }', ['seed-syntax 2:18 Put it in quotes.']],
    [
      'organization: { name: x }\nroot: { accounts: { a: { status: Active } } }',
      ['seed-shape 2:34 Did you mean `active`?'],
    ],
    ['organization: { name: x }\nroot: { accounts: { a: { id: "n!" } } }', ['seed-shape 2:30']],
    ['organization: { name: x }\npolicies: { p: { attached-to: [/Prod] } }', ['seed-unknown-target 2:32']],
    [
      'organization: { name: x }\nroot: { units: { Prod: } }\npolicies: { p: { attached-to: [/Prodd] } }',
      ['seed-unknown-target 3:32 Did you mean `/Prod`?'],
    ],
    ['organization: { name: x }\ncallers: { c: { account: nobody } }', ['seed-unknown-target 2:26']],
    [
      'organization: { name: x, management-account: a }\nroot: { accounts: { a: }, units: { U: { accounts: { a: } } } }',
      ['seed-unknown-target 1:46 Write the id.'],
    ],
    [
      'organization: { name: x }\nroot: { accounts: { a: { id: same }, b: { id: same } } }',
      ['seed-duplicate-id 2:47'],
    ],
    [
      'organization: { name: x }\nfaults: { rules: [ { on: UntagResouce, fault: { kind: conflict } } ] }',
      ['seed-shape 2:26 Did you mean `UntagResource`?'],
    ],
    ['organization: { name: x }\nfaults: { rules: [ { fault: { kind: conflct } } ] }', ['seed-shape 2:29']],
    ['organization: { name: x }\nswitches: { filter-order: random }', ['seed-shape 2:27']],
    [
      `organization: { name: x }\nroot: { tags: { ${Array.from({ length: 21 }, (_, i) => `k${i}: ""`).join(', ')} } }`,
      ['seed-too-many-tags 2:9'],
    ],
    [
      'a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]',
      ['seed-syntax 1:1'],
    ],
  ])('is refused with place and hint: %j', (text, expected) => expect(problemsOf(text)).toEqual(expected));

  it('tells all problems at once', () => {
    const text = 'organization: { name: x, nam: y }\nroot: { tags: { a: 1 }, tagz: {} }';
    expect(problemsOf(text)).toHaveLength(3);
  });

  it('may have its faults in a file of their own', () => {
    expect(parseFaults('latency: 5\nrules: [{ on: read, fault: { kind: conflict } }]', 'f.yaml')).toEqual({
      latency: 5,
      rules: [{ on: 'read', fault: { kind: 'conflict' } }],
    });
    expect(problemsOf('latncy: 5', parseFaults)).toEqual(['seed-unknown-field 1:1 Did you mean `latency`?']);
    expect(problemsOf('latency: { min: 5 }', parseFaults)).toEqual(['seed-shape 1:10']);
  });
});

describe('an inventory file as a seed', () => {
  const HEADER = JSON.stringify({
    version: 1,
    organization: { id: 'o-abcdefghij', 'management-account': { id: 'm1', name: 'boss' } },
    origin: 'https://organizations.myhuaweicloud.com',
    'read-at': '2026-11-24T08:00:00Z',
    types: ['ou', 'account'],
    tree: 'whole',
    gaps: [],
  });
  const ROWS = [
    {
      type: 'ou',
      id: 'ou-payments',
      name: 'Payments',
      path: ['Production', 'Payments'],
      tags: [{ key: 'a', value: 'b\n' }],
    },
    { type: 'ou', id: 'ou-production', name: 'Production', path: ['Production'], tags: [] },
    { type: 'account', id: 'acc', name: 'prd-pay', path: ['Production', 'Payments'], tags: [] },
    { type: 'account', id: 'gone', name: 'elsewhere', path: ['Sandbox'], tags: [] },
    { type: 'policy', id: 'p-12345678', name: 'deny', tags: [{ key: 'x', value: '' }] },
  ];
  const file = (...rows: unknown[]) => [HEADER, ...rows.map((row) => JSON.stringify(row)), ''].join('\n');

  it('is the organization it was taken from, with units that only a path names', async () => {
    await using emulator = await emulate(parseSeed(file(...ROWS), 'real.jsonl'));
    const byId = new Map(emulator.resources().map((one) => [one.id, one]));
    for (const row of ROWS) expect(byId.get(row.id)).toEqual(row);
    expect(emulator.resources().map(({ type, name }) => `${type} ${name}`)).toContain('ou Sandbox');
    expect(emulator.resources().filter(({ type }) => type === 'root')).toHaveLength(1);
    const { json } = await emulator.send('GET', '/v1/organizations');
    expect(json).toMatchObject({ organization: { id: 'o-abcdefghij', management_account_name: 'boss' } });
  });

  it.each([
    [`${HEADER}\n{"type":"ou"}`, ['seed-inventory 2:1']],
    [`${HEADER}\n${JSON.stringify(ROWS[0])}\n{"type":"ou","id":"ou-cut`, ['seed-inventory 3:1']],
    [`${HEADER}\n${JSON.stringify(ROWS[0])}\n${JSON.stringify(ROWS[0])}`, ['seed-inventory 1:1']],
    ['{"read-at":"x"}\n{}', ['seed-inventory 1:1', 'seed-inventory 2:1']],
  ])('is refused where a line is no resource: %j', (text, expected) =>
    expect(problemsOf(text)).toEqual(expected),
  );
});

describe('the demonstration', () => {
  it('is a seed that stands', () => {
    const text = readFileSync(new URL('../../examples/acme/organization.yaml', import.meta.url), 'utf8');
    expect(problemsOf(text)).toEqual([]);
    expect(parseSeed(text, 'acme').nodes.length).toBeGreaterThanOrEqual(300);
  });
});
