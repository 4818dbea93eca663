import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** Checks a value against the JSON Schema of SARIF 2.1.0 as OASIS publishes it, from Microsoft's package. */
export const isSarif: ValidateFunction = compile();

function compile(): ValidateFunction {
  const path = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const schema = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  // It is written for draft 4, whose `id` and `$schema` later drafts spell otherwise; nothing else differs here.
  Reflect.deleteProperty(schema, 'id');
  Reflect.deleteProperty(schema, '$schema');
  const ajv = new Ajv({ strict: false, unicodeRegExp: false });
  formats.default(ajv);
  return ajv.compile(schema);
}
