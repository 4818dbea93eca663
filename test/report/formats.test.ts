import { describe, expect, it } from 'vitest';
import { REPORTS, type ReportName } from '../../engine/report/index.ts';
import { report, situation } from './ask.ts';
import { makePlan, makeRun, ou } from './make.ts';
import { SITUATIONS } from './situations.ts';

const NAMES = Object.keys(REPORTS) as ReportName[];

describe('every format', () => {
  it.each(NAMES)('ends %s with a newline and gives the same bytes twice', (name) => {
    for (const run of SITUATIONS.values()) {
      const text = report(name, run);
      expect(text.endsWith('\n')).toBe(true);
      expect(report(name, structuredClone(run))).toBe(text);
    }
  });

  it.each(NAMES)('changes no byte of %s for a colour, but in text', (name) => {
    const colored = report(name, situation('partly-failed'), { color: true });
    expect(colored.includes('\u001b')).toBe(name === 'text');
  });

  it.each(['text', 'markdown', 'csv', 'sarif', 'github', 'gitlab'] as const)(
    'shows a redacted value bare in %s',
    (name) => {
      const remove = [{ key: 'k', value: '‹redacted›', because: ['expired'] }];
      const text = report(
        name,
        makeRun({ plan: makePlan({ calls: [{ resource: ou('12345678', 'A'), remove }] }) }),
      );
      expect(text).toContain('‹redacted›');
      expect(text).not.toContain('"‹redacted›"');
    },
  );

  it.each(NAMES)('names in %s each tag that an undo left, and why', (name) => {
    const why = 'The key has a value of somebody else now';
    const [resource, left] = [ou('12345678', 'A'), { key: 'left-alone', value: 'v' }];
    const tags = [left, { key: 'back', value: 'w' }];
    const outcome = {
      resource,
      tags: [
        { ...left, state: 'stale', why },
        { key: 'back', value: 'w', state: 'restored' },
      ],
    } as const;
    const text = report(
      name,
      makeRun({ mode: 'undo', action: 'tag', restore: [{ resource, tags }], outcomes: [outcome], exit: 6 }),
    );
    expect(text).toContain('left-alone');
    expect(text).toContain(why);
  });

  it.each(NAMES)('says in %s past which limit a plan is, and why a freeze is on', (name) => {
    const text = report(name, situation('refused-by-limit'));
    expect(text).toContain('per-type.ou.share');
    expect(text).toContain('Quarter-end close');
  });

  // A table of tags and a list of violations have no place for it.
  it.each(NAMES.filter((name) => name !== 'csv' && name !== 'gitlab'))(
    'says in %s what a run was narrowed to and which limits are not those of the rules',
    (name) => {
      const text = report(name, situation('removals-planned-against-the-emulator'));
      expect(text).toContain('rule=expired');
      expect(text).toContain('removals=900');
    },
  );

  it.each(NAMES)('points in %s to nothing above, as what it means stands below in some', (name) => {
    for (const run of SITUATIONS.values()) expect(report(name, run)).not.toMatch(/(?:named|hint) above/);
  });
});
