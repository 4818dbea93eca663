import { createHash } from 'node:crypto';
import { XMLParser } from 'fast-xml-parser';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../../engine/model.ts';
import { REPORTS } from '../../../engine/report/index.ts';
import { report, situation } from '../ask.ts';
import { makePlan, makeRun } from '../make.ts';
import { SITUATIONS } from '../situations.ts';
import { hostileEverywhere, manyRemovals } from './runs.ts';

const RUNS: [string, Run][] = [...SITUATIONS, ['hostile texts', hostileEverywhere()]];

/** The text of the elements of a kind, as it stands in the file. */
function inside(page: string, element: string): string[] {
  return Array.from(
    page.matchAll(new RegExp(`<${element}(?: [^>]*)?>([^]*?)</${element}>`, 'g')),
    ([, text = '']) => text,
  );
}

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** What a reader sees, without markup. */
function words(page: string): string {
  return page
    .replace(/<(style|script)[^]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
}

describe('the file', () => {
  it.each(RUNS)('allows just its own style and script: %s', (_name, run) => {
    const page = report('html', run);
    const [, csp = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [style = ''] = inside(page, 'style');
    const script = inside(page, 'script').at(-1) ?? '';
    expect(csp.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hashOf(style)}`,
      `script-src ${hashOf(script)}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(script).toContain('JSON.parse');
  });

  it.each(RUNS)('names nothing to load and carries no style or handler in its markup: %s', (_name, run) => {
    const markup = report('html', run).replace(/<(style|script)[^]*?<\/\1>/g, '');
    const attributes = Array.from(markup.matchAll(/<[a-z](?:"[^"]*"|[^>"])*>/gi), ([tag]) =>
      tag.replace(/"[^"]*"/g, '""'),
    ).join('\n');
    expect(attributes).not.toMatch(/\s(?:src|srcset|style|on\w+|action|ping|background)=/i);
    for (const [, target = ''] of markup.matchAll(/\shref="([^"]*)"/g)) expect(target).toMatch(/^#/);
  });

  it.each(RUNS)('holds its data as JSON that no text can break out of: %s', (_name, run) => {
    const data = /<script type="application\/json" id="data">([^]*?)<\/script>/.exec(
      report('html', run),
    )?.[1];
    if (data === undefined) expect(words(report('html', run))).not.toContain('Every tag, and why');
    else {
      expect(data).not.toContain('<');
      expect(() => JSON.parse(data) as unknown).not.toThrow();
    }
  });

  it('is one document with one root, well formed', () => {
    const page = report('html', situation('removals-planned'));
    expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
    const closed = page.replace(/^<!doctype html>/, '').replace(/<(meta|input)\b([^>]*?)\/?>/g, '<$1$2/>');
    const parsed = new XMLParser({ ignoreAttributes: false, unpairedTags: [] }).parse(
      closed.replace(/<script>[^]*?<\/script>/, ''),
    ) as object;
    expect(Object.keys(parsed)).toEqual(['html']);
  });

  it('gives a long run in pieces, so that it is never one text', () => {
    const chunks = [...REPORTS.html(manyRemovals(20_000), {})];
    expect(chunks.length).toBeGreaterThan(20);
    expect(Math.max(...chunks.map((chunk) => chunk.length))).toBeLessThan(500_000);
  });

  it('says that a severity is the rule’s, and colours none that is settled', () => {
    const shades = (name: string) =>
      new Set(
        Array.from(
          report('html', situation(name)).matchAll(/<span class="severity (\w+)">rule severity: (\w+)</g),
          ([, shade = '', severity = '']) => `${severity} as ${shade}`,
        ),
      );
    expect(shades('all-removed')).toEqual(new Set(['error as settled', 'warning as settled']));
    expect(shades('removals-planned')).toEqual(new Set(['error as error', 'warning as warning']));
  });

  it('ends before the table where only the summary is wanted', () => {
    const page = report('html', situation('removals-planned'), { summaryOnly: true });
    expect(words(page)).toContain('7 tags would be removed');
    expect(words(page)).not.toContain('Every tag, and why');
    expect(page).not.toContain('id="data"');
    expect(page).not.toContain('data-filter=');
  });
});

describe('the first screen', () => {
  it('says what ran, where, on which rules, how it ended and what to do', () => {
    const page = words(report('html', situation('removals-planned')));
    for (const said of [
      'Dry run, nothing was sent · 2026-11-24 09:30:01 UTC',
      '7 tags would be removed from 4 resources',
      'Organization o-8k2vq4m1x7c9t0zw (management account acme-cloud)',
      'Exit 2',
      'are pending',
      'https://organizations.myhuaweicloud.com',
      'policies/tags.yaml b6a0f3c1d25e',
      '1,204 tags read on 312 resources',
    ])
      expect(page).toContain(said);
  });

  it.each([
    ['all-removed', '7 tags removed from 4 resources', 'Exit 0'],
    ['partly-failed', '2 of 7 tags removed, 1 gone already', 'Exit 4'],
    ['nothing-left-to-remove', 'Nothing removed: 7 tags gone already', 'Exit 0'],
    ['undo-planned', '1 of 3 tags would be put back', 'Exit 6'],
    ['undone', '1 of 2 tags put back, 1 there already', 'Exit 0'],
    ['removed-again', '1 of 2 tags removed again, 1 gone already', 'Exit 0'],
    ['everything-fine', 'Nothing to remove', 'Exit 0'],
    ['no-plan-because-credentials', 'No plan was made', 'Exit 1'],
    ['refused-by-limit', '7 tags would be removed from 4 resources', 'Exit 3'],
  ])('tells %s in words', (name, headline, exit) => {
    const page = words(report('html', situation(name)));
    expect(page).toContain(headline);
    expect(page).toContain(exit);
  });

  it('says across the top that an emulator answered, and only then', () => {
    expect(report('html', situation('removals-planned-against-the-emulator'))).toMatch(
      /<body><aside class="rehearsal"/,
    );
    expect(report('html', situation('removals-planned'))).not.toContain('<aside');
  });

  it('shows each limit with what is taken of it, and what is past', () => {
    const page = words(report('html', situation('refused-by-limit')));
    expect(page).toContain('removals 7 of 5 allowed · past');
    expect(page).toContain('share 0.6% of 50% allowed');
    expect(page).toContain('Refused. The plan is past 2 limits. A freeze is on. Nothing was sent.');
    expect(page).toContain('--limit removals=7');
    expect(page).toContain('Freeze from 2026-11-20 until 2026-11-30 : Quarter-end close');
  });

  it('names what could not be read', () => {
    expect(words(report('html', situation('incomplete')))).toContain(
      '403 Organizations.1007: listing policies is denied.',
    );
  });

  it('says how a plan was narrowed and which limits were overridden', () => {
    const page = words(report('html', situation('removals-planned-against-the-emulator')));
    expect(page).toContain('Narrowed to rule=expired');
    expect(page).toContain('removals=900');
  });
});

describe('the pictures', () => {
  it('draw removals by rule, the most first, with the place of the rule', () => {
    const page = words(report('html', situation('removals-planned')));
    expect(page.indexOf('no-temp-keys-on-ous error')).toBeGreaterThan(page.indexOf('By rule'));
    expect(page).toContain('policies/tags.yaml:26');
  });

  it('draw a box for each unit that loses a tag, as high as its share', () => {
    const page = report('html', situation('removals-planned'));
    for (const said of [
      'Payments 5 tags, /Production/Payments',
      '研究与开发 1 tag, /Sandbox/研究与开发',
      'Root 6 tags, /',
    ]) {
      expect(page).toContain(`<title>${said}</title>`);
    }
    expect(words(page)).toContain('1 tag on policies, or where no rule needed the place');
  });

  it('leave out places too small to see and say how many', () => {
    const calls = Array.from({ length: 200 }, (_, i) => ({
      resource: { type: 'ou', id: `ou-${i}`, name: `u${i}`, path: [`u${i}`] } as const,
      remove: [{ key: 'k', value: '', because: ['expired'] }],
    }));
    const page = report('html', makeRun({ plan: makePlan({ calls }) }));
    expect(words(page)).toContain('200 places too small to draw');
    expect(page).toContain('<title>Root 200 tags, /</title>');
  });
});
