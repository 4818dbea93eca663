// Writes checks of schemas as source text, so that a start need not load and run the compiler of schemas.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import standaloneCode from 'ajv/dist/standalone/index.js';

/** Schemas of files that every start reads. */
const SCHEMAS = ['tag-rules.schema.json'];

/** Compiles the schemas into `compiled/` of a built engine; `engine/compiled.ts` finds them there. */
export async function compileSchemas(out) {
  const { compilerForPeople } = await import(pathToFileURL(join(out, 'schema.js')).href);
  mkdirSync(join(out, 'compiled'), { recursive: true });
  for (const name of SCHEMAS) {
    const ajv = compilerForPeople(name, { code: { source: true, esm: true } });
    const source = standaloneCode.default(ajv, ajv.compile({ $ref: name }));
    // What the text needs of the compiler's runtime it asks for as CommonJS does.
    const head =
      "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);\n";
    writeFileSync(join(out, 'compiled', name.replace(/json$/, 'js')), head + source);
  }
}
