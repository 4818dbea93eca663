import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VERBS } from '../../engine/cli/verbs.ts';
import { FILE_REPORT_NAMES, REPORT_NAMES } from '../../engine/report/names.ts';
import { pathOf } from './page.ts';

const README = readFileSync(pathOf('README.md'), 'utf8');

function sectionOf(heading: string): string {
  return README.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
}

describe('README', () => {
  it('gives a reason for each dependency, and for no other', () => {
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(pathOf('package.json'), 'utf8'),
    ) as Record<'dependencies' | 'peerDependencies', Record<string, string>>;
    const rows = [...sectionOf('Dependencies, and why').matchAll(/^\| (.+) \| (.+) \|$/gm)].slice(2);
    const named = rows.flatMap(([, names = '']) =>
      names
        .replaceAll(/\]\([^)]*\)|[[\]`]|\(optional peers?\)/g, '')
        .split(',')
        .map((name) => name.trim()),
    );
    const covered = (name: string) =>
      named.some((one) => one === name || (one.endsWith('/*') && name.startsWith(one.slice(0, -1))));
    const needed = [...Object.keys(dependencies), ...Object.keys(peerDependencies)];
    expect(needed.filter((name) => !covered(name))).toEqual([]);
    expect(
      named.filter((one) => !needed.some((name) => name === one || name.startsWith(one.replace('*', '')))),
    ).toEqual([]);
    for (const [, , reason] of rows) expect(reason).toMatch(/\w{3}/);
  });

  it('names every command and every report format', () => {
    const commands = sectionOf('Commands');
    for (const { name } of VERBS) expect(commands, name).toMatch(new RegExp(`\`(reconcile )?${name}\\b`));
    const formats = [...(sectionOf('Reports').split('\n\n')[1] ?? '').matchAll(/`([a-z]+)`/g)].map(
      ([, name]) => name,
    );
    expect(formats.sort()).toEqual([...REPORT_NAMES, ...FILE_REPORT_NAMES].sort());
  });

  it('proves each promise with a test', () => {
    const rows = [...sectionOf('Safety promises').matchAll(/^\| (.+) \| (.+) \|$/gm)].slice(2);
    expect(rows.length).toBeGreaterThan(10);
    for (const [, promise, proof] of rows) expect(proof, promise).toMatch(/\(test\/[\w/-]+\.test\.ts\)/);
  });
});
