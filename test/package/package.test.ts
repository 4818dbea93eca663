import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLI } from '../scenario.ts';
import { install, npm, type Packed, pack } from './pack.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const MODULES = join(ROOT, 'node_modules');
const NOBODY = 65_534;

let folder: string;
/** A path as people have it, installed as a dependency. */
let home: string;
let packed: Packed;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'reconcile-package-'));
  chmodSync(folder, 0o755);
  packed = pack(dirname(dirname(CLI)), folder);
  home = join(folder, 'my tools 工具');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true,"type":"module"}');
  install(packed.tarball, home);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program in a folder where nothing is, as somebody who may write neither there nor where it is installed. */
function runThere(program: string, ...words: string[]) {
  const cwd = join(folder, '别处 elsewhere');
  mkdirSync(cwd, { recursive: true, mode: 0o555 });
  const who = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', RECONCILE_METADATA: 'off' };
  return spawnSync(program, words, { cwd, env, encoding: 'utf8', ...who });
}

/** Files below a folder. */
function filesBelow(at: string): string[] {
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => join(one.parentPath, one.name));
}

describe('the package', () => {
  it('holds what runs and what its pages speak of, and no test, no source, no map', () => {
    const { files } = packed;
    const needed = ['dist/cli/main.js', 'dist/library.js', 'dist/library.d.ts', 'man/reconcile.1'];
    const data = [
      'examples/acme/organization.yaml',
      'examples/acme/tag-rules.yaml',
      'policies/ownership.yaml',
    ];
    const pages = [
      'README.md',
      'LICENSE',
      'CHANGELOG.md',
      'schemas/tag-rules.schema.json',
      'docs/rules.md',
      'docs/problems.md',
    ];
    expect(files).toEqual(expect.arrayContaining([...needed, ...data, ...pages]));
    const foreign =
      /(^|\/)tests?\/|\.test\.|\.map$|^engine\/|^\.|\.tsx?$(?<!^dist\/library\.d\.ts)(?<!^examples\/.*)/;
    expect(files.filter((file) => foreign.test(file))).toEqual([]);
    const own = join(home, 'node_modules', 'reconcile-tags');
    const mapped = filesBelow(own).filter((file) => /sourceMappingURL=/.test(readFileSync(file, 'latin1')));
    expect(mapped).toEqual([]);
  });

  it('has nothing that publint or attw find fault with', () => {
    const publint = spawnSync(join(MODULES, '.bin', 'publint'), [packed.tarball, '--strict'], {
      encoding: 'utf8',
    });
    expect(publint.stdout).toContain('All good!');
    // Whoever requires it needs Node 20.19 or later, which can require an ES module; so does the package itself.
    const words = [packed.tarball, '--ignore-rules', 'cjs-resolves-to-esm', '--no-color'];
    const attw = spawnSync(join(MODULES, '.bin', 'attw'), words, { encoding: 'utf8' });
    expect(attw.stdout).toContain('No problems found');
    expect(attw.status).toBe(0);
  });

  it('can be required too: every Node that it runs on can require an ES module', () => {
    const program = "console.log(typeof require('reconcile-tags').makePlan)";
    const { stdout } = spawnSync(process.execPath, ['--input-type=commonjs', '-e', program], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(stdout).toBe('function\n');
  });

  it('brings at most 84 others and 25 MB, and none of its optional peers', () => {
    const tree = npm(['ls', '--all', '--parseable'], home).trim().split('\n').slice(1);
    expect(tree.length).toBeLessThanOrEqual(85);
    // Blocks of 512 bytes: what a disk really gives away.
    const bytes = filesBelow(join(home, 'node_modules')).reduce(
      (sum, file) => sum + statSync(file).blocks * 512,
      0,
    );
    expect(bytes).toBeLessThanOrEqual(25e6);
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    ) as Record<'peerDependencies' | 'peerDependenciesMeta', Record<string, { optional?: boolean }>>;
    for (const peer of Object.keys(peerDependencies)) {
      expect(peerDependenciesMeta[peer]?.optional).toBe(true);
      expect(existsSync(join(home, 'node_modules', peer))).toBe(false);
    }
  });

  it('plans the demonstration from any folder, read-only, on a path with spaces and Chinese', () => {
    const bin = join(home, 'node_modules', '.bin', 'reconcile');
    const { stdout, stderr, status } = runThere(bin, '--dry-run', '--emulator');
    expect(stderr).toBe('');
    expect(stdout).toContain('- temp-gpu-quota = ');
    expect(status).toBe(2);
  });

  it('says its version, commit and day without git', () => {
    const { stdout } = runThere(join(home, 'node_modules', '.bin', 'reconcile'), '--version');
    expect(stdout).toMatch(
      /^reconcile \d+\.\d+\.\d+ \(([0-9a-f]{12}\+?, \d{4}-\d\d-\d\d|not built from a commit)\)\n$/,
    );
  });

  it('installs globally, its page of the manual too', () => {
    const prefix = join(folder, 'global 全局');
    install(packed.tarball, prefix, '--global', '--prefix', prefix);
    const { stdout, status } = runThere(
      join(prefix, 'bin', 'reconcile'),
      '--dry-run',
      '--emulator',
      '--fail-on',
      'none',
    );
    expect(stdout).toContain('Exit 0');
    expect(status).toBe(0);
    expect(existsSync(join(prefix, 'share', 'man', 'man1', 'reconcile.1'))).toBe(true);
  });

  it('is a library: the example compiles against its types, and cleans up a cloud in memory', () => {
    cpSync(join(ROOT, 'examples', 'library'), join(home, 'src'), { recursive: true });
    const options = {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      exactOptionalPropertyTypes: true,
      rewriteRelativeImportExtensions: true,
      types: ['node'],
      typeRoots: [join(MODULES, '@types')],
      rootDir: 'src',
      outDir: 'out',
    };
    writeFileSync(
      join(home, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: ['src/clean-up.ts'] }),
    );
    const tsc = join(MODULES, 'typescript', 'bin', 'tsc');
    const compiled = spawnSync(process.execPath, [tsc], { cwd: home, encoding: 'utf8' });
    expect(compiled.stdout).toBe('');
    cpSync(join(home, 'src', 'tag-rules.yaml'), join(home, 'out', 'tag-rules.yaml'));
    const { stdout, stderr } = spawnSync(process.execPath, ['out/clean-up.js'], {
      cwd: home,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toContain('Exit 2: 4 removals of severity error are pending.');
    expect(stdout).toContain('Exit 0: 4 tags removed and verified.');
    expect(stdout).toContain('left: Production.owner pay.owner\n');
    expect(stdout).toContain('undone, exit 0: ');
    expect(stdout).toMatch(/undone.*Payments\.temp-x Payments\.temp-y/);
    expect(readFileSync(join(home, 'report.html'), 'utf8')).toContain('temp-migration');
    const lines = readFileSync(join(home, 'src', 'memory-cloud.ts'), 'utf8').split('\n').length;
    expect(lines).toBeLessThan(100);
  });
});
