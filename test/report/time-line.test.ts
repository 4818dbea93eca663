import { describe, expect, it } from 'vitest';
import type { Plan, Waiver } from '../../engine/model.ts';
import { type TimeLine, timeLine } from '../../engine/report/time-line.ts';
import { makePlan } from './make.ts';

const waiver = (expires: string, reason = expires): Waiver => ({
  rule: 'expired',
  reason,
  'approved-by': 'board',
  expires,
});

/** The time line on 2026-11-24 of waivers with these ends. */
function drawn(...ends: string[]): TimeLine {
  const plan = makePlan({ kept: [], findings: [] });
  return timeLine({ ...plan, rules: { ...plan.rules, waivers: ends.map((end) => waiver(end)) } });
}

describe('the time line of waivers', () => {
  it('puts the one that ends first on top and says how long each has', () => {
    const { bars } = drawn('2027-06-30', '2026-11-24', '2026-10-01', '2026-12-24', '2026-12-25');
    expect(bars.map(({ waiver: { expires }, state, days }) => [expires, state, days])).toEqual([
      ['2026-10-01', 'expired', -54],
      ['2026-11-24', 'ending', 0],
      ['2026-12-24', 'ending', 30],
      ['2026-12-25', 'in force', 31],
      ['2027-06-30', 'in force', 218],
    ]);
  });

  it('draws from the day of the run to the end, and back to the end of what has expired', () => {
    const { bars, today } = drawn('2026-10-01', '2027-06-30');
    expect(bars[0]).toMatchObject({ from: 0, to: today });
    expect(bars[1]).toMatchObject({ from: today, to: 100, beyond: false });
    expect(today).toBeGreaterThan(0);
  });

  it('keeps a far end from squeezing the near ones', () => {
    const { bars } = drawn('2026-12-24', '2099-12-31', '2001-01-01');
    expect(bars.map(({ beyond, from, to }) => [beyond, from >= 0 && to <= 100])).toEqual([
      [false, true],
      [false, true],
      [true, true],
    ]);
    const [, near] = bars;
    expect((near?.to ?? 0) - (near?.from ?? 0)).toBeGreaterThan(2);
  });

  it('sets marks apart, so that no two texts meet', () => {
    for (const end of ['2026-12-01', '2027-02-01', '2027-11-24', '2028-11-24', '2030-01-01']) {
      const { ticks } = drawn(end);
      expect(ticks.length).toBeGreaterThan(0);
      for (const [i, { at }] of ticks.entries()) {
        if (i > 0) expect(at - (ticks[i - 1]?.at ?? 0)).toBeGreaterThanOrEqual(20);
      }
    }
  });

  it('counts the tags and findings that each waiver excuses', () => {
    const resource = { type: 'ou', id: 'ou-1', name: '' } as const;
    const plan: Plan = makePlan({
      kept: [
        {
          resource,
          key: 'k',
          value: '',
          claims: ['expired'],
          shields: [{ kind: 'waiver', rule: 'expired', waiver: 1 }],
        },
      ],
      findings: [{ kind: 'missing', severity: 'error', rule: 'expired', resource, key: 'k', waiver: 1 }],
    });
    const waivers = [waiver('2027-01-01', 'idle'), waiver('2027-01-02', 'busy')];
    const { bars } = timeLine({ ...plan, rules: { ...plan.rules, waivers } });
    expect(bars.map((bar) => [bar.waiver.reason, bar.excuses])).toEqual([
      ['idle', 0],
      ['busy', 2],
    ]);
  });
});
