import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Matcher } from '../../engine/model.ts';
import { daysLater, readDay } from '../../engine/rules/date.ts';
import { compileMatchers, usesDates } from '../../engine/rules/matcher.ts';
import { regexFault } from '../../engine/rules/regex.ts';
import { allOf, and, not, or, type Truth } from '../../engine/rules/truth.ts';
import { cases } from '../cases.ts';
import { matchersMean } from './reference.ts';

const TODAY = '2026-11-24';
const TRUTHS: readonly Truth[] = ['yes', 'unknown', 'no'];
const NUMBER: Readonly<Record<Truth, number>> = { yes: 1, unknown: 0.5, no: 0 };

function matches(text: string, ...matchers: readonly Matcher[]): Truth {
  return compileMatchers(matchers, TODAY)(text);
}

const TEXTS = [
  '',
  'a',
  'A',
  'ab',
  'Ab',
  'ba',
  'aab',
  '2026-11-23',
  '2026-11-24',
  '2026-11-25',
  '2026-08-25',
  '2026-08-26',
];
const text = fc.constantFrom(...TEXTS);
const day = fc.constantFrom('today', '2026-11-23', '2026-11-25', '2026-08-26');

/** Any matcher in normal form over a small world, `not` within `not` included. */
const { matcher } = fc.letrec<{ matcher: Matcher }>((tie) => ({
  matcher: fc
    .record(
      {
        equals: text,
        glob: fc.constantFrom('*', 'a*', '*B', '?', '??', '{a,B}*', '2026-11-*'),
        regex: fc.constantFrom('^a', 'B$', 'a|b', '^$', '[0-9]'),
        in: fc.array(text, { minLength: 1, maxLength: 3 }),
        not: fc.array(tie('matcher'), { minLength: 1, maxLength: 2 }),
        empty: fc.boolean(),
        before: day,
        after: day,
        'older-than': fc.constantFrom(0, 1, 90),
      },
      { requiredKeys: [] },
    )
    .chain((conditions) =>
      fc
        .boolean()
        .map((ignoreCase) => ({ ...conditions, ...(ignoreCase && { 'ignore-case': true as const }) })),
    )
    .filter((one) => Object.keys(one).some((key) => key !== 'ignore-case')),
}));
const matchers = fc.array(matcher, { minLength: 1, maxLength: 4 });

describe('truth', () => {
  it('is the least of all, the greatest of any, and one less when turned round', () => {
    for (const a of TRUTHS) {
      expect(NUMBER[not(a)]).toBe(1 - NUMBER[a]);
      for (const b of TRUTHS) {
        expect(NUMBER[and(a, b)]).toBe(Math.min(NUMBER[a], NUMBER[b]));
        expect(NUMBER[or(a, b)]).toBe(Math.max(NUMBER[a], NUMBER[b]));
        expect(allOf([() => a, () => b])()).toBe(and(a, b));
      }
    }
    expect([and(), or()]).toEqual(['yes', 'no']);
  });

  it('does not turn from unknown to yes or no by being negated', () => {
    expect(not('unknown')).toBe('unknown');
    expect(not(not('unknown'))).toBe('unknown');
  });
});

describe('a matcher', () => {
  it('that says nothing is refused', () => {
    expect(() => matches('', {})).toThrow(new RangeError('A matcher needs a condition.'));
    expect(() => matches('', { 'ignore-case': true })).toThrow('A matcher needs a condition.');
  });

  it('means what its definition says', () => {
    fc.assert(
      fc.property(matchers, text, (list, subject) => {
        expect(NUMBER[matches(subject, ...list)]).toBe(matchersMean(list, subject, TODAY));
      }),
      { numRuns: cases(3000) },
    );
  });

  it('means the same whatever the order of a list', () => {
    const shuffled = matchers.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    );
    fc.assert(
      fc.property(shuffled, text, ([list, other], subject) => {
        expect(matches(subject, ...other)).toBe(matches(subject, ...list));
      }),
    );
  });

  it('is unknown under not exactly where it is unknown', () => {
    fc.assert(
      fc.property(matchers, text, (list, subject) => {
        expect(matches(subject, { not: list })).toBe(not(matches(subject, ...list)));
      }),
    );
  });

  it('loses nothing where case is ignored', () => {
    const cased = fc.oneof(
      fc.record({ equals: fc.string({ unit: 'binary', maxLength: 3 }) }),
      fc.record({ in: fc.array(fc.string({ unit: 'binary', maxLength: 3 }), { minLength: 1 }) }),
      fc.record({
        glob: fc.string({
          unit: fc.constantFrom('*', '?', 'a', 'B', 'Σ', 'ς', 'İ', '{', ',', '}'),
          maxLength: 6,
        }),
      }),
    );
    const subject = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'A', 'b', 'B', 'Σ', 'σ', 'ς', 'İ', 'i'), maxLength: 5 }),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(cased, subject, (one: Matcher, other) => {
        const texts = [other, ...(one.in ?? []), one.equals ?? ''];
        for (const each of texts.filter((candidate) => matches(candidate, one) === 'yes')) {
          expect(matches(each, { ...one, 'ignore-case': true })).toBe('yes');
        }
      }),
      { numRuns: cases(2000) },
    );
  });

  it('ignores case only for itself, not for what it excludes', () => {
    const notExactly: Matcher = { equals: 'owner', 'ignore-case': true, not: [{ equals: 'owner' }] };
    expect(['owner', 'Owner', 'OWNER', 'own'].map((key) => matches(key, notExactly))).toEqual([
      'no',
      'yes',
      'yes',
      'no',
    ]);
  });

  it('finds a regex anywhere unless it is anchored, and knows Unicode', () => {
    expect(matches('my-temp-key', { regex: 'temp' })).toBe('yes');
    expect(matches('my-temp-key', { regex: '^temp' })).toBe('no');
    expect(matches('my-TEMP-key', { regex: 'temp', 'ignore-case': true })).toBe('yes');
    expect(matches('😀', { regex: '^.$' })).toBe('yes');
    expect(matches('项目', { regex: '^\\p{Han}+$' })).toBe('yes');
    expect(matches('a\n', { regex: 'a$' })).toBe('no');
  });

  it.each([
    ['(a+)+$', 'a'.repeat(50_000) + 'b'],
    ['^(a|aa)+$', 'a'.repeat(50_000) + 'b'],
    ['(x+x+)+y', 'x'.repeat(50_000)],
    ['^(.*)*(.*)*(.*)*=$', 'x'.repeat(50_000)],
  ])('is done at once with the regex %s on a long hostile text', (regex, subject) => {
    expect(matches(subject, { regex })).toBe('no');
  });

  it.each([
    ['(?=a)', '(?='],
    ['(a)\\1', '\\1'],
    ['a{1001}', '{1001}'],
    ['(a{1000}){1000}', '{1000}'],
    ['[a', '[a'],
    ['*', '*'],
  ])('is told that RE2 does not take the regex %s', (regex, part) => {
    expect(regexFault(regex)).toContain(part);
    expect(() => compileMatchers([{ regex }], TODAY)).toThrow();
    expect(regexFault('^(temp|tmp)[-_]\\d+$')).toBeUndefined();
  });

  it('takes keys that name parts of every object for plain texts', () => {
    const keys = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    for (const key of keys) {
      expect(matches(key, { in: ['owner', 'env'] }, { equals: 'a' })).toBe('no');
      expect(matches(key, { in: [key, 'env'] })).toBe('yes');
    }
  });

  it('that says nothing is a fault, never a match', () => {
    expect(() => compileMatchers([{}], TODAY)).toThrow(RangeError);
    expect(() => compileMatchers([{ 'ignore-case': true }], TODAY)).toThrow(RangeError);
    expect(compileMatchers([], TODAY)('a')).toBe('no');
  });
});

describe('a date condition', () => {
  it('is strict on both sides, in whole days', () => {
    const days = ['2026-11-23', '2026-11-24', '2026-11-25'];
    expect(days.map((one) => matches(one, { before: 'today' }))).toEqual(['yes', 'no', 'no']);
    expect(days.map((one) => matches(one, { after: 'today' }))).toEqual(['no', 'no', 'yes']);
    expect(days.map((one) => matches(one, { before: '2026-11-25' }))).toEqual(['yes', 'yes', 'no']);
    expect(days.map((one) => matches(one, { after: '2026-11-22', before: '2026-11-24' }))).toEqual([
      'yes',
      'no',
      'no',
    ]);
  });

  it('of age counts more than so many days before today', () => {
    expect(matches('2026-08-25', { 'older-than': 90 })).toBe('yes');
    expect(matches('2026-08-26', { 'older-than': 90 })).toBe('no');
    expect(matches('2026-11-24', { 'older-than': 0 })).toBe('no');
    expect(matches('0000-01-01', { 'older-than': 5_000_000 })).toBe('no');
  });

  it('never holds and never fails on a value that is no date', () => {
    for (const value of ['', 'soon', '2026-02-30', '24.11.2026', '2026-11-24 ', '2026-1-2']) {
      expect(matches(value, { before: 'today' })).toBe('unknown');
      expect(matches(value, { not: [{ before: 'today' }] })).toBe('unknown');
      expect(matches(value, { not: [{ not: [{ 'older-than': 1 }] }] })).toBe('unknown');
    }
  });

  it('that cannot be decided yields to a condition that can', () => {
    expect(matches('soon', { glob: 'x*', before: 'today' })).toBe('no');
    expect(matches('soon', { glob: 's*', before: 'today' })).toBe('unknown');
    expect(matches('soon', { before: 'today' }, { equals: 'soon' })).toBe('yes');
    expect(matches('', { empty: false, before: 'today' })).toBe('no');
  });

  it('is known to be one, however deep it lies', () => {
    expect(usesDates([{ glob: '*' }, { not: [{ equals: 'x' }, { not: [{ 'older-than': 0 }] }] }])).toBe(true);
    expect(usesDates([{ glob: '*' }, { not: [{ empty: true }] }])).toBe(false);
  });
});

describe('a day', () => {
  it.each([
    ['2026-11-24', '2026-11-24'],
    ['2024-02-29', '2024-02-29'],
    ['2000-02-29', '2000-02-29'],
    ['0000-01-01', '0000-01-01'],
    ['2026-11-24T00:00:00Z', '2026-11-24'],
    ['2026-11-24t23:59:59.999z', '2026-11-24'],
    ['2026-11-24T23:30:00-05:00', '2026-11-25'],
    ['2026-11-24T00:30:00+01:00', '2026-11-23'],
    ['2024-02-29T23:59:60Z', '2024-02-29'],
    ['2026-12-31T20:00:00-04:00', '2027-01-01'],
    ['0050-03-01T00:00:00+00:01', '0050-02-28'],
  ])('is read from %s as %s', (value, expected) => {
    expect(readDay(value)).toBe(expected);
  });

  it.each([
    '2026-02-30',
    '2025-02-29',
    '1900-02-29',
    '2026-04-31',
    '2026-00-01',
    '2026-13-01',
    '2026-01-00',
    '2026-01-32',
    '2026-1-1',
    '20261124',
    '2026-11-24\n',
    ' 2026-11-24',
    '2026-11-24T10:00:00',
    '2026-11-24T10:00Z',
    '2026-11-24 10:00:00Z',
    '2026-11-24T24:00:00Z',
    '2026-11-24T10:60:00Z',
    '2026-11-24T10:00:61Z',
    '2026-11-24T10:00:00+24:00',
    '2026-02-30T10:00:00Z',
    '9999-12-31T23:59:00-01:00',
    '0000-01-01T00:00:00+00:01',
    '２０２６-11-24',
    'today',
    '',
  ])('is not read from %j', (value) => {
    expect(readDay(value)).toBeUndefined();
  });

  it('of every year is read exactly where the calendar has it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 9999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
        (y, m, d) => {
          const written = [
            String(y).padStart(4, '0'),
            String(m).padStart(2, '0'),
            String(d).padStart(2, '0'),
          ].join('-');
          const parsed = Date.parse(written);
          const real = !Number.isNaN(parsed) && new Date(parsed).toISOString().startsWith(written);
          expect(readDay(written)).toBe(real ? written : undefined);
        },
      ),
      { numRuns: cases(2000) },
    );
  });

  it('is moved up to the ends of the calendar and no further', () => {
    expect(daysLater('0000-01-02', -1)).toBe('0000-01-01');
    expect(daysLater('0000-01-01', -1)).toBeUndefined();
    expect(daysLater('9999-12-30', 1)).toBe('9999-12-31');
    expect(daysLater('9999-12-31', 1)).toBeUndefined();
    expect(daysLater(TODAY, Number.MAX_VALUE)).toBeUndefined();
  });

  it('moved there and back is the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: -100_000, max: 100_000 }), (days) => {
        expect(daysLater(daysLater(TODAY, days) ?? '', -days)).toBe(TODAY);
      }),
    );
  });
});
