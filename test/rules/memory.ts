import { posix } from 'node:path';
import type { RuleFiles } from '../../engine/rules/disk.ts';
import { type Validation, validateRules } from '../../engine/rules/load.ts';

/** Rule files in memory. A pattern finds the file of that very name, or with `*` all that begin as it does. */
export function memoryFiles(texts: Readonly<Record<string, string | Uint8Array>>): RuleFiles {
  const known = new Map(Object.entries(texts));
  return {
    read(path) {
      const text = known.get(posix.normalize(path));
      if (text === undefined) {
        return Promise.reject(Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' }));
      }
      return Promise.resolve(typeof text === 'string' ? Buffer.from(text) : text);
    },
    glob([pattern = ''], base) {
      const wanted = posix.join(base, pattern);
      const [start = '', ...rest] = wanted.split('*');
      const found = [...known.keys()].filter((name) =>
        rest.length === 0 ? name === wanted : name.startsWith(start),
      );
      return Promise.resolve(found.map((name) => posix.relative(base, name)));
    },
  };
}

/** What a root file of this text becomes, with `version: 1` put before it. */
export function validate(text: string, others: Readonly<Record<string, string>> = {}): Promise<Validation> {
  return validateRules('tag-rules.yaml', memoryFiles({ 'tag-rules.yaml': `version: 1\n${text}`, ...others }));
}

/** The codes of the problems in such a file. */
export async function codes(text: string): Promise<string[]> {
  return (await validate(text)).problems.map(({ code }) => code);
}

/** A rule file that has nothing to be said of, to put a mistake before or behind. */
export const RULE = 'rules: [{ id: r, remove: temp }]\n';

/** What every waiver has to say, but for its rule. */
export const OPEN = 'reason: x, approved-by: y, expires: 2027-01-31';

/** One rule `r` that has these lines. */
export function rule(...lines: readonly string[]): string {
  return ['rules:', '  - id: r', ...lines.map((line) => `    ${line}`), ''].join('\n');
}

/** A rule file, and what is said of it. */
export type Said = readonly [text: string, said: readonly string[]];

/** What is said of such a file, a line for each problem: place, code and message, and behind `→` the hint. */
export async function told(text: string, others: Readonly<Record<string, string>> = {}): Promise<string[]> {
  return linesOf(await validate(text, others));
}

/** The same of a file of exactly this text. */
export async function toldWhole(text: string): Promise<string[]> {
  return linesOf(await validateRules('tag-rules.yaml', memoryFiles({ 'tag-rules.yaml': text })));
}

function linesOf({ problems }: Validation): string[] {
  return problems.map(({ code, severity, message, hint, place }) => {
    const file = place?.file === 'tag-rules.yaml' ? '' : `${place?.file ?? ''} `;
    const what = severity === 'error' ? code : `${code} (${severity})`;
    return `${file}${place?.line ?? 0}:${place?.column ?? 0} ${what}: ${message}${hint === undefined ? '' : ` → ${hint}`}`;
  });
}
