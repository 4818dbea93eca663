import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** What files of evidence are held against, by the name of a schema in `schemas/`. */
const SCHEMAS = {
  envelope: 'evidence.schema.json',
  run: 'run.schema.json',
  undoing: 'undoing.schema.json',
  record: 'journal.schema.json',
} as const;

export type Form = keyof typeof SCHEMAS;

/** Why a value is not of a form, in words: where, and what. Undefined where it is. */
export function misfit(form: Form, value: unknown): string | undefined {
  const check = checkOf(form);
  if (check(value)) return undefined;
  // Of several errors the deepest is nearest to the fault: those above it only follow from it.
  const errors = [...(check.errors ?? [])].sort((a, b) => b.instancePath.length - a.instancePath.length);
  const [first] = errors;
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit its schema'}`.trim();
}

let ajv: Ajv2020 | undefined;

function checkOf(form: Form): ValidateFunction {
  ajv ??= loadSchemas();
  const check = ajv.getSchema(SCHEMAS[form]);
  if (check === undefined) throw new Error(`there is no schema ${SCHEMAS[form]}`);
  return check;
}

function loadSchemas(): Ajv2020 {
  const loaded = new Ajv2020({
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
  });
  formats.default(loaded);
  for (const file of ['plan.schema.json', ...Object.values(SCHEMAS)]) {
    const url = new URL(`../../schemas/${file}`, import.meta.url);
    loaded.addSchema(JSON.parse(readFileSync(url, 'utf8')) as object);
  }
  return loaded;
}
