import { type AnySchemaObject, checkForPeople } from '../schema.ts';
import { mendOf, patternMeant } from './mends.ts';
import { slippedKey, slippedValue } from './outline.ts';
import { type Breach, called, expected, type ShapeCheck, shapeFrom, type Telling } from './schema.ts';

/** Definitions of the schema whose every breach has a code of its own. */
const CODES = new Map([
  ['day', 'bad-date'],
  ['day-or-today', 'bad-date'],
  ['moment', 'bad-date'],
  ['duration', 'bad-duration'],
  ['count', 'bad-limit'],
  ['share', 'bad-limit'],
] as const);

const VALUES_ONLY: readonly unknown[] = ['empty', 'before', 'after', 'older-than'];

let compiled: ShapeCheck | undefined;

/** The check of rule files against `schemas/tag-rules.schema.json`, made once. */
export function ruleShape(): ShapeCheck {
  if (compiled === undefined) {
    const check = checkForPeople('tag-rules.schema.json');
    compiled = shapeFrom(check, (breach) => tellSpecially(breach, check.schema));
  }
  return compiled;
}

function tellSpecially(breach: Breach, file: AnySchemaObject): Telling | undefined {
  const { keyword, definition, params, data, path } = breach;
  if (keyword === 'additionalProperties') {
    const key = params['additionalProperty'];
    return tellMisplaced(definition, key) ?? tellForeign(breach, String(key)) ?? slippedKey(breach, file);
  }
  if (keyword === 'minLength' && (definition === 'value-matcher' || isOfValue(path))) {
    return { code: 'empty', message: `${called(path)} is empty.`, hint: emptyMeant(path) };
  }
  if (path.length === 0 && data === null) {
    return {
      code: 'empty',
      message: 'The file is empty.',
      hint: 'Begin it with the line `version: 1`; docs/rules.md has every key.',
    };
  }
  const code = CODES.get(definition as 'day');
  if (code === undefined || (data === null && keyword === 'type'))
    return slippedValue(breach) ?? tellMended(breach);
  return { code, message: `${called(path)} ${expected(breach)}.`, hint: () => mendOf(breach) };
}

/** Whether a text of a matcher is held against the value of a tag. */
function isOfValue(path: Breach['path']): boolean {
  return path.some((step) => step === 'value' || step === 'tags');
}

/** How the empty value is said; `in` has texts alone. */
function emptyMeant(path: Breach['path']): string {
  return path.at(-2) === 'in'
    ? 'For the empty value and others write a list in place of `in`: [{ empty: true }, other].'
    : 'For the empty value write { empty: true }.';
}

/** A version, or a scope that is text: told like other breaches, with how to write what was meant. */
function tellMended(breach: Breach): Telling | undefined {
  const { keyword, path } = breach;
  if (breach.data === null || (keyword !== 'const' && keyword !== 'type')) return undefined;
  const hint = mendOf(breach);
  if (hint === undefined) return undefined;
  const message = `${called(path)} ${expected(breach)}`;
  return keyword === 'const'
    ? { code: 'not-allowed', message: `${message}.`, hint }
    : { code: 'wrong-type', message: `${message}, and is text.`, hint };
}

/** A condition of another language, which a pattern says here. */
function tellForeign(breach: Breach, key: string): Telling | undefined {
  const hint = patternMeant(key, breach);
  if (hint === undefined || !MATCHERS.has(breach.definition ?? '')) return undefined;
  return { code: 'unknown-key', message: `\`${key}\` is not a key of a matcher.`, part: 'key', hint };
}

const MATCHERS: ReadonlySet<string> = new Set(['text-matcher', 'value-matcher', 'path-matcher']);

/** A condition that exists, but not here. */
function tellMisplaced(definition: string | undefined, key: unknown): Telling | undefined {
  const elsewhere = ['text-matcher', 'path-matcher', 'removal'].includes(definition ?? '');
  if (elsewhere && VALUES_ONLY.includes(key)) {
    return {
      code: 'value-only',
      message: `\`${String(key)}\` is a condition on tag values only.`,
      part: 'key',
      hint: `Put it under \`value\`: { key: …, value: { ${String(key)}: … } }`,
    };
  }
  if (definition === 'path-matcher' && key === 'regex') {
    return {
      code: 'regex-on-path',
      message: 'A path is matched level by level and cannot have a `regex`.',
      part: 'key',
      hint: 'Use a pattern such as "/Production/**".',
    };
  }
  return undefined;
}
