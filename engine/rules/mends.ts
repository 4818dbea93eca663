import { RESOURCE_TYPES } from '../model.ts';
import type { Breach } from './schema.ts';

/** How to write what somebody meant by a value that breaks the schema; undefined where that cannot be told. */
export function mendOf({ data, path, definition, schema }: Breach): string | undefined {
  if (definition === 'share') return shareMeant(data);
  if (definition === 'day' || definition === 'day-or-today') return dayMeant(data);
  if (definition === 'duration') return durationMeant(data);
  if (schema['type'] === 'boolean') return truthMeant(data);
  const key = path.at(-1);
  if (key === 'version' && path.length === 1) {
    return data === '1' ? 'Write it without quotes: `version: 1`.' : 'Write `version: 1`.';
  }
  return (key === 'match' || key === 'exclude') && typeof data === 'string' ? scopeMeant(data) : undefined;
}

/** Conditions of other languages, as the pattern that says the same of a text. */
const AS_PATTERN: ReadonlyMap<string, (text: string) => string> = new Map([
  ...['starts-with', 'begins-with', 'startswith', 'prefix'].map((word) => [word, begins] as const),
  ...['ends-with', 'endswith', 'suffix'].map((word) => [word, ends] as const),
  ...['contains', 'includes'].map((word) => [word, contains] as const),
]);

function begins(text: string): string {
  return `${text}*`;
}

function ends(text: string): string {
  return `*${text}`;
}

function contains(text: string): string {
  return `*${text}*`;
}

/** The pattern for a condition that this language does not have; undefined where it is none of those. */
export function patternMeant(key: string, { data }: Pick<Breach, 'data'>): string | undefined {
  const pattern = AS_PATTERN.get(key.toLowerCase());
  if (pattern === undefined) return undefined;
  const value =
    typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[key] : undefined;
  return `Write a pattern in its place: "${pattern(isPlain(value) ? value : 'text')}".`;
}

function isPlain(value: unknown): value is string {
  return typeof value === 'string' && /^[^"\\*?{}\p{C}]{1,80}$/u.test(value);
}

function shareMeant(data: unknown): string | undefined {
  const number =
    typeof data === 'number'
      ? data
      : /^\d{1,3}(?:\.\d{1,6})?$/.test(String(data))
        ? Number(data)
        : Number.NaN;
  if (!(number > 0 && number <= 100)) return undefined;
  const percent = number < 1 ? `${Number((number * 100).toFixed(6))}%, for ${number} of all` : `${number}%`;
  return `Write it with its sign: ${percent}.`;
}

/** `31.12.2026` has the day first wherever it is written; of `12/11/2026` nobody can tell. */
function dayMeant(data: unknown): string | undefined {
  const text = typeof data === 'string' ? data.trim() : '';
  const [, d = '', m = '', y = ''] = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text) ?? [];
  if (y !== '') return `Write the year first, with dashes: ${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}.`;
  const [, year = '', month = '', day = ''] = /^(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})$/.exec(text) ?? [];
  if (year !== '')
    return `Write two digits each, with dashes: ${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}.`;
  return /^\d{1,2}[/-]\d{1,2}[/-]\d{4}$/.test(text)
    ? 'Write year, month and day, with dashes: YYYY-MM-DD.'
    : undefined;
}

/** Days of a unit; months and years differ in length, so theirs are about right. A bare `m` may be minutes. */
const DAYS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['d', 1],
  ['day', 1],
  ['w', 7],
  ['week', 7],
  ['month', 30],
  ['y', 365],
  ['year', 365],
]);

function durationMeant(data: unknown): string | undefined {
  const text = String(data).trim().toLowerCase();
  const [, n = '', unit = ''] = /^p?(\d{1,4})[ -]?([a-z]*?)s?$/.exec(text) ?? [];
  const days = DAYS.get(unit);
  if (n === '' || days === undefined) return undefined;
  const written = `${Number(n) * days}d`;
  if (days === 1) return `Write it with its unit: ${written}.`;
  return `Days are the only unit: for ${text} write ${days === 7 ? '' : 'about '}${written}.`;
}

/** YAML 1.1 took these words for truth values, and 1.2 takes them for text. */
const TRUTHS: ReadonlyMap<string, boolean> = new Map([
  ...['yes', 'y', 'on', 'true'].map((word) => [word, true] as const),
  ...['no', 'n', 'off', 'false'].map((word) => [word, false] as const),
]);

function truthMeant(data: unknown): string | undefined {
  const word = typeof data === 'string' ? data : '';
  const truth = TRUTHS.get(word.toLowerCase());
  if (truth === undefined) return undefined;
  return word === String(truth)
    ? `Write it without quotes: ${word}.`
    : `Write ${String(truth)}: \`${word}\` is text in YAML 1.2.`;
}

function scopeMeant(text: string): string {
  const type = RESOURCE_TYPES.find((one) => one === text.toLowerCase());
  if (type !== undefined) return `Write what it is that is matched: { type: ${type} }.`;
  if (/^\/[^"\\\p{C}]{0,200}$/u.test(text)) return `Write what it is that is matched: { path: "${text}" }.`;
  return 'Write what is matched by: { type: ou }, or id, name, path or tags in its place.';
}
