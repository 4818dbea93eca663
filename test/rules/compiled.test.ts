import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import standaloneCode from 'ajv/dist/standalone/index.js';
import fastGlob from 'fast-glob';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { AHEAD, type Check } from '../../engine/compiled.ts';
import { compile, compilerFor, type ValidateFunction } from '../../engine/schema.ts';

const FILES = fastGlob
  .sync(['test/invalid/**/*.yaml', 'policies/**/*.yaml', 'examples/**/*.yaml', 'tag-rules.yaml'])
  .sort();
const VALUES = new Map(FILES.map((file) => [file, valueOf(file)]));

/** The check as the build writes it, without a file of its own. */
function written(check: Check): ValidateFunction {
  const ajv = compilerFor(check, { code: { source: true } });
  const source = standaloneCode.default(ajv, ajv.compile({ $ref: check.schema + check.part }));
  const module = { exports: {} };
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
  new Function('require', 'module', 'exports', source)(
    createRequire(import.meta.url),
    module,
    module.exports,
  );
  return module.exports as ValidateFunction;
}

describe('a check that the build compiles', () => {
  it.each(AHEAD)(
    'finds what the check that is compiled at the start finds: $writers $schema $part',
    (check) => {
      const [ahead, now] = [written(check), compile(check)];
      for (const [file, value] of VALUES) {
        expect(ahead(value), file).toBe(now(value));
        expect(ahead.errors ?? [], file).toEqual(now.errors ?? []);
      }
    },
  );

  it('lets good rule files pass and stops bad ones', () => {
    const [check] = AHEAD;
    const ahead = written(check as Check);
    expect(ahead(VALUES.get('tag-rules.yaml'))).toBe(true);
    expect([...VALUES.values()].filter((value) => !ahead(value)).length).toBeGreaterThan(10);
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
