import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Application } from 'typedoc';

const ROOT = resolve(import.meta.dirname, '..', '..');

/** The page `docs/library.md`, made from the docstrings in the declarations of the built library. */
export async function renderLibrary(declarations: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-library-'));
  try {
    const tsconfig = join(folder, 'tsconfig.json');
    writeFileSync(tsconfig, JSON.stringify({ compilerOptions: COMPILER, files: [declarations] }));
    const app = await Application.bootstrapWithPlugins({ ...LOOK, entryPoints: [declarations], tsconfig });
    const project = await app.convert();
    if (project === undefined) throw new Error(`${declarations} has no exports`);
    await app.outputs.writeOutput({ name: 'markdown', path: folder }, project);
    return tidy(readFileSync(join(folder, 'library.md'), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const COMPILER = {
  target: 'es2023',
  module: 'nodenext',
  strict: true,
  exactOptionalPropertyTypes: true,
  noEmit: true,
  types: ['node'],
  typeRoots: [join(ROOT, 'node_modules', '@types')],
};

/** One page, functions first, properties as tables. Typedoc takes options of its plugins too. */
const LOOK: object = {
  plugin: ['typedoc-plugin-markdown'],
  // The compiler has checked them already.
  skipErrorChecking: true,
  readme: 'none',
  disableSources: true,
  excludeExternals: true,
  sort: ['source-order'],
  groupOrder: ['Functions', 'Interfaces', 'Classes', 'Type Aliases', 'Variables'],
  logLevel: 'Error',
  outputFileStrategy: 'modules',
  entryFileName: 'library.md',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  parametersFormat: 'table',
  interfacePropertiesFormat: 'table',
  classPropertiesFormat: 'table',
  propertyMembersFormat: 'table',
  typeDeclarationFormat: 'table',
  useCodeBlocks: true,
  expandParameters: true,
};

/** No spaces at the ends of lines, and one newline at the end of the page. */
function tidy(page: string): string {
  return `${page.replaceAll(/[ \t]+$/gm, '').trimEnd()}\n`;
}
