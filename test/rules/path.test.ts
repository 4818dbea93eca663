import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matcher, Path } from '../../engine/model.ts';
import { compilePath, couldReach, pathFault, pathGlobFault } from '../../engine/rules/path.ts';
import { cases } from '../cases.ts';
import { pathMeans } from './reference.ts';

const NAMES = ['a', 'ab', 'a/b', 'c'];
const PARTS = ['a', 'c', '*', 'a*', '?', '**', '**', '{a,c}', '{a/c,**}', 'c{,/a}'];
const path = fc.array(fc.constantFrom(...NAMES), { maxLength: 4 });
const glob = fc.array(fc.constantFrom(...PARTS), { maxLength: 4 }).map((parts) => `/${parts.join('/')}`);

function matches(pattern: string, ...names: Path): boolean {
  return compilePath([{ glob: pattern }])(names);
}

/** All paths over NAMES with at most `depth` levels below `start`, `start` among them. */
function below(start: Path, depth: number): Path[] {
  if (depth === 0) return [start];
  return [start, ...NAMES.flatMap((name) => below([...start, name], depth - 1))];
}

describe('a path', () => {
  it.each([
    ['/', [], true],
    ['/', ['A'], false],
    ['/**', [], true],
    ['/**', ['A', 'B'], true],
    ['/*', [], false],
    ['/*', ['A'], true],
    ['/*', ['A', 'B'], false],
    ['/A', ['A'], true],
    ['/A', ['A', 'B'], false],
    ['/A/**', ['A'], true],
    ['/A/**', ['A', 'B', 'C'], true],
    ['/A/**', ['AB'], false],
    ['/A/**', ['a', 'B'], false],
    ['/A/**', ['B', 'A'], false],
    ['/**/A', ['A'], true],
    ['/**/A', ['B', 'C', 'A'], true],
    ['/**/A', ['A', 'B'], false],
    ['/A/**/B', ['A', 'B'], true],
    ['/A/**/B', ['A', 'x', 'y', 'B'], true],
    ['/A/**/B/**/B', ['A', 'B'], false],
    ['/P*/t?am', ['Production', 'team'], true],
    ['/a**b', ['a--b'], true],
    ['/a**b', ['a', 'b'], false],
    ['/{A/B,C}/x', ['A', 'B', 'x'], true],
    ['/{A/B,C}/x', ['C', 'x'], true],
    ['/A{,/**}', ['A', 'B'], true],
  ])('%s on %j: %s', (pattern, names, expected) => {
    expect(matches(pattern, ...names)).toBe(expected);
  });

  it('minds case unless it is told not to, however it is written', () => {
    for (const one of [{ equals: '/A/b' }, { in: ['/A/b'] }, { glob: '/A/*' }, { not: [{ equals: '/c' }] }]) {
      expect(compilePath([one])(['A', 'b'])).toBe(true);
      expect(compilePath([one])(['a', 'b'])).toBe('not' in one);
      expect(compilePath([{ ...one, 'ignore-case': true }])(['a', 'B'])).toBe(true);
    }
  });

  it('is not made of what is none, or of nothing', () => {
    const refused = (one: Matcher) => () => compilePath([one]);
    expect(refused({ equals: 'A' })).toThrow(
      new RangeError('A path begins with "/", which is the root. (A)'),
    );
    expect(refused({ glob: '/A//*' })).toThrow(new RangeError('A path has no empty level. (/A//*)'));
    const many = `/${'{a,b}'.repeat(10)}`;
    expect(refused({ glob: many })).toThrow(
      new RangeError(`The braces stand for more than 1000 paths. (${many})`),
    );
    expect(refused({})).toThrow(new RangeError('A path matcher needs equals, in, glob or not.'));
  });

  it('is matched name by name, so that a slash inside a name forges nothing', () => {
    expect(matches('/Production/Payments', 'Production/Payments')).toBe(false);
    expect(matches('/Production/**', 'Production/x')).toBe(false);
    expect(matches('/*', 'Production/Payments')).toBe(true);
    expect(matches('/Sandbox/**', 'Sandbox', '../Production')).toBe(true);
    expect(compilePath([{ equals: '/a/b' }])(['a/b'])).toBe(false);
  });

  it('means what its definition says', () => {
    fc.assert(
      fc.property(glob, path, (pattern, names) => {
        expect(matches(pattern, ...names)).toBe(pathMeans(pattern, names));
      }),
      { numRuns: cases(3000) },
    );
  });

  it('can be said with equals, in, not and without regard to case', () => {
    const test = compilePath([
      { glob: '/P/**', not: [{ in: ['/P/x', '/P/y'] }] },
      { equals: '/q', 'ignore-case': true },
    ]);
    expect([['P'], ['P', 'x'], ['P', 'z'], ['Q'], ['R']].map(test)).toEqual([true, false, true, true, false]);
    expect(compilePath([{ equals: '/*' }])(['a'])).toBe(false);
    expect(compilePath([{ equals: '/*' }])(['*'])).toBe(true);
    expect(compilePath([{ equals: '/{a,b' }])(['{a,b'])).toBe(true);
  });

  it.each(['', 'A', 'A/B', '/A/', '//', '/A//B', '**'])('%j is none', (text) => {
    expect(pathFault(text)).toBeDefined();
    expect(pathGlobFault(text)).toBeDefined();
    expect(() => compilePath([{ glob: text }])).toThrow(RangeError);
    expect(() => compilePath([{ equals: text }])).toThrow(RangeError);
  });

  it('has its faults found in every alternative, and a bound on how many there are', () => {
    expect(pathGlobFault('{/A,B}')).toMatch(/begins/);
    expect(pathGlobFault('/A/{b,}')).toMatch(/empty level/);
    expect(pathGlobFault('/{a,b}'.repeat(12))).toMatch(/more than 1000/);
    expect(pathGlobFault('/{a,b}/**')).toBeUndefined();
    expect(() => compilePath([{ regex: 'a' }])).toThrow(RangeError);
  });

  it.each([
    ['many spans', '/**/a'.repeat(15) + '/b', 50],
    ['many spans and stars', '/**/a*a*a*a*b'.repeat(10), 50],
    ['spans only', '/**'.repeat(200) + '/b', 2_000],
    ['spans in braces', '/{a,**}'.repeat(9) + '/b', 50],
  ])('is done with at once: %s', (_, pattern, depth) => {
    const deep = Array.from({ length: depth }, () => 'a'.repeat(100));
    expect(matches(pattern, ...deep)).toBe(false);
    expect(couldReach([{ glob: pattern }])(deep)).toBe(true);
  });
});

describe('what has to be read of the tree', () => {
  const reached = (matcher: Matcher, ...paths: readonly Path[]) => paths.map(couldReach([matcher]));

  it('for a branch is the way there and all of it', () => {
    const paths = [[], ['Production'], ['Production', 'a', 'b'], ['Sandbox'], ['Production2']];
    expect(reached({ glob: '/Production/**' }, ...paths)).toEqual([true, true, true, false, false]);
  });

  it('for one OU is the way there and its own children, who may be accounts of that path', () => {
    const paths = [[], ['A'], ['A', 'B'], ['A', 'C'], ['A', 'B', 'x']];
    expect(reached({ equals: '/A/B' }, ...paths)).toEqual([true, true, true, false, false]);
    expect(paths.map(couldReach([{ equals: '/A/B' }], false))).toEqual([true, true, false, false, false]);
  });

  it('for the root is its children only, and nothing where only OUs are asked for', () => {
    expect(reached({ equals: '/' }, [], ['A'])).toEqual([true, false]);
    expect(couldReach([{ equals: '/' }], false)([])).toBe(false);
  });

  it('is not narrowed by not', () => {
    expect(reached({ not: [{ glob: '/A/**' }] }, [], ['A'], ['B'])).toEqual([true, true, true]);
    expect(reached({ glob: '/A/**', not: [{ glob: '/A/x/**' }] }, ['A', 'x'], ['B'])).toEqual([true, false]);
  });

  it('is every OU at or below which some path matches, and no other', () => {
    // Two parts are at most four levels, so a path that matches lies at most four below any start.
    const short = fc.array(fc.constantFrom(...PARTS), { maxLength: 2 }).map((parts) => `/${parts.join('/')}`);
    fc.assert(
      fc.property(short, path, fc.boolean(), (pattern, start, accounts) => {
        const [here, ...deeper] = below(start, 4);
        const some = [...(accounts ? [here ?? []] : []), ...deeper].some((one) => pathMeans(pattern, one));
        expect(couldReach([{ glob: pattern }], accounts)(start)).toBe(some);
      }),
      { numRuns: cases(400) },
    );
  });

  it('is never less for more matchers', () => {
    fc.assert(
      fc.property(glob, glob, path, (one, other, start) => {
        const both = couldReach([{ glob: one }, { glob: other }])(start);
        expect(both).toBe(couldReach([{ glob: one }])(start) || couldReach([{ glob: other }])(start));
      }),
    );
  });
});
