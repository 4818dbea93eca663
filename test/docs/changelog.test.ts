import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pathOf } from './page.ts';

const CHANGELOG = readFileSync(pathOf('CHANGELOG.md'), 'utf8');
const { version } = JSON.parse(readFileSync(pathOf('package.json'), 'utf8')) as { version: string };
const headings = [...CHANGELOG.matchAll(/^## (.*)$/gm)].map(([, heading = '']) => heading);
const released = headings.slice(1).map((heading) => heading.split(' - ')[0] ?? '');

function number(text: string): number {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return (major * 1000 + minor) * 1000 + patch;
}

describe('the changelog', () => {
  it('begins with what is not released yet', () => {
    expect(headings[0]).toBe('Unreleased');
  });

  it('names each release once by version and day, the newest first', () => {
    for (const heading of headings.slice(1)) expect(heading).toMatch(/^\d+\.\d+\.\d+ - \d{4}-\d\d-\d\d$/);
    expect(released).toEqual([...new Set(released)].sort((a, b) => number(b) - number(a)));
  });

  it('has the version of package.json as its newest release, or none yet', () => {
    expect(released[0] ?? version).toBe(version);
  });

  it('sorts entries by what they are, under words of Keep a Changelog', () => {
    const kinds = [...CHANGELOG.matchAll(/^### (.*)$/gm)].map(([, kind]) => kind);
    expect(kinds.length).toBeGreaterThan(0);
    for (const kind of kinds)
      expect(['Added', 'Changed', 'Deprecated', 'Removed', 'Fixed', 'Security']).toContain(kind);
  });

  it('ends each entry as a sentence', () => {
    const [, ...entries] = CHANGELOG.split(/^- /m);
    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) expect((entry.split(/\n(?=\n|#)/)[0] ?? '').trim()).toMatch(/[.:)]$/);
  });
});
