import { readFileSync } from 'node:fs';
import {
  Ajv2020,
  type AnySchemaObject,
  type ErrorObject,
  type Options,
  type ValidateFunction,
} from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export type { AnySchemaObject, ErrorObject, ValidateFunction };

/** The check of a schema for files that people write. */
export interface PeopleCheck {
  readonly validate: ValidateFunction;
  /** The schema itself, for its `$defs`. */
  readonly schema: AnySchemaObject;
}

/**
 * Compiles a schema of the package's folder `schemas/` for files that people write: every error at once, each with
 * the value and the schema it came from, so that it can be told well.
 *
 * @param name such as `tag-rules.schema.json`
 * @param part a pointer into it, such as `#/$defs/faults`
 */
export function compileForPeople(name: string, part = ''): PeopleCheck {
  const ajv = compilerForPeople(name);
  const validate = ajv.compile({ $ref: name + part });
  return { validate, schema: (ajv.getSchema(name) ?? validate).schema as AnySchemaObject };
}

/** The compiler of such a schema, which it knows by its name; the build has it write source text. */
export function compilerForPeople(name: string, options: Options = {}): Ajv2020 {
  const ajv = new Ajv2020({ ...LAX, allErrors: true, verbose: true, discriminator: true, ...options });
  // Shown by editors: what a value must be, as the end of a sentence.
  ajv.addVocabulary(['errorMessage']);
  add(ajv, name);
  return ajv;
}

/** What is wrong with a value, in words; undefined where it fits. */
export type Form = (value: unknown) => string | undefined;

/** The form of files that programs write, by the schema and a pointer into it. Compiled at the first value. */
export function formOf(name: string, part = ''): Form {
  let validate: ValidateFunction | undefined;
  return (value) => {
    validate ??= compileForPrograms(name, part);
    return validate(value) ? undefined : describe(validate.errors ?? []);
  };
}

/** Of several errors the deepest is nearest to the fault: those above it only follow from it. */
function describe(errors: readonly ErrorObject[]): string {
  const [first] = [...errors].sort((a, b) => b.instancePath.length - a.instancePath.length);
  return `${first?.instancePath ?? ''} ${first?.message ?? 'does not fit its schema'}`.trim();
}

const LAX: Options = {
  strictRequired: false,
  strictTypes: false,
  allowUnionTypes: true,
  // Our own schemas are held to the meta-schema by a test; doing it again at every start costs more than the check.
  validateSchema: false,
  meta: false,
};

let programs: Ajv2020 | undefined;

function compileForPrograms(name: string, part: string): ValidateFunction {
  if (programs === undefined) {
    programs = new Ajv2020(LAX);
    formats.default(programs);
  }
  add(programs, name);
  return programs.compile({ $ref: name + part });
}

/** Adds a schema and those it refers to. */
function add(ajv: Ajv2020, name: string): void {
  if (ajv.getSchema(name) !== undefined) return;
  const text = readFileSync(new URL(`../schemas/${name}`, import.meta.url), 'utf8');
  for (const [, other = ''] of text.matchAll(/"\$ref": *"([^"#]+\.schema\.json)/g)) {
    if (other !== name) add(ajv, other);
  }
  const { $id: _, ...schema } = JSON.parse(text) as AnySchemaObject;
  ajv.addSchema(schema, name);
}
