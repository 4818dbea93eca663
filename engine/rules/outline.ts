import type { AnySchemaObject } from '../schema.ts';
import { type Breach, called, type Telling } from './schema.ts';

/** What the entries of a list of the file are called, and the key that each begins with. */
const ENTRIES: ReadonlyMap<string, readonly [name: string, first: string]> = new Map([
  ['rules', ['rule', 'id']],
  ['waivers', ['waiver', 'rule']],
  ['freeze', ['freeze', 'from']],
]);

/** A key that stands at the wrong level of a rule file: surely its indentation is what is wrong. */
export function slippedKey({ params, definition, data }: Breach, file: AnySchemaObject): Telling | undefined {
  const key = String(params['additionalProperty']);
  if (definition === undefined && isSingular(key, data, file)) return undefined;
  const hint = homeOf(key, definition, (name) => keysOf(file, name).includes(key));
  if (hint === undefined) return undefined;
  const where = definition === undefined ? 'the file' : `a ${WORDS.get(definition) ?? 'map like this'}`;
  return { code: 'unknown-key', message: `\`${key}\` is not a key of ${where}.`, part: 'key', hint };
}

/** `rule:` with a list below it means `rules:`, not the key of a waiver. */
function isSingular(key: string, data: unknown, file: AnySchemaObject): boolean {
  if (!keysOf(file, undefined).includes(`${key}s`)) return false;
  return typeof (data as Readonly<Record<string, unknown>>)[key] === 'object';
}

const WORDS: ReadonlyMap<string, string> = new Map([
  ['rule', 'rule'],
  ['waiver', 'waiver'],
  ['scope', 'choice of resources'],
  ['removal', 'choice of tags'],
]);

/** Where a key belongs, if it is one of another level; `isOf` asks whether a level has it. */
function homeOf(
  key: string,
  here: string | undefined,
  isOf: (definition: string | undefined) => boolean,
): string | undefined {
  const named = `\`${key}\` is a key`;
  if (here === undefined && isOf('rule')) return `${named} of a rule: indent it below \`- id:\`.`;
  if (here === undefined && isOf('waiver')) return `${named} of a waiver: indent it below \`- rule:\`.`;
  if (here !== undefined && isOf(undefined)) return `${named} of the file: begin its line without a space.`;
  if (here === 'rule' && isOf('scope'))
    return `${named} of \`match\` and \`exclude\`: indent it below one of them.`;
  if (here === 'rule' && isOf('removal')) return `${named} of \`remove\`: indent it below that.`;
  if (here === 'scope' && isOf('rule')) return `${named} of the rule itself: indent it like \`match\`.`;
  if (here === 'scope' && isOf('waiver')) return `${named} of the waiver itself: indent it like \`match\`.`;
  if (here === 'removal' && isOf('rule')) return `${named} of the rule itself: indent it like \`remove\`.`;
  return undefined;
}

function keysOf(file: AnySchemaObject, definition: string | undefined): string[] {
  const definitions = (file['$defs'] ?? {}) as Record<string, AnySchemaObject>;
  const map = definition === undefined ? file : definitions[definition];
  return Object.keys((map?.['properties'] ?? {}) as object);
}

/** A value of the wrong form where a dash or a space is what is wrong. */
export function slippedValue({ keyword, params, data, path, definition }: Breach): Telling | undefined {
  const [section = '', index] = path;
  const [name, first] = ENTRIES.get(String(section)) ?? [];
  if (name === undefined || first === undefined) return undefined;
  const isMap = typeof data === 'object' && data !== null && !Array.isArray(data);
  if (keyword === 'type' && path.length === 1 && isMap) {
    const hint = `Begin each ${name} with a dash, \`- ${first}: …\`, and put its other keys below \`${first}\`.`;
    return { code: 'wrong-type', message: `\`${section}\` must be a list, and is a map.`, hint };
  }
  if (keyword === 'type' && path.length === 2 && typeof data === 'string') {
    const word = /^([\w-]+):\S/.exec(data)?.[1];
    const hint = word === undefined ? undefined : `Put a space behind the colon: ${word}: …`;
    return { code: 'wrong-type', message: `${called(path)} must be a map, and is text.`, hint };
  }
  const isLost = keyword === 'required' && path.length === 2 && Number(index) > 0;
  if (isLost && definition === name && params['missingProperty'] === first) {
    const hint = `A dash begins a new ${name}. Take it out where this belongs to the ${name} above; else add \`${first}\`.`;
    return { code: 'missing-key', message: `A ${name} needs \`${first}\`.`, hint };
  }
  return undefined;
}
