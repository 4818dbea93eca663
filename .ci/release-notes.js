// Prints what CHANGELOG.md tells of the version of package.json, for its release.
// Usage: node .ci/release-notes.js v1.2.3      (the tag, which has to be that version)
import { readFileSync } from 'node:fs';
import process from 'node:process';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const [, , tag] = process.argv;
const [, ...sections] = readFileSync('CHANGELOG.md', 'utf8').split(/^## /m);
const section = sections.find((one) => one.startsWith(`${version} - `));
const open = sections.find((one) => one.startsWith('Unreleased'));

const faults = [
  tag === `v${version}` ? undefined : `the tag ${tag} is not v${version}, the version of package.json`,
  section === undefined ? `CHANGELOG.md has no section "## ${version} - YYYY-MM-DD"` : undefined,
  /^- /m.test(open ?? '')
    ? 'CHANGELOG.md still has entries under "Unreleased": move them into the section'
    : undefined,
].filter((one) => one !== undefined);

if (faults.length > 0) {
  for (const fault of faults) process.stderr.write(`${fault}\n`);
  process.exit(1);
}
process.stdout.write(`${section.split('\n').slice(1).join('\n').trim()}\n`);
