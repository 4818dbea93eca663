import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** A check by a schema of the package. */
export interface Check {
  /** People are told every error of a file; of what programs write, one is enough. */
  readonly writers: 'people' | 'programs';
  /** Such as `tag-rules.schema.json`. */
  readonly schema: string;
  /** A pointer into the schema; empty for all of it. */
  readonly part: string;
}

const people = (schema: string, part = ''): Check => ({ writers: 'people', schema, part });
const programs = (schema: string, part = ''): Check => ({ writers: 'programs', schema, part });

/** The checks that the build writes as code: those of every file that a start may read. */
export const AHEAD: readonly Check[] = [
  people('tag-rules.schema.json'),
  people('tag-rules-test.schema.json'),
  people('fleet.schema.json'),
  people('seed.schema.json'),
  people('seed.schema.json', '#/$defs/faults'),
  programs('inventory.schema.json'),
  programs('inventory.schema.json', '#/$defs/resource'),
  programs('plan.schema.json'),
  programs('journal.schema.json'),
  programs('run.schema.json'),
  programs('undoing.schema.json'),
  programs('evidence.schema.json'),
];

/** The file of a check below a built engine. CommonJS, since it is loaded at the first value that wants it. */
export function fileOf({ writers, schema, part }: Check): string {
  const name = schema.replace(/\.schema\.json$/, '');
  return `compiled/${[writers, name, ...part.split(/\W+/).filter(Boolean)].join('-')}.cjs`;
}

const require = createRequire(import.meta.url);

/** The check as the build left it, a function of ajv; undefined where it did not, as in the source. */
export function readyCheck(check: Check): unknown {
  const file = fileURLToPath(new URL(fileOf(check), import.meta.url));
  return existsSync(file) ? require(file) : undefined;
}
