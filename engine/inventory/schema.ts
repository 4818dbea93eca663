import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

let compiled: { header: ValidateFunction; resource: ValidateFunction } | undefined;

/** What is wrong with the first line of an inventory file, in words; undefined where nothing is. */
export function checkHeader(value: unknown): string | undefined {
  return check(compile().header, value);
}

/** The same for a resource line. */
export function checkResource(value: unknown): string | undefined {
  return check(compile().resource, value);
}

function compile() {
  if (compiled !== undefined) return compiled;
  const url = new URL('../../schemas/inventory.schema.json', import.meta.url);
  const schema = JSON.parse(readFileSync(url, 'utf8')) as { $id: string };
  const ajv = new Ajv2020({ strict: true, strictRequired: false });
  formats.default(ajv);
  const header = ajv.compile(schema);
  const resource = ajv.compile({ $ref: `${schema.$id}#/$defs/resource` });
  compiled = { header, resource };
  return compiled;
}

function check(validate: ValidateFunction, value: unknown): string | undefined {
  if (validate(value)) return undefined;
  const first = validate.errors?.[0];
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit its schema'}`.trim();
}
