import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EXIT_CODES, exitCode, type Judged } from '../../engine/exit.ts';
import type { ExitCode, TagState } from '../../engine/model.ts';
import { CALLS, makePlan, makeRun, outcomesOf } from '../report/make.ts';

const { exit: _, ...DRY } = makeRun();
const CLEAN: Judged = { ...DRY, plan: makePlan({ calls: [], kept: [], findings: [] }) };

/** A run in which each removal of the plan came to be in a state. */
function applied(state: TagState, more: Partial<Judged> = {}): Judged {
  const fates = new Map(
    CALLS.flatMap(({ resource, remove }) =>
      remove.map(({ key }) => [`${resource.id} ${key}`, { state }] as const),
    ),
  );
  return { ...DRY, mode: 'apply', wrote: true, outcomes: outcomesOf(CALLS, fates), ...more };
}

const PROBLEM = { code: 'lock-held', severity: 'error', message: 'm' } as const;
const UNREAD = { code: 'verify-unread', severity: 'error', message: 'm' } as const;
const OBJECTION = { limit: 'removals', allowed: 1, actual: 2 };
const FREEZE = { from: '2026-11-20', until: '2026-11-30', why: 'close' };
const GAP = { kind: 'tree', parent: 'r-1234', why: 'denied' } as const;
const NO_FINDINGS = makePlan({ findings: [] });
const GAPPED = makePlan({ gaps: [GAP], findings: [] });

/** Each reason for a code, as parts of a run that did not write. */
const REASONS = {
  1: { problems: [PROBLEM] },
  3: { objections: [OBJECTION] },
  130: { interrupted: true },
  4: { outcomes: applied('not-sent').outcomes },
  5: { plan: GAPPED },
  6: { outcomes: applied('stale').outcomes },
  2: { 'fail-on': 'info' },
} as const satisfies Partial<Record<ExitCode, Partial<Judged>>>;
const ORDER = [1, 3, 130, 4, 5, 6, 2] as const;

describe('the exit code of a run', () => {
  it.each<[string, Judged, ExitCode]>([
    ['a clean organization', CLEAN, 0],
    ['all removed', applied('removed', { plan: NO_FINDINGS }), 0],
    ['gone already', applied('gone', { plan: NO_FINDINGS }), 0],
    ['pending removals', { ...DRY, plan: NO_FINDINGS }, 2],
    ['pending removals that may be', { ...DRY, 'fail-on': 'none' }, 0],
    ['a prompt that was declined', { ...DRY, mode: 'apply', declined: true, plan: NO_FINDINGS }, 2],
    ['a finding below the bar', { ...CLEAN, plan: makePlan({ calls: [] }) }, 0],
    ['a finding at the bar', { ...CLEAN, plan: makePlan({ calls: [] }), 'fail-on': 'warning' }, 2],
    ['a finding that stands after all was removed', applied('removed', { 'fail-on': 'warning' }), 2],
    ['trouble before a write', { ...CLEAN, problems: [PROBLEM] }, 1],
    ['trouble after one', applied('removed', { problems: [PROBLEM] }), 4],
    ['a warning', { ...CLEAN, problems: [{ ...PROBLEM, severity: 'warning' }] }, 0],
    ['a limit', { ...DRY, objections: [OBJECTION] }, 3],
    ['a freeze over an apply', { ...DRY, mode: 'apply', frozen: [FREEZE] }, 3],
    ['a freeze over a dry run', { ...DRY, frozen: [FREEZE] }, 3],
    ['a freeze where nothing is to be done', { ...CLEAN, mode: 'apply', frozen: [FREEZE] }, 0],
    ['a call that failed', applied('failed'), 4],
    ['a call in doubt', applied('in-doubt'), 4],
    ['a call that was not sent', applied('not-sent'), 4],
    ['what could not be read', { ...DRY, plan: GAPPED }, 5],
    ['a verification that could not read', applied('removed', { problems: [UNREAD] }), 5],
    ['a stale tag', applied('stale'), 6],
    ['an interrupt', { ...CLEAN, interrupted: true }, 130],
    ['an interrupt after a write', applied('not-sent', { interrupted: true }), 130],
  ])('of %s', (_name, run, code) => {
    expect(exitCode(run)).toBe(code);
  });

  it('is, of several that hold, the first of 1, 3, 130, 4, 5, 6, 2', () => {
    const base: Judged = { ...DRY, 'fail-on': 'none', plan: NO_FINDINGS };
    for (const reasons of fc.sample(fc.subarray([...ORDER], { minLength: 1 }), { numRuns: 300, seed: 1 })) {
      const run = Object.assign({}, base, ...reasons.map((code) => REASONS[code])) as Judged;
      // Two reasons that are one field are told by the graver: all of its outcomes are of the last that was put in.
      const outcomes = reasons.includes(4) ? applied('not-sent').outcomes : run.outcomes;
      expect(exitCode({ ...run, outcomes }), reasons.join(' ')).toBe(reasons[0]);
    }
  });

  it('is never 1 or 3 once a write was sent', () => {
    for (const code of [1, 3] as const) {
      const run = applied('removed', { ...REASONS[code], plan: NO_FINDINGS });
      expect([1, 3]).not.toContain(exitCode(run));
    }
  });

  it('has a meaning for every code', () => {
    expect(Object.keys(EXIT_CODES).map(Number)).toEqual([0, ...ORDER].sort((a, b) => a - b));
  });
});
