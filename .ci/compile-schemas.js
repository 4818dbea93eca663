// Writes checks of schemas as source text, so that a start need not load and run the compiler of schemas.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** Compiles the checks that `engine/compiled.ts` lists and will look for. */
export async function compileSchemas(out) {
  const built = (name) => import(pathToFileURL(join(out, name)).href);
  const { AHEAD, fileOf } = await built('compiled.js');
  const { compilerFor } = await built('schema.js');
  mkdirSync(join(out, 'compiled'), { recursive: true });
  for (const check of AHEAD) {
    const ajv = compilerFor(check, { code: { source: true } });
    const validate = ajv.compile({ $ref: check.schema + check.part });
    writeFileSync(join(out, fileOf(check)), standaloneCode.default(ajv, validate));
  }
}
