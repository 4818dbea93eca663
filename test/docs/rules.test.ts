import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pathOf } from './page.ts';
import { OF_RULES, OF_TESTS, renderRules, type Schema } from './render-rules.ts';

/** The keys of every map in the schema, with what describes them. */
function propertiesOf(part: Schema): [key: string, property: Schema][] {
  const below = [...Object.values(part.properties ?? {}), ...Object.values(part.$defs ?? {})];
  return [...Object.entries(part.properties ?? {}), ...below.flatMap(propertiesOf)];
}

describe.each([
  ['rules', 'tag-rules', OF_RULES, 50],
  ['rule tests', 'tag-rules-test', OF_TESTS, 15],
])('the page of %s', (name, kind, above, least) => {
  const PAGE = pathOf(`docs/${name.replace(' ', '-')}.md`);
  const schema = JSON.parse(readFileSync(pathOf(`schemas/${kind}.schema.json`), 'utf8')) as Schema;

  it('is what the schema says (UPDATE_DOCS=1 writes it anew)', () => {
    const page = renderRules(schema, above);
    if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, page);
    expect(readFileSync(PAGE, 'utf8')).toBe(page);
  });

  it('says something of every key', () => {
    const page = readFileSync(PAGE, 'utf8');
    const properties = propertiesOf(schema);
    expect(properties.length).toBeGreaterThan(least);
    for (const [key, { description }] of properties) {
      expect(description, key).toMatch(/^\S.*\.$/);
      expect(page).toContain(`\`${key}\``);
    }
  });
});
