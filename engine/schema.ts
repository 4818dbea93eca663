import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as ajv2020 from 'ajv/dist/2020.js';
import type { Ajv2020, AnySchemaObject, ErrorObject, Options, ValidateFunction } from 'ajv/dist/2020.js';
import type formats from 'ajv-formats';
import { type Check, readyCheck } from './compiled.ts';

export type { AnySchemaObject, ErrorObject, ValidateFunction };

/** The check of a schema for files that people write. */
export interface PeopleCheck {
  readonly validate: ValidateFunction;
  /** The schema itself, for its `$defs`. */
  readonly schema: AnySchemaObject;
}

/**
 * The check of a schema of the package's folder `schemas/` for files that people write: every error at once, each
 * with the value and the schema it came from, so that it can be told well.
 *
 * @param schema such as `tag-rules.schema.json`
 * @param part a pointer into it, such as `#/$defs/faults`
 */
export function checkForPeople(schema: string, part = ''): PeopleCheck {
  return { validate: checkOf({ writers: 'people', schema, part }), schema: written(schema) };
}

/** What is wrong with a value, in words; undefined where it fits. */
export type Form = (value: unknown) => string | undefined;

/** The form of files that programs write, by the schema and a pointer into it. Made at the first value. */
export function formOf(schema: string, part = ''): Form {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= checkOf({ writers: 'programs', schema, part });
    return validate(value) ? undefined : describe(validate.errors ?? []);
  };
}

/** Of several errors the deepest is nearest to the fault: those above it only follow from it. */
function describe(errors: readonly ErrorObject[]): string {
  const [first] = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit its schema'}`.trim();
}

function checkOf(check: Check): ValidateFunction {
  return (readyCheck(check) as ValidateFunction | undefined) ?? compile(check);
}

/** Compiles a check now, as every check is where the engine runs from its source. */
export function compile(check: Check): ValidateFunction {
  return compilerFor(check).compile({ $ref: check.schema + check.part });
}

const LAX: Options = {
  strictRequired: false,
  strictTypes: false,
  allowUnionTypes: true,
  // Our own schemas are held to the meta-schema by a test; doing it again at every start costs more than the check.
  validateSchema: false,
  meta: false,
};

const require = createRequire(import.meta.url);

/** The compiler of a check, which knows its schema by the name; the build has it write source text. */
export function compilerFor({ writers, schema }: Check, options: Options = {}): Ajv2020 {
  // Loaded here alone: what is built has its checks as code, and loading the compiler takes longer than most runs.
  const { Ajv2020 } = require('ajv/dist/2020.js') as typeof ajv2020;
  const people = { allErrors: true, verbose: true, discriminator: true };
  const ajv = new Ajv2020({ ...LAX, ...(writers === 'people' && people), ...options });
  // Shown by editors: what a value must be, as the end of a sentence.
  ajv.addVocabulary(['errorMessage']);
  if (writers === 'programs') (require('ajv-formats') as typeof formats.default)(ajv);
  add(ajv, schema);
  return ajv;
}

/** Adds a schema and those it refers to. */
function add(ajv: Ajv2020, name: string): void {
  if (ajv.getSchema(name) !== undefined) return;
  const { $id: _, ...schema } = written(name);
  for (const [, other = ''] of JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+\.schema\.json)/g)) {
    if (other !== name) add(ajv, other);
  }
  ajv.addSchema(schema, name);
}

/** A schema of the package, as it is written. */
function written(name: string): AnySchemaObject {
  return JSON.parse(readFileSync(new URL(`../schemas/${name}`, import.meta.url), 'utf8')) as AnySchemaObject;
}
