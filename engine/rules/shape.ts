import { type AnySchemaObject, checkForPeople } from '../schema.ts';
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
    return tellMisplaced(definition, params['additionalProperty']) ?? slippedKey(breach, file);
  }
  if (definition === 'value-matcher' && keyword === 'minLength') {
    const message = `${called(path)} is empty.`;
    return { code: 'empty', message, hint: 'For the empty value write { empty: true }.' };
  }
  const code = CODES.get(definition as 'day');
  if (code === undefined || (data === null && keyword === 'type')) return slippedValue(breach);
  return { code, message: `${called(path)} ${expected(breach)}.` };
}

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
