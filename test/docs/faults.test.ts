import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { READS, WRITES } from '../../engine/emulator/routes/names.ts';
import { pathOf } from './page.ts';
import { renderFaults, type Schema } from './render-faults.ts';

const PAGE = pathOf('docs/faults.md');
const schema = JSON.parse(readFileSync(pathOf('schemas/seed.schema.json'), 'utf8')) as Schema;

describe('the page of faults', () => {
  it('is what the schema says (UPDATE_DOCS=1 writes it anew)', () => {
    const page = renderFaults(schema);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('names every call and every kind, and says something of every key', () => {
    const page = readFileSync(PAGE, 'utf8');
    for (const name of [...READS, ...WRITES, 'any', 'read', 'write']) expect(page).toContain(`\`${name}\``);
    const kinds = schema.$defs?.['fault']?.oneOf ?? [];
    expect(kinds.length).toBeGreaterThan(10);
    for (const kind of kinds)
      expect(page).toContain(`| \`${String(kind.properties?.['kind']?.const)}\` | ${kind.description}`);
    for (const line of page.split('\n').filter((one) => one.startsWith('| `')))
      expect(line).not.toMatch(/\|\s+\|.*\|$|: \. |undefined/);
  });

  it('is told of where faults are asked for', () => {
    for (const file of ['docs/operations.md', 'docs/README.md', 'README.md', 'engine/cli/verbs.ts'])
      expect(readFileSync(pathOf(file), 'utf8'), file).toContain('faults.md');
  });
});
