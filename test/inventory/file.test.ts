import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { afterAll, describe, expect, it } from 'vitest';
import { inventoryLines, openInventory } from '../../engine/inventory/file.ts';
import { fitInventory } from '../../engine/inventory/fit.ts';
import type { Inventory, Problem, Resource } from '../../engine/model.ts';
import { Refusal } from '../../engine/problem.ts';
import schema from '../../schemas/inventory.schema.json' with { type: 'json' };
import { headerLine, inventoryText } from './kit.ts';

const folder = mkdtempSync(join(tmpdir(), 'reconcile-inventory-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HOSTILE = [
  '',
  '\n',
  '\0',
  '\u202eabc',
  '::error::x',
  '<script>',
  '\u001b[2J',
  '__proto__',
  '👩‍👩‍👧',
  '\u2028',
  '"\\',
];

const resources: Resource[] = [
  { type: 'root', id: 'r-1', name: 'root', path: [], tags: [] },
  ...HOSTILE.map((text, i): Resource => {
    const tags = [{ key: `${text}!`, value: text }];
    return { type: 'ou', id: `ou-${String(i).padStart(8, '0')}`, name: text, path: ['a/b', text], tags };
  }),
  { type: 'policy', id: 'p-1', name: '', tags: [{ key: 'constructor', value: 'x'.repeat(255) }] },
];

const INVENTORY: Inventory = {
  organization: { id: 'o-1', 'management-account': { id: 'a', name: 'boss' } },
  origin: 'emulator',
  'read-at': '2026-11-24T08:00:00.000Z',
  types: ['root', 'ou', 'account', 'policy'],
  tree: 'whole',
  gaps: [
    { kind: 'type', type: 'account', why: 'denied' },
    { kind: 'resource', type: 'ou', id: 'ou-1', why: 'denied' },
    { kind: 'tree', parent: 'ou-1', why: 'denied' },
    { kind: 'need', what: 'tree', why: 'not there' },
  ],
  resources,
};

describe('an inventory file', () => {
  it('gives back what was written, hostile texts and gaps included', () => {
    const { resources: read, ...header } = openInventory(
      write('whole', [...inventoryLines(INVENTORY)].join('')),
    );
    const { resources: _, ...wanted } = INVENTORY;
    expect(header).toEqual(wanted);
    expect([...read]).toEqual(resources);
    expect([...read]).toEqual(resources);
  });

  it('has one line for the header and one for each resource, whatever is in the texts', () => {
    const text = [...inventoryLines(INVENTORY)].join('');
    expect(text.split('\n')).toHaveLength(resources.length + 2);
    expect(text.endsWith('\n')).toBe(true);
  });

  it('fits its published schema, line by line', () => {
    const ajv = new Ajv2020({ strictRequired: false });
    formats.default(ajv);
    const header = ajv.compile(schema);
    const resource = ajv.compile({ $ref: 'inventory.schema.json#/$defs/resource' });
    const [first, ...rest] = [...inventoryLines(INVENTORY)].map((line) => JSON.parse(line) as unknown);
    expect(header(first)).toBe(true);
    for (const line of rest) expect(resource(line)).toBe(true);
  });

  it('is the same bytes for the same inventory, however its objects were made', () => {
    const shuffled = resources.map(({ tags, id, name, type, path }) => ({
      tags,
      name,
      ...(path && { path }),
      id,
      type,
    }));
    expect([...inventoryLines({ ...INVENTORY, resources: shuffled })]).toEqual([
      ...inventoryLines(INVENTORY),
    ]);
  });

  it('needs no newline at its end, and no count', () => {
    const file = write('bare', `${headerLine()}\n${JSON.stringify(resources[0])}`);
    expect([...openInventory(file).resources]).toEqual([resources[0]]);
  });

  it('sorts the tags of a resource, which the schema leaves in any order', () => {
    const tags = [
      { key: 'b', value: '1' },
      { key: 'a', value: '2' },
    ];
    const file = write('tags', inventoryText([{ type: 'policy', id: 'p-1', name: '', tags }]));
    expect([...openInventory(file).resources][0]?.tags.map((tag) => tag.key)).toEqual(['a', 'b']);
  });
});

describe('a broken inventory file is refused at its line', () => {
  const p1 = { type: 'policy', id: 'p-1', name: '', tags: [] };
  const p2 = { ...p1, id: 'p-2' };
  const lines = (...rows: readonly (object | string)[]) =>
    [headerLine(), ...rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)))].join('\n');

  it.each<[string, string, string, number]>([
    ['a line that is no JSON', lines(p1, '{"type":'), 'no JSON', 3],
    ['an empty line between others', lines(p1, '', p2), 'no JSON', 3],
    ['a line that is no resource', lines(p1, { ...p2, tags: 'none' }), '/tags', 3],
    ['a field that is not known', lines({ ...p1, tag: [] }), 'additional properties', 2],
    ['resources out of order', lines(p2, p1), 'policy p-1 is out of order', 3],
    ['types out of order', lines(p1, { ...p1, type: 'ou' }), 'ou p-1 is out of order', 3],
    ['a resource that stands twice', lines(p1, p1), 'policy p-1 stands twice', 3],
    ['a key that stands twice', lines({ ...p1, tags: [TAG, TAG] }), 'has a key twice', 2],
    [
      'a lone surrogate behind an escape',
      lines(String.raw`{"type":"policy","id":"p-1","name":"\ud800","tags":[]}`),
      'Unicode',
      2,
    ],
    ['an empty file', '', 'empty', 1],
    ['a file that is none of ours', '{"hello":"world"}\n', 'no header', 1],
    ['a first line that is a resource', `${JSON.stringify(p1)}\n`, 'no header', 1],
    [
      'a file that was cut off between two lines',
      inventoryText([p1], { count: 2 }),
      'after 1 resource, where its first line says 2',
      2,
    ],
    [
      'a file that was added to',
      inventoryText([p1, p2], { count: 1 }),
      'after 2 resources, where its first line says 1',
      3,
    ],
  ])('%s', (name, text, said, line) => {
    const problem = problemOf(() => [...openInventory(write(name, text)).resources]);
    expect(problem.code).toBe('inventory-broken');
    expect(problem.message).toContain(said);
    expect(problem.place?.line).toBe(line);
    expect(problem.hint).toContain('snapshot');
  });

  it('at any byte where a whole one is cut off', () => {
    const text = Buffer.from([...inventoryLines({ ...INVENTORY, gaps: [] })].join(''));
    for (let size = 0; size < text.length - 1; size += 7) {
      const file = write('cut', text.subarray(0, size));
      expect(problemOf(() => [...openInventory(file).resources]).code).toBe('inventory-broken');
    }
  });

  it('bytes that are no UTF-8, rather than other characters in their place', () => {
    const bytes = Buffer.from(lines(p1, { ...p2, name: 'XX' }));
    bytes[bytes.indexOf('XX')] = 0xff;
    const problem = problemOf(() => [...openInventory(write('latin', bytes)).resources]);
    expect(problem).toMatchObject({ code: 'inventory-broken', place: { line: 3 } });
  });

  it('another version, with what to do', () => {
    const problem = problemOf(() => openInventory(write('version', `${headerLine({ version: 2 })}\n`)));
    expect(problem).toMatchObject({ code: 'inventory-version', place: { line: 1 } });
    expect(problem.message).toContain('version 2');
  });

  it('a folder and a file that is not there', () => {
    expect(problemOf(() => openInventory(folder)).code).toBe('file-unreadable');
    expect(problemOf(() => openInventory(join(folder, 'absent'))).code).toBe('file-unreadable');
  });
});

describe('an inventory file of 200,000 resources', () => {
  const COUNT = 200_000;
  const BROKEN = 150_000;
  const file = join(folder, 'large');

  it('is read only as far as it is asked for, and let go of then', () => {
    writeFileSync(file, largeText(COUNT, BROKEN));
    const seen: string[] = [];
    for (const resource of openInventory(file).resources) {
      seen.push(resource.id);
      if (seen.length === 10) break;
    }
    expect(seen.at(-1)).toBe(id(9));
    expect(openFiles()).not.toContain(file);
  });

  it('is refused at the very line that is broken, as late as that', () => {
    let read = 0;
    const problem = problemOf(() => {
      for (const _ of openInventory(file).resources) read++;
    });
    expect(read).toBe(BROKEN);
    expect(problem.place?.line).toBe(BROKEN + 2);
    expect(openFiles()).not.toContain(file);
  });

  it('streams through the fit to what rules need as well', () => {
    const fitted = fitInventory(openInventory(file), { types: ['policy'], treeRead: 'none' });
    const [first] = fitted.resources;
    expect(first?.id).toBe(id(0));
    expect(openFiles()).not.toContain(file);
  });
});

const TAG = { key: 'k', value: 'v' };

function id(n: number): string {
  return `p-${String(n).padStart(8, '0')}`;
}

function largeText(count: number, broken: number): string {
  const rows = Array.from({ length: count }, (_, i) =>
    i === broken
      ? '{'
      : `{"type":"policy","id":"${id(i)}","name":"支付","tags":[{"key":"k","value":"${'v'.repeat(i % 90)}"}]}`,
  );
  return `${headerLine()}\n${rows.join('\n')}\n`;
}

/** Files that this process holds open (Linux). */
function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

function write(name: string, text: string | Uint8Array): string {
  const file = join(folder, name.replaceAll(' ', '-'));
  writeFileSync(file, text);
  return file;
}

function problemOf(deed: () => unknown): Problem {
  try {
    deed();
  } catch (error) {
    if (error instanceof Refusal && error.problems[0] !== undefined) return error.problems[0];
    throw error;
  }
  throw new Error('it was not refused');
}
