import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { validate } from './memory.ts';

type Schema = Readonly<Record<string, unknown>>;

const SCHEMA = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', '..', 'schemas', 'tag-rules.schema.json'), 'utf8'),
) as Schema;

/** Every schema within the schema, with the way to it. */
function schemasOf(schema: unknown, way = '#'): [string, Schema][] {
  if (typeof schema !== 'object' || schema === null) return [];
  const inner = Object.entries(schema).flatMap(([key, value]) =>
    key === 'examples' ? [] : schemasOf(value, `${way}/${key}`),
  );
  return [[way, schema as Schema], ...inner];
}

/** The properties that the schema knows anywhere, with the way to each. */
const PROPERTIES = schemasOf(SCHEMA).flatMap(([way, schema]) =>
  Object.entries((schema['properties'] ?? {}) as Record<string, Schema>).map(
    ([name, property]): [string, Schema] => [`${way}/${name}`, property],
  ),
);

describe('the schema of rule files', () => {
  it.each(PROPERTIES)('describes %s in a sentence', (_, property) => {
    expect(property['description']).toMatch(/^[A-Z`].*[.]$/s);
  });

  it('refuses unknown keys wherever it knows any', () => {
    const open = schemasOf(SCHEMA).filter(
      ([way, schema]) =>
        !way.endsWith('/properties') && 'properties' in schema && schema['additionalProperties'] !== false,
    );
    expect(open.map(([way]) => way)).toEqual([]);
  });

  it('has no choice between schemas, which would report the errors of them all', () => {
    const choices = schemasOf(SCHEMA).filter(([, schema]) => 'anyOf' in schema || 'oneOf' in schema);
    expect(choices.map(([way]) => way)).toEqual([]);
  });

  it('shows examples that the loader takes', async () => {
    for (const [way, { examples }] of PROPERTIES) {
      for (const example of (examples ?? []) as unknown[]) {
        const text = fileWith(way, JSON.stringify(example));
        const { problems } = text === undefined ? { problems: [] } : await validate(text);
        expect({ way, example, problems: problems.map(({ message }) => message) }).toMatchObject({
          problems: [],
        });
      }
    }
  });
});

/** A file that has the example where the property belongs; undefined where only files on disk could bear it out. */
function fileWith(way: string, example: string): string | undefined {
  const rule = (line: string) => `rules:\n  - id: approved-keys-only\n    ${line}\n`;
  const plain = rule('remove: temp') + '  - { id: no-temp-keys-on-ous, remove: tmp }\n';
  const [, owner = '', , name = ''] = /^#(?:\/\$defs)?\/([^/]+)(\/.*)?\/([^/]+)$/.exec(way) ?? [];
  const waiver = { rule: 'no-temp-keys-on-ous', reason: 'x', 'approved-by': 'y', expires: '2027-01-31' };
  switch (owner) {
    case 'rule':
      if (name === 'id') return `rules:\n  - { id: ${example}, remove: temp }\n`;
      return name === 'remove' ? rule(`remove: ${example}`) : rule(`remove: temp\n    ${name}: ${example}`);
    case 'scope':
      return rule(`remove: temp\n    match: { ${name}: ${example} }`);
    case 'removal':
      if (name === 'value' || name === 'except') {
        return rule(`match: { type: ou }\n    remove: { key: temp-*, ${name}: ${example} }`);
      }
      return rule(`match: { type: ou }\n    remove: { ${name}: ${example} }`);
    case 'text-matcher':
      return rule(`remove: temp\n    match: { name: { ${name}: ${example} } }`);
    case 'path-matcher':
      return rule(`remove: temp\n    match: { path: { ${name}: ${example} } }`);
    case 'value-matcher':
      return rule(`remove: temp\n    match: { tags: { k: { ${name}: ${example} } } }`);
    case 'waiver':
      return `${plain}waivers: [${JSON.stringify({ ...waiver, [name]: JSON.parse(example) as unknown })}]\n`;
    case 'limits':
    case 'limit':
      return `${plain}limits: { ${name}: ${example} }\n`;
    case 'freeze': {
      const freeze = { from: '2026-12-20', until: '2027-01-03', why: 'x' };
      return `${plain}freeze: [${JSON.stringify({ ...freeze, [name]: JSON.parse(example) as unknown })}]\n`;
    }
    default:
      return way === '#/include' ? undefined : `${plain}${way.slice(2)}: ${example}\n`;
  }
}
