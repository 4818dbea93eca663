import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternatives, MOST_ALTERNATIVES } from '../../engine/rules/braces.ts';
import { fold } from '../../engine/rules/fold.ts';
import { compileGlob, globFault, isGlob } from '../../engine/rules/glob.ts';
import { inOrder } from '../../engine/rules/sequence.ts';
import { cases } from '../cases.ts';
import { expand, globMeans } from './reference.ts';

/** Few characters, so that patterns and texts meet often; two of them are one code point of two units. */
const PLAIN = ['a', 'b', '/', '\n', '😀', '👍'];
const text = fc.string({ unit: fc.constantFrom(...PLAIN), maxLength: 9 });
const stars = fc.string({ unit: fc.constantFrom(...PLAIN, '*', '*', '?'), maxLength: 9 });
const braced = fc.string({
  unit: fc.constantFrom('a', 'b', '*', '?', '{', '{', ',', ',', '}', '}'),
  maxLength: 12,
});

describe('a glob', () => {
  it.each([
    ['temp-*', 'temp-', true],
    ['temp-*', 'temp-x', true],
    ['temp-*', 'Temp-x', false],
    ['temp-*', 'a temp-x', false],
    ['*-temp', 'x-temp', true],
    ['*-temp', 'x-temp2', false],
    ['*temp*', 'a-temp-b', true],
    ['ab*ba', 'aba', false],
    ['ab*ba', 'abba', true],
    ['a*b*c', 'a-b-c', true],
    ['a*bc*c', 'abc', false],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'x-b-c', false],
    ['a*b*c', 'a-b-x', false],
    ['a*b*c', 'a-c', false],
    ['ab*c*ba', 'abcba', true],
    ['ab*b*ba', 'abba', false],
    ['a*b*', 'a-b-', true],
    ['a*b*', '-a-b', false],
    ['*a*b', '-a-b', true],
    ['*a*b', 'b-a-', false],
    ['*', '', true],
    ['?', '', false],
    ['**', 'a/b', true],
    ['cost*', 'cost/a\nb', true],
    ['*', '.hidden', true],
    ['{owner,env}', 'env', true],
    ['{owner,env}', 'owner,env', false],
    ['{temp,tmp}-?', 'tmp-1', true],
    ['x{,y}', 'x', true],
    ['{a,b{c,d}}', 'bd', true],
    ['{a}', '{a}', true],
    ['{a,b', '{a,b', true],
    ['[a-z]', 'a', false],
    ['a\\*', 'a\\b', true],
    ['a+(b)', 'a+(b)', true],
  ])('%j on %j: %s', (pattern, subject, expected) => {
    expect(compileGlob(pattern)(subject)).toBe(expected);
  });

  it('means what its definition says, for every small pattern and text', () => {
    fc.assert(
      fc.property(stars, text, (pattern, subject) => {
        expect(compileGlob(pattern)(subject)).toBe(globMeans(pattern, subject));
      }),
      { numRuns: cases(3000) },
    );
  });

  it('means what its definition says with nested, broken and empty braces', () => {
    fc.assert(
      fc.property(
        braced,
        fc.string({ unit: fc.constantFrom('a', 'b', ',', '{', '}'), maxLength: 6 }),
        (pattern, subject) => {
          expect(new Set(alternatives(pattern))).toEqual(new Set(expand(pattern)));
          expect(compileGlob(pattern)(subject)).toBe(globMeans(pattern, subject));
        },
      ),
      { numRuns: cases(3000) },
    );
  });

  it('without a star, a question mark or alternatives is the text itself', () => {
    fc.assert(
      fc.property(text, text, (literal, other) => {
        expect(isGlob(literal)).toBe(false);
        expect(compileGlob(literal)(literal)).toBe(true);
        expect(compileGlob(literal)(other)).toBe(literal === other);
      }),
    );
  });

  it('takes exactly one code point for a question mark', () => {
    expect(compileGlob('?')('😀')).toBe(true);
    expect(compileGlob('??')('😀')).toBe(false);
    expect(compileGlob('?*?')('😀')).toBe(false);
    expect(compileGlob('*?')('a\ud83d')).toBe(true);
    // A family of three is five code points: three people and two joiners.
    expect(compileGlob('?????')('👨\u200d👩\u200d👧')).toBe(true);
  });

  it('is told from a literal by what it can stand for', () => {
    expect(['*', 'a?', '{a,b}', '{,}', 'x{{a},b}'].filter(isGlob)).toHaveLength(5);
    expect(['', 'a', '{a}', '{a', 'a,b', '}a,b{', '[ab]'].filter(isGlob)).toEqual([]);
  });
});

describe('a hostile glob or text', () => {
  it.each([
    ['many stars', 'a*'.repeat(15) + 'b', 'a'.repeat(200)],
    ['many stars around singles', 'a?*'.repeat(15) + 'b', 'a'.repeat(200)],
    ['stars without end', '*a'.repeat(5_000) + 'b', 'a'.repeat(200_000)],
    ['a long tail of singles', `*${'?'.repeat(500)}b*`, 'a'.repeat(20_000)],
    ['braces that overlap', '{a,aa}'.repeat(300) + 'b', 'a'.repeat(400)],
    ['braces and stars', '{a,aa}*'.repeat(9) + 'b', 'a'.repeat(2_000)],
    ['a brace nest', '{a,'.repeat(900) + '}'.repeat(900), 'b'.repeat(200)],
    ['open braces without end', '{'.repeat(200_000), 'a'],
    ['commas without end', `{${','.repeat(200_000)}`, 'a'],
  ])('is done with at once: %s', (_, pattern, subject) => {
    expect(compileGlob(pattern)(subject)).toBe(false);
  });

  it('costs at most the longest segment for each character of the text', () => {
    const pathological = fc.record({
      segments: fc.array(fc.array(fc.constantFrom('a', 'a', 'a', 'b', '?'), { maxLength: 6 }), {
        minLength: 2,
        maxLength: 40,
      }),
      items: fc.array(fc.constantFrom('a', 'a', 'a', 'a', 'b'), { maxLength: 400 }),
    });
    fc.assert(
      fc.property(pathological, ({ segments, items }) => {
        let comparisons = 0;
        inOrder(segments, items, (element, item) => {
          comparisons++;
          return element === '?' || element === item;
        });
        const longest = Math.max(...segments.map((segment) => segment.length));
        expect(comparisons).toBeLessThanOrEqual(longest * (items.length + 2));
      }),
    );
  });

  it('is refused where its braces stand for too many patterns, and counted no further than that', () => {
    const million = '{0,1,2,3,4,5,6,7,8,9}'.repeat(60);
    expect(alternatives(million)).toBeUndefined();
    expect(globFault(million)).toMatch(/more than 1000/);
    expect(() => compileGlob(million)).toThrow(new RangeError(`${globFault(million) ?? ''} (${million})`));
    expect(globFault('{0,1,2,3,4,5,6,7,8,9}'.repeat(3))).toBeUndefined();
    expect(
      alternatives(`{${Array.from({ length: MOST_ALTERNATIVES }, (_, i) => i).join(',')}}`),
    ).toHaveLength(MOST_ALTERNATIVES);
    expect(
      alternatives(`{${Array.from({ length: MOST_ALTERNATIVES + 1 }, (_, i) => i).join(',')}}`),
    ).toBeUndefined();
  });
});

describe('case, where it is ignored', () => {
  it.each([
    ['OWNER', 'owner'],
    ['ÄÖÜ', 'äöü'],
    ['ЁЖ', 'ёж'],
    ['𐐀', '𐐨'],
  ])('%s and %s are the same', (upper, lower) => {
    expect(fold(upper)).toBe(fold(lower));
  });

  it('goes by each character alone, whatever the word or the locale', () => {
    expect(fold('ΟΔΟΣ')).toBe('οδοσ');
    expect(fold('İI')).toBe('İi');
    expect(fold('ı')).toBe('ı');
    expect(fold('ß')).not.toBe(fold('SS'));
  });

  it('keeps the number of characters, and folding twice is folding once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (any) => {
        expect(Array.from(fold(any))).toHaveLength(Array.from(any).length);
        expect(fold(fold(any))).toBe(fold(any));
      }),
      { numRuns: cases(300) },
    );
  });

  it('comes apart where a text is cut, as a pattern does', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (left, right) => {
        expect(fold(left + right)).toBe(fold(left) + fold(right));
      }),
    );
  });
});
