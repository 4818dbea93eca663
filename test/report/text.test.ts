import { describe, expect, it } from 'vitest';
import type { Call } from '../../engine/model.ts';
import { GROUPINGS, preview, REPORTS } from '../../engine/report/index.ts';
import { afterNo } from '../../engine/report/text.ts';
import { makePlan, makeRun, ou, outcomesOf } from './make.ts';
import { SITUATIONS } from './situations.ts';

const PLAIN = { color: false, width: 100 };

function page(run: Parameters<typeof REPORTS.text>[0], options = {}): string {
  return [...REPORTS.text(run, { ...PLAIN, ...options })].join('');
}

function situation(name: string) {
  const run = SITUATIONS.get(name);
  if (run === undefined) throw new Error(`no situation ${name}`);
  return run;
}

/** Removals on so many OUs, two each. */
export function manyCalls(n: number): Call[] {
  return Array.from({ length: n }, (_, i) => ({
    resource: ou(String(i).padStart(12, '0'), 'Production', `unit ${i}`),
    remove: [
      { key: 'expires-on', value: '2026-01-01', because: ['expired'] },
      { key: 'temp-x', value: String(i), because: ['no-temp-keys-on-ous'] },
    ],
  }));
}

describe('the page for people', () => {
  it.each([...SITUATIONS])('shows %s', async (name, run) => {
    await expect(page(run)).toMatchFileSnapshot(`golden/${name}.txt`);
  });

  it.each(GROUPINGS.filter((one) => one !== 'resource'))('puts removals together by %s', async (groupBy) => {
    await expect(page(situation('removals-planned'), { groupBy })).toMatchFileSnapshot(
      `golden/grouped-by-${groupBy}.txt`,
    );
  });

  it.each([
    ['refused-by-limit', 'REFUSED'],
    ['partly-failed', 'PARTIAL'],
    ['incomplete', 'INCOMPLETE'],
    ['stale', 'STALE'],
    ['interrupted', 'INTERRUPTED'],
    ['no-plan-because-credentials', 'FAILED'],
  ])('says first that the run is %s', (name, word) => {
    expect(page(situation(name))).toMatch(new RegExp(`^${word} `));
  });

  it('says nothing of trouble where there is none', () => {
    expect(page(situation('all-removed'))).toMatch(/^Apply to/);
  });

  it('ends in one line that says the exit code in words', () => {
    for (const [name, run] of SITUATIONS) {
      const last = page(run, { width: 0 }).trimEnd().split('\n').at(-1);
      expect(last, name).toMatch(new RegExp(`^Exit ${run.exit}: .+\\.$`));
    }
  });

  it('tells what a run that is gone on with has done before from what is left', () => {
    const { outcomes } = situation('all-removed');
    const shown = page(makeRun({ mode: 'apply', foreseen: outcomes.slice(0, 1) }), { width: 0 });
    expect(shown).toMatch(/Settled before: (\d)\n[^]*\nWould remove (\d) tags\n/);
    expect(shown).not.toContain('Would not be removed');
  });

  it('puts together why tags failed, where it does not show them', () => {
    const why = (id: string) => `UntagResource for ${id} failed: an IAM policy does not allow it (HTTP 403).`;
    const run = situation('all-removed');
    const outcomes = run.outcomes.map((outcome, i) => ({
      ...outcome,
      'request-id': `request-${i}`,
      tags: outcome.tags.map((tag) => ({ ...tag, state: 'failed' as const, why: why(outcome.resource.id) })),
    }));
    const failed = page({ ...run, outcomes, exit: 4 }, { summaryOnly: true, width: 0 });
    expect(failed).toContain(
      '\nWhy\n  7 failed: UntagResource failed: an IAM policy does not allow it (HTTP 403). (request request-0)\n',
    );
    expect(failed).not.toContain('puts back');
    expect(page(run, { summaryOnly: true })).not.toContain('Why');
  });

  it('says how many removals wait in all, where the gate counts only the graver ones', () => {
    expect(page(makeRun(), { width: 0 })).toContain('Exit 2: 7 removals are pending (5 of severity error).');
    expect(page(makeRun({ 'fail-on': 'warning' }), { width: 0 })).toContain(
      'Exit 2: 7 removals of severity warning or above are pending',
    );
  });

  it('names every limit that the plan is past with the flag that allows it', () => {
    const text = page(situation('refused-by-limit'), { width: 0 });
    expect(text).toContain('removals: 7 planned, 5 allowed; allow it with `--limit removals=7`\n');
    expect(text).toContain('per-type.ou.share: 3.053% of 131 tags planned, 3% allowed');
    expect(text).toContain('--limit per-type.ou.share=4%');
  });

  it('does not round a share that is just past its limit down to it', () => {
    const objections = [{ limit: 'share', allowed: 25, actual: 25.00001, of: 9_000_000 }];
    expect(page(makeRun({ objections, exit: 3 }))).toContain(
      'just over 25% of 9,000,000 tags planned, 25% allowed',
    );
  });

  it('leaves lists out of a summary, but no trouble', () => {
    const text = page(situation('partly-failed'), { summaryOnly: true });
    expect(text).not.toContain('temp-migration');
    expect(text).toContain('2 removed, 1 gone already, 3 failed, 1 in doubt');
    expect(page(situation('incomplete'), { summaryOnly: true })).toContain('resources of type policy: 403');
  });

  it('counts what it leaves out and says where it is', () => {
    const text = page(situation('removals-planned'), { maxRows: 2, fullReport: 'run.json' });
    expect(text).toContain('… and 5 more; all of them: run.json');
    expect(text.match(/^ {4}- /gm)).toHaveLength(2);
  });

  it('shows a waived finding as waived and asks nothing for it', () => {
    const findings = [
      {
        kind: 'missing',
        severity: 'error',
        rule: 'accounts-have-an-owner',
        resource: ou('12345678', 'A'),
        key: 'owner',
        waiver: 0,
      },
    ] as const;
    const text = page(makeRun({ plan: makePlan({ calls: [], findings }), exit: 0 }));
    expect(text).toContain('has no tag owner, which a waiver excuses');
    expect(text).toContain('Exit 0');
  });

  it('shows a plan before a question without a verdict on it', () => {
    const text = [...preview(situation('removals-planned'), PLAIN)].join('');
    expect(text).toContain('Would remove 7 tags from 4 resources');
    expect(text).not.toContain('Exit');
  });

  it('says that the user declined', () => {
    expect(page(makeRun({ mode: 'apply', declined: true }))).toContain('Exit 2: you said no and 7 removals');
  });

  it('says how to put back what was removed, and only where something was', () => {
    const told = [...SITUATIONS].filter(([, run]) => page(run, { width: 0 }).includes('To put it back: '));
    expect(told.map(([name]) => name)).toEqual(['all-removed', 'stale', 'interrupted', 'removed-again']);
    const text = page(situation('all-removed'), { width: 0 });
    expect(text).toContain(`\nTo put it back: reconcile undo ${situation('all-removed').id}\n\nExit 0`);
    expect(page(situation('partly-failed'), { width: 0 })).toMatch(/Next: .*`reconcile undo /);
  });

  it('counts what was gone already apart from what was removed', () => {
    expect(page(situation('nothing-left-to-remove'), { width: 0 })).toContain(
      'Exit 0: nothing was removed: 7 tags were gone already.',
    );
    expect(page(situation('undone'), { width: 0 })).toContain(
      'Exit 0: 1 tag put back and verified; 1 was there already.',
    );
  });

  it('repeats nothing to somebody who has seen it and said no', () => {
    const run = makeRun({ mode: 'apply', declined: true });
    const text = [...afterNo(run, PLAIN)].join('');
    expect(text).toMatch(/^Nothing was sent\.\n\nExit 2: you said no and 7 removals .*\n/);
    expect(text).not.toContain('temp-');
  });

  it('is a stream: 20,000 removals need no long string', () => {
    const calls = manyCalls(10_000);
    const run = makeRun({
      mode: 'apply',
      wrote: true,
      plan: makePlan({ calls }),
      outcomes: outcomesOf(calls),
      exit: 0,
    });
    for (const format of ['text', 'json', 'csv', 'junit', 'github'] as const) {
      let longest = 0;
      let rows = 0;
      for (const chunk of REPORTS[format](run, PLAIN)) {
        longest = Math.max(longest, chunk.length);
        rows += chunk.split('temp-x').length - 1;
      }
      expect(longest, format).toBeLessThan(200_000);
      if (format !== 'junit') expect(rows, format).toBeGreaterThanOrEqual(10_000);
    }
  });
});
