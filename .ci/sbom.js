// Prints the bill of materials of the package: every package that is installed with it, as the lockfile has it.
// Usage: node .ci/sbom.js cyclonedx|spdx
//
// `npm sbom --omit dev` leaves out packages that developers' tools use too (seen with npm 11.19), such as ajv. So it is
// asked in a folder whose lockfile knows nothing of those tools.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';

const read = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

/** A manifest without what is not installed with the package. */
function bare({ devDependencies: _dev, peerDependencies: _peer, peerDependenciesMeta: _meta, ...kept }) {
  return kept;
}

const lock = read('package-lock.json');
const installed = Object.entries(lock.packages)
  .filter(([, { dev, peer, devOptional }]) => !dev && !peer && !devOptional)
  .map(([path, one]) => [path, path === '' ? bare(one) : one]);

const top = mkdtempSync(join(tmpdir(), 'reconcile-sbom-'));
const { name } = read('package.json');
// npm calls the package by its folder.
const folder = join(top, name);
mkdirSync(folder);
writeFileSync(join(folder, 'package.json'), JSON.stringify(bare(read('package.json'))));
writeFileSync(
  join(folder, 'package-lock.json'),
  JSON.stringify({ ...lock, packages: Object.fromEntries(installed) }),
);
const words = ['sbom', '--package-lock-only', '--sbom-format', process.argv[2] ?? 'cyclonedx'];
process.stdout.write(execFileSync('npm', words, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] }));
rmSync(top, { recursive: true });
