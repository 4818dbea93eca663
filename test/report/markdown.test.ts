import { describe, expect, it } from 'vitest';
import { report, situation } from './ask.ts';
import { makePlan, makeRun, ou } from './make.ts';

describe('Markdown', () => {
  it.each(['removals-planned', 'all-removed', 'partly-failed', 'refused-by-limit', 'incomplete'])(
    'shows %s',
    async (name) => {
      await expect(report('markdown', situation(name))).toMatchFileSnapshot(`golden/${name}.md`);
    },
  );

  it('stays below a platform’s limit and points to the whole, however long the run', () => {
    const calls = Array.from({ length: 3000 }, (_, i) => ({
      resource: ou(String(i).padStart(12, '0'), '研究与开发'),
      remove: [{ key: 'temp-x', value: '宽'.repeat(20), because: ['no-temp-keys-on-ous'] }],
    }));
    const run = makeRun({ plan: makePlan({ calls }) });
    for (const limitBytes of [undefined, 2_000, 10_000, 1_000_000]) {
      const text = report('markdown', run, { fullReport: 'run.json', ...(limitBytes && { limitBytes }) });
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limitBytes ?? 65_000);
      expect(text.includes('The full list: `run.json`')).toBe(limitBytes !== 1_000_000);
      expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
    }
  });

  it('counts every entry it leaves out', () => {
    const text = report('markdown', makeRun(), { maxRows: 2 });
    expect(text).toContain('- … and 5 more\n');
  });

  it('shows no list in a summary but trouble, and says where the lists are', () => {
    const text = report('markdown', situation('partly-failed'), {
      summaryOnly: true,
      fullReport: 'run.json',
    });
    expect(text).toContain('Not removed: 4');
    expect(text).not.toContain('Removed: 3');
    expect(text).toContain('`run.json`');
  });

  it('says first that a run is no success', () => {
    expect(report('markdown', situation('stale'))).toMatch(/^> \*\*STALE\*\*/);
  });
});
