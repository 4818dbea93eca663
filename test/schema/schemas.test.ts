import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';

const NAMES = readdirSync('schemas').filter((name) => name.endsWith('.schema.json'));

interface Schema {
  readonly [key: string]: unknown;
}

const read = (name: string): Schema => JSON.parse(readFileSync(`schemas/${name}`, 'utf8')) as Schema;

/** Every `properties` entry of a schema with its pointer. */
function* properties(schema: unknown, at = ''): Generator<[string, Schema]> {
  if (typeof schema !== 'object' || schema === null) return;
  for (const [key, value] of Object.entries(schema)) {
    // Conditions repeat properties that are described where they are declared.
    if (['if', 'then', 'else', 'not', 'examples', 'default', 'const', 'enum'].includes(key)) continue;
    if (key === 'properties') {
      for (const [name, one] of Object.entries(value as object))
        yield [`${at}/properties/${name}`, one as Schema];
    }
    yield* properties(value, `${at}/${key}`);
  }
}

describe('the schemas of the files that reconcile reads and writes', () => {
  it('obey the draft they name', () => {
    const ajv = new Ajv2020({
      strict: true,
      strictRequired: false,
      strictTypes: false,
      allowUnionTypes: true,
    });
    formats.default(ajv);
    ajv.addVocabulary(['errorMessage', 'discriminator']);
    for (const name of NAMES) {
      expect(ajv.validateSchema(read(name)), name).toBe(true);
    }
    expect(NAMES.length).toBeGreaterThan(5);
  });

  it('describe every property', () => {
    const bare = NAMES.flatMap((name) => {
      const schema = read(name);
      const defs = (schema['$defs'] ?? {}) as Record<string, Schema>;
      return [...properties(schema)].flatMap(([at, one]) => {
        const local = typeof one['$ref'] === 'string' ? defs[one['$ref'].replace('#/$defs/', '')] : undefined;
        const elsewhere = typeof one['$ref'] === 'string' && !one['$ref'].startsWith('#');
        return one['description'] !== undefined || local?.['description'] !== undefined || elsewhere
          ? []
          : [name + at];
      });
    });
    expect(bare).toEqual([]);
  });
});
