import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pathOf } from './page.ts';

const MAP = readFileSync(pathOf('engine/README.md'), 'utf8');
const CONTRIBUTING = readFileSync(pathOf('CONTRIBUTING.md'), 'utf8');

/** Every source file below a folder. */
function sources(folder: string): string[] {
  return readdirSync(pathOf(folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => `${folder}/${name}`)
    .sort();
}

function sectionOf(page: string, heading: string): string {
  return page.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
}

describe('the map of the engine', () => {
  it('has every room and every file that stands beside the rooms', () => {
    const table = sectionOf(MAP, 'The map');
    const missing = readdirSync(pathOf('engine'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
      .map((entry) => `\`${entry.name}${entry.isDirectory() ? '/' : ''}\``)
      .filter((name) => !table.includes(name));
    expect(missing).toEqual([]);
  });

  it('names no file and no room that is not there', () => {
    const named = [...MAP.matchAll(/`([a-z-]+(?:\/[a-z-]+)*(?:\.ts|\/))`/g)].map(([, name = '']) => name);
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((name) => !existsSync(pathOf(`engine/${name}`)))).toEqual([]);
  });

  it('follows a tag through functions that are where it says', () => {
    const life = sectionOf(MAP, 'The life of one tag');
    const steps = [...life.matchAll(/`(\w+)`(?:\*\*)? \(`([\w/-]+\.ts)`\)/g)];
    expect(steps.length).toBeGreaterThanOrEqual(10);
    for (const [, name = '', file = ''] of steps)
      expect(readFileSync(pathOf(`engine/${file}`), 'utf8'), file).toMatch(
        new RegExp(`export (async )?function ${name}\\b`),
      );
  });
});

/** The files that a change of a kind touches, found by what the last one of its kind left in them. */
const TRACES = [
  {
    heading: 'A new rule operator',
    folders: ['engine/rules', 'engine/model', 'engine/suite'],
    trace: /'older-than'/,
  },
  {
    heading: 'A new report format',
    folders: ['engine/report', 'engine/fleet'],
    trace: /'gitlab'|from '\.\/gitlab\.ts'/,
  },
  {
    heading: 'A new problem code',
    folders: ['engine/problem'],
    trace: /satisfies Record<string, ProblemText>/,
  },
  { heading: 'A new verb or option', folders: ['engine/cli'], trace: /import\('\.\/verbs\// },
];

describe('the page for contributors', () => {
  it.each(TRACES)('names every file for: $heading', ({ heading, folders, trace }) => {
    const section = sectionOf(CONTRIBUTING, heading);
    const touched = folders.flatMap(sources).filter((file) => trace.test(readFileSync(pathOf(file), 'utf8')));
    expect(touched.length).toBeGreaterThan(1);
    expect(touched.filter((file) => !section.includes(`(${file})`))).toEqual([]);
  });
});
