import { existsSync, readFileSync } from 'node:fs';
import type { AnySchemaObject, PeopleCheck, ValidateFunction } from './schema.ts';

/**
 * The check of a schema for files that people write, as `compileForPeople` makes it. The build has compiled some of
 * them already: loading the compiler and compiling takes longer than everything else that `validate` does. Where
 * there is none, as from source, it is compiled now.
 *
 * @param name such as `tag-rules.schema.json`
 */
export async function checkOf(name: string): Promise<PeopleCheck> {
  const ready = new URL(`./compiled/${name.replace(/json$/, 'js')}`, import.meta.url);
  if (!existsSync(ready)) return (await import('./schema.ts')).compileForPeople(name);
  const { default: validate } = (await import(ready.href)) as { default: ValidateFunction };
  const schema = readFileSync(new URL(`../schemas/${name}`, import.meta.url), 'utf8');
  return { validate, schema: JSON.parse(schema) as AnySchemaObject };
}
