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
});
