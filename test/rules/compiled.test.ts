import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import standaloneCode from 'ajv/dist/standalone/index.js';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { compileForPeople, compilerForPeople, type ValidateFunction } from '../../engine/schema.ts';

const NAME = 'tag-rules.schema.json';
const FILES = fastGlob.sync(['test/invalid/**/*.yaml', 'policies/**/*.yaml', 'tag-rules.yaml']).sort();

/** The check as the build writes it, but as CommonJS, which needs no file of its own. */
function compiledAhead(): ValidateFunction {
  const ajv = compilerForPeople(NAME, { code: { source: true } });
  const source = standaloneCode.default(ajv, ajv.compile({ $ref: NAME }));
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('require', 'module', 'exports', source)(
    createRequire(import.meta.url),
    module,
    module.exports,
  );
  return module.exports as ValidateFunction;
}

describe('the check of rule files that the build compiles', () => {
  const [ahead, { validate: now }] = [compiledAhead(), compileForPeople(NAME)];

  it.each(FILES)('finds in %s what the check that is compiled at the start finds', (file) => {
    const value: unknown = valueOf(file);
    expect(ahead(value)).toBe(now(value));
    expect(ahead.errors ?? []).toEqual(now.errors ?? []);
  });

  it('finds anything at all in some of them', () => {
    expect(FILES.filter((file) => !ahead(valueOf(file))).length).toBeGreaterThan(10);
  });
});

/** What a file says, as far as it is YAML; a broken one stands for a value that is no rule file. */
function valueOf(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'), { logLevel: 'silent' }) as unknown;
  } catch {
    return file;
  }
}
