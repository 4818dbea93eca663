// Compiles engine/ into a folder (default: dist) and leaves beside it what a package needs: the commit it was made
// from, the types of the library in one file, and a report of its exports for docs/library.api.md.
//   node .ci/build.js [FOLDER]
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';
import { compileSchemas } from './compile-schemas.js';

const root = resolve(import.meta.dirname, '..');
const out = resolve(root, process.argv[2] ?? 'dist');

rmSync(out, { recursive: true, force: true });
const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [tsc, '-p', 'engine/tsconfig.json', '--outDir', out], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
await compileSchemas(out);
chmodSync(join(out, 'cli', 'main.js'), 0o755);
const commit = commitOf(root);
if (commit !== undefined) writeFileSync(join(out, 'build.json'), `${JSON.stringify(commit)}\n`);
process.exitCode = extract() ? 0 : 1;

/** Commit and its UTC day: the same source gives the same build, whatever the clock says. */
function commitOf(folder) {
  const git = (...words) =>
    execFileSync('git', words, {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TZ: 'UTC' },
    }).trim();
  try {
    // Sources that were unpacked inside somebody else's repository are not of that repository.
    if (resolve(git('rev-parse', '--show-toplevel')) !== folder) return undefined;
    const [hash, day] = git('log', '-1', '--format=%H %cd', '--date=format-local:%Y-%m-%d').split(' ');
    const changed = git('status', '--porcelain', '--untracked-files=no') !== '';
    return { commit: changed ? `${hash}+` : hash, day };
  } catch {
    return undefined;
  }
}

/** Rolls the declarations that the library reaches up into one file, and writes the report of its exports. */
function extract() {
  const temp = mkdtempSync(join(tmpdir(), 'reconcile-api-'));
  const entry = join(out, 'library.d.ts');
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    types: ['node'],
    skipLibCheck: true,
    noEmit: true,
  };
  const config = ExtractorConfig.prepare({
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: entry,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions, files: [entry] } },
      apiReport: { enabled: true, reportFolder: temp, reportTempFolder: temp, reportFileName: 'library' },
      dtsRollup: { enabled: true, untrimmedFilePath: join(temp, 'library.d.ts') },
      docModel: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        // What is amiss stands in the report, where a test finds it; it is no reason not to build.
        extractorMessageReporting: {
          default: { logLevel: 'none', addToApiReportFile: true },
          'ae-missing-release-tag': { logLevel: 'none' },
          'ae-undocumented': { logLevel: 'none' },
        },
        tsdocMessageReporting: { default: { logLevel: 'none' } },
      },
    },
  });
  const quiet = (message) => {
    if (message.logLevel === 'info' || message.logLevel === 'verbose') message.handled = true;
    if (message.messageId === 'console-api-report-created') message.handled = true;
  };
  const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback: quiet });
  for (const file of ['library.d.ts', 'library.api.md']) cpSync(join(temp, file), join(out, file));
  rmSync(temp, { recursive: true });
  return succeeded;
}
