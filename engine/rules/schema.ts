import { nearest, type ProblemCode } from '../problem.ts';
import type { AnySchemaObject, ErrorObject, PeopleCheck } from '../schema.ts';
import type { Remark, Report } from './collect.ts';
import type { Step } from './places.ts';
import type { YamlFile } from './yaml.ts';

/** A breach of a schema: what ajv says, and where. */
export interface Breach {
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly data: unknown;
  readonly path: readonly Step[];
  /** The schema that the keyword stands in. */
  readonly schema: AnySchemaObject;
  /** Its name in `$defs`, if it is one of them. */
  readonly definition: string | undefined;
}

/** How a breach is told to a user. */
export interface Telling extends Remark {
  readonly code: ProblemCode;
  readonly message: string;
}

/** Checks the shape of a file, and reports each breach once. */
export type ShapeCheck = (file: YamlFile, report: Report) => void;

/**
 * The check of a file's shape from that of its schema. The schemas avoid `anyOf` and `oneOf`: their keywords speak of one
 * JSON type each (`minItems` of lists, `properties` of maps), so that a value breaks only what it is meant to obey.
 *
 * @param special tells the breaches that this schema has better words for
 */
export function shapeFrom(
  { validate, schema }: PeopleCheck,
  special: (breach: Breach, written: string | undefined) => Telling | undefined,
): ShapeCheck {
  return (file, report) => {
    if (validate(file.value)) return;
    const definitions = definitionsOf(schema);
    for (const breach of distinct(validate.errors ?? [], definitions)) {
      const written = file.written(breach.path);
      const { code, message, ...remark } = special(breach, written) ?? tell(breach, written);
      report({ file, path: pathOf(breach) }, code, message, remark);
    }
  };
}

/** Names of definitions by their text: the checks that the build compiles hold copies of them. */
function definitionsOf(schema: AnySchemaObject): ReadonlyMap<string, string> {
  const definitions = Object.entries((schema['$defs'] ?? {}) as Record<string, object>);
  return new Map(definitions.map(([name, definition]) => [JSON.stringify(definition), name]));
}

/** An unknown key is itself what is wrong; of the rest, the value is. */
function pathOf({ keyword, params, path }: Breach): readonly Step[] {
  return keyword === 'additionalProperties' ? [...path, String(params['additionalProperty'])] : path;
}

/** Keywords in the order in which they explain a value: one that has the wrong type has no length worth a word. */
const FIRST = ['type', 'minLength', 'maxLength', 'enum'];

/** One breach for each value or key, the most telling one. */
function distinct(errors: readonly ErrorObject[], definitions: ReadonlyMap<string, string>): Breach[] {
  const rank = ({ keyword }: ErrorObject) => (FIRST.indexOf(keyword) + FIRST.length + 1) % (FIRST.length + 1);
  const seen = new Set<string>();
  const breaches: Breach[] = [];
  // `if` only says that its `then` or `else` has said something.
  for (const error of errors.filter(({ keyword }) => keyword !== 'if').sort((a, b) => rank(a) - rank(b))) {
    const params = error.params as Record<string, unknown>;
    const place = JSON.stringify([
      error.instancePath,
      params['additionalProperty'],
      params['missingProperty'],
    ]);
    if (seen.has(place)) continue;
    seen.add(place);
    const schema = error.parentSchema ?? {};
    const { keyword, data, instancePath } = error;
    const definition = definitions.get(JSON.stringify(schema));
    breaches.push({ keyword, params, data, path: steps(instancePath), schema, definition });
  }
  return breaches;
}

/** The steps of a JSON pointer. An index may stay text: lists are looked up by either. */
function steps(pointer: string): Step[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function tell(breach: Breach, written: string | undefined): Telling {
  switch (breach.keyword) {
    case 'additionalProperties':
      return tellUnknown(breach);
    case 'required':
      return tellMissing(breach);
    case 'type':
      return tellType(breach, written);
    case 'minLength':
    case 'minItems':
    case 'minProperties':
      return {
        code: 'empty',
        message: `${called(breach.path)} is empty.`,
        hint: 'Say what is meant, or take it out.',
      };
    case 'enum':
      return tellChoice(breach);
    default:
      return { code: 'not-allowed', message: `${called(breach.path)} ${expected(breach)}.` };
  }
}

function tellUnknown({ params, schema }: Breach): Telling {
  const key = String(params['additionalProperty']);
  const known = Object.keys((schema['properties'] ?? {}) as object);
  const offer = `Known here: ${known.join(', ')}.`;
  return {
    code: 'unknown-key',
    message: `\`${key}\` is not a key of ${titleOf(schema)}.`,
    part: 'key',
    hint: () => {
      if (key === '<<') return 'YAML 1.2 has no merge keys.';
      const near = nearest(key, known);
      return near === undefined ? offer : `Did you mean \`${near}\`?`;
    },
  };
}

function tellMissing({ params, schema }: Breach): Telling {
  const key = String(params['missingProperty']);
  const properties = (schema['properties'] ?? {}) as Record<string, { description?: string }>;
  return {
    code: 'missing-key',
    message: `${capital(titleOf(schema))} needs \`${key}\`.`,
    hint: `${key}: ${properties[key]?.description ?? ''}`,
  };
}

function tellType(breach: Breach, written: string | undefined): Telling {
  const { data, params, path } = breach;
  if (data === null && (written ?? '') === '') {
    if (path.length === 0) return { code: 'empty', message: 'The file is empty.', hint: needs(breach) };
    return {
      code: 'empty',
      message: `${called(path)} has no value.`,
      hint: 'Write one, or take the key out.',
    };
  }
  const allowed = [params['type']].flat().map(String);
  if (allowed.includes('string') && written !== undefined) {
    const message = `${called(path)} must be text, and YAML takes \`${written}\` for ${kindOf(data)}.`;
    return { code: 'unquoted', message, hint: `Quote it: "${written}"` };
  }
  return { code: 'wrong-type', message: `${called(path)} ${expected(breach)}, and is ${kindOf(data)}.` };
}

/** The keys that a file cannot do without. */
function needs({ schema }: Breach): string | undefined {
  const keys = [schema['required'] ?? []].flat().map((key) => `\`${String(key)}\``);
  return keys.length === 0 ? undefined : `It needs ${listed(keys, 'and')}.`;
}

function tellChoice({ data, params, path }: Breach): Telling {
  const allowed = (params['allowedValues'] as readonly unknown[]).map(String);
  const message = `${called(path)} must be ${either(allowed)}, and is ${typeof data === 'string' ? `\`${data.slice(0, 80)}\`` : kindOf(data)}.`;
  return {
    code: 'not-allowed',
    message,
    hint: () => {
      const near = typeof data === 'string' ? nearest(data, allowed) : undefined;
      return near === undefined ? undefined : `Did you mean \`${near}\`?`;
    },
  };
}

/** What a value must be, as the schema says it, or else by its types. */
export function expected({ schema, params, keyword }: Breach): string {
  if (typeof schema['errorMessage'] === 'string') return schema['errorMessage'];
  if (keyword === 'maxLength') return `must have at most ${String(params['limit'])} characters`;
  return `must be ${either([schema['type']].flat().map((type) => KINDS[String(type)] ?? String(type)))}`;
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  array: 'a list',
  object: 'a map',
  boolean: 'true or false',
  integer: 'a whole number',
};

function kindOf(data: unknown): string {
  if (data === null) return 'nothing';
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'number') return `the number ${data}`;
  if (typeof data === 'boolean') return `the truth value ${String(data)}`;
  return typeof data === 'string' ? 'text' : 'a map';
}

/** A node as a sentence begins with it: `match`, entry 2 of `remove`, or the file. */
export function called(path: readonly Step[]): string {
  const at = path.findLastIndex((step) => Number.isNaN(Number(step)));
  if (at < 0) return 'The file';
  const name = `\`${String(path[at]).slice(0, 80)}\``;
  return at === path.length - 1 ? name : `Entry ${Number(path[at + 1]) + 1} of ${name}`;
}

function titleOf(schema: AnySchemaObject): string {
  const title = typeof schema['title'] === 'string' ? schema['title'] : 'this map';
  return title.charAt(0).toLowerCase() + title.slice(1);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function either(words: readonly string[]): string {
  return listed(words, 'or');
}

function listed(words: readonly string[], last: 'or' | 'and'): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1) ?? ''}`;
}
