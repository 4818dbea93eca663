import { InvalidArgumentError } from 'commander';
import type { FailureBudget } from '../carry-out.ts';
import type { Label } from '../fleet/fleet.ts';
import { RESOURCE_TYPES, type ResourceType } from '../model.ts';
import type { LimitOverride } from '../plan/limits.ts';
import type { Only } from '../plan/only.ts';
import { nearest } from '../problem.ts';

/** A parser that says which words it takes, or how they begin: completion offers them. */
function offering<P extends object>(
  words: readonly string[],
  parser: P,
): P & { readonly words: readonly string[] } {
  return Object.assign(parser, { words });
}

/** A parser for one of some words; a wrong one is answered with all of them and the nearest. */
export function oneOf<T extends string>(words: readonly T[]) {
  return offering(words, (text: string): T => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    return reject(`It must be one of ${words.join(', ')}.`, nearest(text, words));
  });
}

/** A parser for a whole number in a range. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    return reject(`It must be a whole number from ${min} to ${max}.`);
  };
}

/** `NAME=VALUE` split at the first `=`. */
function pair(text: string, form: string): [string, string] {
  const at = text.indexOf('=');
  return at < 1 || at === text.length - 1
    ? reject(`It must have the form ${form}.`)
    : [text.slice(0, at), text.slice(at + 1)];
}

/** `--only rule=ID|resource=ID`, repeatable. */
export const only = offering(['rule=', 'resource='], (text: string, before: Only): Only => {
  const [what, id] = pair(text, 'rule=ID or resource=ID');
  if (what === 'rule') return { ...before, rules: [...before.rules, id] };
  if (what === 'resource') return { ...before, resources: [...before.resources, id] };
  return reject('It must have the form rule=ID or resource=ID.', nearest(what, ['rule', 'resource']));
});

export type GivenLimit = LimitOverride & { readonly text: string };

const LIMIT_NAMES = ['removals', 'resources', 'share'] as const;
const LIMIT_FORM =
  'removals=N, resources=N or share=P%; of one type per-type.TYPE.removals=N and so on, of one rule per-rule.ID.removals=N; `none` lifts it';

/** `--limit NAME=VALUE`, repeatable. A value of `none` lifts the bound; a share is a percentage. */
export const limit = offering(
  LIMIT_NAMES.map((name) => `${name}=`),
  (text: string, before: readonly GivenLimit[]): readonly GivenLimit[] => {
    const [path, value] = pair(text, LIMIT_FORM);
    const { target, name: last } = limitTarget(path);
    const name = LIMIT_NAMES.find((one) => one === last);
    if (name === undefined) return reject(`It must have the form ${LIMIT_FORM}.`, nearest(last, LIMIT_NAMES));
    return [...before, { ...target, name, value: limitValue(name, value), text }];
  },
);

function limitTarget(path: string): { target: { type?: ResourceType; rule?: string }; name: string } {
  const parts = path.split('.');
  const name = parts.at(-1) ?? '';
  const [scope, ...middle] = parts.slice(0, -1);
  if (scope === undefined) return { target: {}, name };
  if (scope === 'per-type' && middle.length > 0)
    return { target: { type: oneOf(RESOURCE_TYPES)(middle.join('.')) }, name };
  // A rule id may hold dots; the name of the limit is what follows the last one.
  if (scope === 'per-rule' && middle.length > 0) return { target: { rule: middle.join('.') }, name };
  const near = middle.length > 0 ? nearest(scope, ['per-type', 'per-rule']) : undefined;
  return reject(`It must have the form ${LIMIT_FORM}.`, near);
}

function limitValue(name: (typeof LIMIT_NAMES)[number], text: string): number | null {
  if (text === 'none') return null;
  if (name !== 'share') return whole(0, 999_999_999)(text);
  const percent = /^\d{1,3}(\.\d{1,6})?%?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  return percent <= 100
    ? percent
    : reject('A share is a percentage from 0% to 100%, of six decimals at most.');
}

/** `--max-failures N|P%`. */
export function failureBudget(text: string): FailureBudget {
  if (text.endsWith('%')) return { of: 'percent', value: whole(0, 100)(text.slice(0, -1)) };
  return { of: 'count', value: whole(0, 999_999_999)(text) };
}

/** An option that may be given several times, all of them kept. */
export function several(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

/** `--select LABEL=VALUE`, repeatable. */
export function label(text: string, before: readonly Label[]): readonly Label[] {
  const [name, value] = pair(text, 'LABEL=VALUE');
  return [...before, { label: name, value }];
}

/** A SHA-256 in hex, as journals print it. */
export function hash(text: string): string {
  return /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : reject('It must be a hash of 64 hex digits.');
}

/** How a file is named that is standard output: a second report in it would be mixed with the first. */
const STDOUT: ReadonlySet<string> = new Set(['-', '/dev/stdout', '/dev/fd/1', '/proc/self/fd/1']);

/** `--out FILE` of a plan: standard output is for reports, and `apply` wants a file. */
export function planFile(text: string): string {
  return STDOUT.has(text)
    ? reject('It must be a file, as reconcile apply takes one; --report json prints the run with its plan.')
    : text;
}

export interface ReportRequest<Format extends string> {
  readonly format: Format;
  /** Absent for standard output. */
  readonly file?: string;
}

/**
 * `--report FORMAT[=FILE]`, repeatable; only one of them may go to standard output (no FILE, or `-`), and none of those
 * that are no text.
 */
export function report<Format extends string>(formats: readonly Format[], onlyFiles: readonly Format[] = []) {
  const parse = (
    text: string,
    before: readonly ReportRequest<Format>[],
  ): readonly ReportRequest<Format>[] => {
    const at = text.indexOf('=');
    const format = oneOf(formats)(at < 0 ? text : text.slice(0, at));
    const file = text.slice(at + 1);
    if (at >= 0 && !STDOUT.has(file)) {
      return file === '' ? reject('A file name must follow the =.') : [...before, { format, file }];
    }
    if (onlyFiles.includes(format)) reject(`It is no text and needs a file: ${format}=FILE.`);
    if (before.some((one) => one.file === undefined)) {
      reject('Only one report can go to standard output; give the others a file: FORMAT=FILE.');
    }
    return [...before, { format }];
  };
  return offering(
    formats.map((format) => (onlyFiles.includes(format) ? `${format}=` : format)),
    parse,
  );
}

function reject(message: string, near?: string): never {
  throw new InvalidArgumentError(near === undefined ? message : `${message}\n(Did you mean ${near}?)`);
}
