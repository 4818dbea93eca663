import { describe, expect, it } from 'vitest';
import { frozenAt } from '../../engine/plan/freeze.ts';

const at = (from: string, until: string, instant: string): boolean =>
  frozenAt([{ from, until, why: 'year end' }], Date.parse(instant)).length === 1;

describe('a freeze', () => {
  it.each([
    ['2026-12-20', '2027-01-03', '2026-12-19T23:59:59.999Z', false],
    ['2026-12-20', '2027-01-03', '2026-12-20T00:00:00.000Z', true],
    ['2026-12-20', '2027-01-03', '2027-01-03T23:59:59.999Z', true],
    ['2026-12-20', '2027-01-03', '2027-01-04T00:00:00.000Z', false],
    ['2026-12-20', '2026-12-20', '2026-12-20T12:00:00.000Z', true],
    ['2026-12-20T08:00:00Z', '2026-12-20T09:00:00Z', '2026-12-20T07:59:59.999Z', false],
    ['2026-12-20T08:00:00Z', '2026-12-20T09:00:00Z', '2026-12-20T08:00:00.000Z', true],
    ['2026-12-20T08:00:00Z', '2026-12-20T09:00:00Z', '2026-12-20T09:00:00.000Z', true],
    ['2026-12-20T08:00:00Z', '2026-12-20T09:00:00Z', '2026-12-20T09:00:00.001Z', false],
    ['2026-12-20T08:00:00+08:00', '2026-12-21', '2026-12-20T00:00:00.000Z', true],
    ['2026-12-20T08:00:00+08:00', '2026-12-21', '2026-12-19T23:59:59.999Z', false],
  ])('from %s until %s at %s: %s', (from, until, instant, frozen) => {
    expect(at(from, until, instant)).toBe(frozen);
  });

  it('is one of several, and all in force are told', () => {
    const freezes = [
      { from: '2026-01-01', until: '2026-12-31', why: 'a' },
      { from: '2026-06-01', until: '2026-06-02', why: 'b' },
      { from: '2027-01-01', until: '2027-01-02', why: 'c' },
    ];
    const whys = (instant: string) => frozenAt(freezes, Date.parse(instant)).map((one) => one.why);
    expect(whys('2026-06-01T10:00:00Z')).toEqual(['a', 'b']);
    expect(whys('2026-07-01T10:00:00Z')).toEqual(['a']);
    expect(whys('2028-07-01T10:00:00Z')).toEqual([]);
  });
});
