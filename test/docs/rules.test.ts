import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pathOf } from './page.ts';
import { renderRules, type Schema } from './render-rules.ts';

const PAGE = pathOf('docs/rules.md');
const schema = JSON.parse(readFileSync(pathOf('schemas/tag-rules.schema.json'), 'utf8')) as Schema;

/** The keys of every map in the schema, with what describes them. */
function propertiesOf(part: Schema): [key: string, property: Schema][] {
  const below = [...Object.values(part.properties ?? {}), ...Object.values(part.$defs ?? {})];
  return [...Object.entries(part.properties ?? {}), ...below.flatMap(propertiesOf)];
}

describe('the page of rules', () => {
  it('is what the schema says (UPDATE_DOCS=1 writes it anew)', () => {
    const page = renderRules(schema);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('says something of every key', () => {
    const page = readFileSync(PAGE, 'utf8');
    const properties = propertiesOf(schema);
    expect(properties.length).toBeGreaterThan(50);
    for (const [key, { description }] of properties) {
      expect(description, key).toMatch(/^\S.*\.$/);
      expect(page).toContain(`\`${key}\``);
    }
  });
});
