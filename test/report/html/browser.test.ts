import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../../engine/model.ts';
import type * as reports from '../../../engine/report/index.ts';
import { visible } from '../../../engine/report/visible.ts';
import { report, situation } from '../ask.ts';
import { HOSTILE } from '../hostile.ts';
import { makePlan, makeRun, ou } from '../make.ts';
import { type Opened, type Visitor, visit } from './browser.ts';
import { hostileEverywhere, manyRemovals } from './runs.ts';

let visitor: Visitor;
let opened: Opened[] = [];

beforeAll(async () => {
  visitor = await visit();
});

afterAll(() => visitor[Symbol.asyncDispose]());

/** No test may leave an error, a dialog or a request behind. */
afterEach(async () => {
  const all = opened;
  opened = [];
  await Promise.all(all.map(({ page }) => page.context().close()));
  expect(all.flatMap(({ faults }) => faults)).toEqual([]);
});

async function open(run: Run, options: Parameters<Visitor['open']>[1] = {}): Promise<Page> {
  const one = await visitor.open(run, options);
  opened.push(one);
  return one.page;
}

const rows = (page: Page): Locator => page.locator('#lines tbody tr:not([aria-hidden])');
const status = (page: Page) => page.locator('#status').textContent();
const column = (page: Page, name: string) => rows(page).locator(`td.${name}`).allTextContents();
const hash = (page: Page) => page.evaluate(() => decodeURIComponent(location.hash));
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id);

describe('the numbers at the top', () => {
  it.each([390, 600, 800, 1280])('leave no hole in their box at %i pixels', async (width) => {
    for (const name of ['removals-planned', 'undone']) {
      const page = await open(situation(name), { viewport: { width, height: 900 } });
      const ends = await page.evaluate(() => {
        const end = (found: Element | null | undefined) => found?.getBoundingClientRect().right;
        const box = document.querySelector('.numbers');
        return [end(box), end(box?.lastElementChild)];
      });
      // Between them is the line around the box.
      expect(ends[1]).toBeCloseTo((ends[0] ?? 0) - 1, 0);
    }
  });
});

describe('filters', () => {
  it('speak of a single line as one', async () => {
    const remove = [{ key: 'temp-x', value: '1', because: ['no-temp-keys-on-ous'] }];
    const calls = [{ resource: ou('1', 'A'), remove }];
    const page = await open(makeRun({ plan: makePlan({ calls, kept: [], findings: [] }) }));
    expect(await status(page)).toBe('1 line');
  });

  it('narrow the table by kind, rule, type and state, and say how many lines are left', async () => {
    const page = await open(situation('partly-failed'));
    expect(await status(page)).toBe('14 lines');
    await page.getByRole('radio', { name: /^Removals/ }).check();
    expect(await status(page)).toBe('7 of 14 lines');
    await page.getByRole('combobox', { name: 'Rule' }).selectOption('expired');
    expect(await status(page)).toBe('3 of 14 lines');
    await page.getByRole('combobox', { name: 'Type' }).selectOption('policy');
    expect(await column(page, 'state')).toEqual(['in doubtrule severity: warning']);
    await page.getByRole('combobox', { name: 'Type' }).selectOption('');
    await page.getByRole('combobox', { name: 'State' }).selectOption('failed');
    expect(await column(page, 'key')).toEqual(['expires-on']);
    expect(await hash(page)).toBe('#kind=removal&rule=expired&state=failed');
    await page.getByRole('button', { name: 'Clear' }).click();
    expect(await status(page)).toBe('14 lines');
    expect(await rows(page).count()).toBe(14);
  });

  it('find text anywhere in a line, as it is typed', async () => {
    const page = await open(situation('removals-planned'));
    await page.getByLabel('Search').fill('研究 TEMP-');
    expect(await column(page, 'key')).toEqual(['temp-阶段', 'temp-migration']);
    await page.getByLabel('Search').fill('no such thing');
    expect(await rows(page).count()).toBe(0);
    await page.getByRole('button', { name: 'Show all lines' }).click();
    expect(await rows(page).count()).toBe(14);
  });

  it('say aloud what is left: the count is a live region', async () => {
    const page = await open(situation('removals-planned'));
    expect(await page.getByRole('status').textContent()).toBe('14 lines');
  });

  it('are in the address, which brings them back', async () => {
    const page = await open(situation('partly-failed'), {
      hash: '#kind=removal&rule=expired&q=prod&sort=-value',
    });
    expect(await column(page, 'value')).toEqual(['2026-03-31', '2025-12-31']);
    expect(await page.getByRole('combobox', { name: 'Rule' }).inputValue()).toBe('expired');
    expect(await page.getByLabel('Search').inputValue()).toBe('prod');
    expect(await page.getByRole('radio', { name: /^Removals/ }).isChecked()).toBe(true);
    expect(await page.getByRole('columnheader', { name: 'Value' }).getAttribute('aria-sort')).toBe(
      'descending',
    );
  });

  it('follow a link in the reason of a line, and the way back', async () => {
    const page = await open(situation('removals-planned'));
    await page.locator('#lines').getByRole('link', { name: 'approved-keys-only' }).first().click();
    // The page hears of a new address a moment after the click or the way back.
    await expect.poll(() => status(page)).toBe('4 of 14 lines');
    await page.goBack();
    await expect.poll(() => status(page)).toBe('14 lines');
  });
});

describe('sorting', () => {
  it('goes up, down and back to the order of the plan, and says which', async () => {
    const page = await open(situation('removals-planned'), { hash: '#kind=removal' });
    const planned = await column(page, 'key');
    const header = page.getByRole('columnheader', { name: 'Key' });
    const states: [string | null, string[]][] = [];
    for (let i = 0; i < 3; i++) {
      await header.getByRole('button').click();
      states.push([await header.getAttribute('aria-sort'), await column(page, 'key')]);
    }
    const up = [...planned].sort(new Intl.Collator('en', { numeric: true }).compare);
    expect(states[0]).toEqual(['ascending', up]);
    expect(states[1]?.[0]).toBe('descending');
    expect(states[1]?.[1][0]).toBe(up.at(-1));
    expect(states[2]).toEqual(['none', planned]);
  });

  it('works from the keyboard', async () => {
    const page = await open(situation('removals-planned'));
    await page.getByRole('columnheader', { name: 'Value' }).getByRole('button').focus();
    await page.keyboard.press('Enter');
    expect(await hash(page)).toBe('#sort=value');
  });
});

describe('the tree', () => {
  it('narrows the table to the box that is clicked, and takes the reader there', async () => {
    const page = await open(situation('removals-planned'));
    await page.getByRole('link', { name: 'Payments 5 tags, /Production/Payments' }).click();
    expect(await status(page)).toBe('5 of 14 lines');
    expect(await hash(page)).toBe('#kind=removal&where=/Production/Payments');
    expect(await focused(page)).toBe('results');
    expect(await page.locator('#results').isVisible()).toBe(true);
    expect(
      await page
        .getByRole('link', { name: 'Payments 5 tags, /Production/Payments' })
        .getAttribute('aria-current'),
    ).toBe('true');
    await page.getByRole('button', { name: 'in /Production/Payments' }).click();
    expect(await hash(page)).toBe('#kind=removal');
  });

  it('does the same from the keyboard, twice too', async () => {
    const page = await open(situation('removals-planned'));
    for (let i = 0; i < 2; i++) {
      await page.getByRole('link', { name: '研究与开发 1 tag, /Sandbox/研究与开发' }).focus();
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.activeElement?.id === 'results');
      expect(await column(page, 'key')).toEqual(['temp-阶段']);
    }
  });

  it('leads to what has no place in it', async () => {
    const page = await open(situation('removals-planned'));
    await page.getByRole('link', { name: /on policies, or where/ }).click();
    expect(await column(page, 'resource')).toEqual(['deny-leavingpolicyp-b4wpejd02o66g0pvfinv']);
  });

  it('is a list on a telephone, as deep as the tree, each line of it a link like a box', async () => {
    const page = await open(situation('removals-planned'), { viewport: { width: 400, height: 800 } });
    const tree = page.locator('.by-place');
    expect(await tree.locator('svg text').first().isVisible()).toBe(false);
    const lines = await tree.getByRole('link').allInnerTexts();
    const boxes = await tree.locator('svg.tree text').allTextContents();
    const words = (texts: string[]) => texts.map((one) => one.replaceAll(/\s+/g, ' ').trim()).sort();
    expect(words(lines.slice(0, boxes.length))).toEqual(words(boxes));
    await tree.getByRole('link').nth(1).click();
    expect(await tree.locator('.tree-list [aria-current]').count()).toBe(1);
  });

  it('has names as long as they are without moving anything else', async () => {
    const page = await open(hostileEverywhere(), { viewport: { width: 400, height: 800 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(400);
  });
});

describe('20,000 lines', () => {
  const many = manyRemovals(20_000);
  const inDocument = (page: Page) => rows(page).count();

  it('stand in the table a window at a time, the last one too', async () => {
    const page = await open(many);
    expect(await status(page)).toBe('20,000 lines');
    expect(await page.locator('#lines').getAttribute('aria-rowcount')).toBe('20001');
    expect(await inDocument(page)).toBeLessThan(300);
    for (const part of [0.3, 0.6, 1]) {
      await page.evaluate(
        (to) => scrollTo({ top: document.documentElement.scrollHeight * to, behavior: 'instant' }),
        part,
      );
      await page.waitForFunction(() => {
        const seen = document.elementFromPoint(innerWidth / 2, innerHeight / 2);
        return seen?.closest('td:not(.space), footer') !== null;
      });
      expect(await inDocument(page)).toBeLessThan(300);
    }
    await page.locator('tr[aria-rowindex="20001"]').waitFor();
    expect(await page.locator('tr[aria-rowindex="2"]').count()).toBe(0);
  });

  it('are searched and sorted whole', async () => {
    const page = await open(many, { hash: '#q=account-199&sort=-key' });
    const found = await column(page, 'key');
    expect(found[0]).toBe('temp-19999');
    expect(await status(page)).toMatch(/^\d+ of 20,000 lines$/);
  });

  it('bring the reader to what was found, from deep in the list', async () => {
    const page = await open(many);
    await page.evaluate(() => scrollTo({ top: 400_000, behavior: 'instant' }));
    await page.getByLabel('Search').fill('value 1');
    await page.waitForFunction(
      () => Math.abs(document.querySelector('#results')?.getBoundingClientRect().top ?? 999) < 120,
    );
    expect(await inDocument(page)).toBeGreaterThan(0);
  });
});

describe('paper', () => {
  it('gets every line and no control, and the screen its window back', async () => {
    const page = await open(manyRemovals(1_500));
    expect(await rows(page).count()).toBeLessThan(300);
    await page.emulateMedia({ media: 'print' });
    await page.waitForFunction(() => document.querySelectorAll('#lines tbody tr').length === 1500);
    expect(await page.getByLabel('Search').isVisible()).toBe(false);
    expect(await page.getByRole('button', { name: 'Print' }).isVisible()).toBe(false);
    expect(await page.locator('#lines th button').first().isVisible()).toBe(false);
    expect(await page.locator('#lines th .paper').allInnerTexts()).toEqual([
      'State',
      'Resource',
      'Key',
      'Value',
      'Reason',
    ]);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
    await page.emulateMedia({ media: 'screen' });
    await page.waitForFunction(
      () => document.querySelectorAll('#lines tbody tr:not([aria-hidden])').length < 300,
    );
  });

  it('is white in the dark theme too', async () => {
    const page = await open(situation('removals-planned'), { colorScheme: 'dark' });
    await page.getByRole('button', { name: 'Light' }).click();
    await page.getByRole('button', { name: 'Dark' }).click();
    await page.emulateMedia({ media: 'print' });
    expect(await ink(page)).toBe('rgb(29, 34, 38)');
  });
});

const ink = (page: Page) => page.evaluate(() => getComputedStyle(document.body).color);

describe('the theme', () => {
  it.each([
    ['light', 'Dark'],
    ['dark', 'Light'],
  ] as const)('follows a %s system until the button says %s', async (colorScheme, other) => {
    const page = await open(situation('removals-planned'), { colorScheme });
    const before = await ink(page);
    await page.getByRole('button', { name: other }).click();
    const after = await ink(page);
    expect(new Set([before, after])).toEqual(new Set(['rgb(29, 34, 38)', 'rgb(230, 232, 234)']));
    expect(await page.getByRole('button', { name: colorScheme === 'dark' ? 'Dark' : 'Light' }).count()).toBe(
      1,
    );
  });
});

describe('without script', () => {
  it('the page has its lines, no dead control, and a word about it', async () => {
    const page = await open(situation('removals-planned'), { javaScriptEnabled: false });
    expect(await rows(page).count()).toBe(14);
    expect(await page.getByRole('search').count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Print' }).count()).toBe(0);
    expect(await page.getByText('cannot sort or filter').isVisible()).toBe(true);
  });

  it('a long list shows its beginning and says where the rest is', async () => {
    const page = await open(manyRemovals(900), { javaScriptEnabled: false });
    expect(await rows(page).count()).toBe(200);
    expect(await page.getByText('the first 200 of 900 lines').isVisible()).toBe(true);
  });

  it('rows are the very same as with it', async () => {
    const run = hostileEverywhere();
    const [without, withIt] = [await open(run, { javaScriptEnabled: false }), await open(run)];
    const markup = (page: Page) =>
      rows(page).evaluateAll((all) => all.slice(0, 100).map((row) => row.outerHTML));
    expect(await markup(withIt)).toEqual(await markup(without));
    expect((await markup(without)).length).toBe(100);
  });
});

describe('texts by strangers', () => {
  it('stay text: they make no element, run nothing and are all there', async () => {
    const run = hostileEverywhere();
    const page = await open(run);
    const tags = () =>
      page.evaluate(() => [...new Set([...document.querySelectorAll('*')].map((one) => one.localName))]);
    expect(await tags()).not.toContain('img');
    expect(await page.locator('script').count()).toBe(2);
    const own =
      'html head meta title style body aside header main footer section div p span strong b bdi h1 h2 ul li dl dt dd a code time details summary svg g rect text tspan line desc fieldset legend label input select option button output table thead tbody tr th td wbr script'.split(
        ' ',
      );
    expect((await tags()).filter((tag) => !own.includes(tag))).toEqual([]);
    const values = await column(page, 'value');
    for (const text of HOSTILE.values()) {
      const plain = values.map((value) => value.replace(/^"(.*)"$/s, '$1').replace(/\\(["\\])/g, '$1'));
      expect(plain).toContain(visible(text).replace(/\\(["\\])/g, '$1'));
    }
  });

  it('can be searched for and stay text then too', async () => {
    const page = await open(hostileEverywhere());
    await page.getByLabel('Search').fill('<img src=x onerror');
    expect(await rows(page).count()).toBeGreaterThan(0);
    expect(await page.locator('img').count()).toBe(0);
  });

  it('do nothing in the address', async () => {
    const page = await open(situation('removals-planned'), {
      hash: `#q=${encodeURIComponent('<img src=x onerror=alert(1)>')}&where=${encodeURIComponent('"><script>alert(1)</script>')}&sort=constructor`,
    });
    expect(await rows(page).count()).toBe(0);
    expect(await page.locator('#where').textContent()).toContain('<script>');
  });

  it('run in the direction of their own script, each by itself', async () => {
    const call = (value: string) => ({
      resource: ou('12345678', 'A'),
      remove: [{ key: 'k', value, because: ['expired'] }],
    });
    const page = await open(
      makeRun({ plan: makePlan({ calls: [call('حتى نهاية الترحيل'), call('生产环境')] }) }),
    );
    const directions = await rows(page)
      .locator('td.value code')
      .evaluateAll((all) =>
        all.slice(0, 2).map((one) => [one.getAttribute('dir'), one.matches(':dir(rtl)')]),
      );
    expect(directions).toEqual([
      ['auto', true],
      ['auto', false],
    ]);
  });
});

describe('readers with assistive tools', () => {
  const runs: [string, Run][] = [
    ...[
      'removals-planned-against-the-emulator',
      'refused-by-limit',
      'partly-failed',
      'incomplete',
      'undone',
      'no-plan-because-credentials',
    ].map((name): [string, Run] => [name, situation(name)]),
    ['a long list', manyRemovals(500)],
    ['hostile texts', hostileEverywhere(['<script>alert(1)</script>', '', 'x'.repeat(255), '\u202egnp.exe'])],
  ];
  // Colours do not depend on the width, and every other run has the other look: what all have in common is seen in both.
  const looks = [
    ['light', 1280],
    ['dark', 400],
  ] as const;
  const seen = runs.map(
    ([name, run], i) => [name, run, name === 'partly-failed' ? looks : [looks[i % 2]]] as const,
  );

  it.each(seen)('meet no obstacle that axe knows of: %s', async (_name, run, own) => {
    for (const [colorScheme, width] of own.filter((one) => one !== undefined)) {
      const page = await open(run, { colorScheme, viewport: { width, height: 900 } });
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: typeof axe }).axe.run(),
      );
      expect(
        violations.map(({ id, nodes }) => [id, nodes.slice(0, 3).map((node) => node.html.slice(0, 200))]),
      ).toEqual([]);
    }
  });

  it('hear the table as a table on a narrow page too', async () => {
    const page = await open(situation('removals-planned'), { viewport: { width: 400, height: 800 } });
    expect(await page.getByRole('table', { name: 'Every tag, and why' }).getByRole('row').count()).toBe(15);
    expect(await page.getByRole('columnheader').count()).toBe(5);
  });

  it('see where the focus is, on every control', async () => {
    const page = await open(situation('removals-planned'));
    const unseen: string[] = [];
    for (let i = 0; i < 60; i++) {
      await page.keyboard.press('Tab');
      const lost = await page.evaluate(() => {
        const at = document.activeElement;
        if (at === null || at === document.body) return undefined;
        const shown = at.matches('input[type=radio]')
          ? at.nextElementSibling
          : (at.querySelector('.box') ?? at);
        const { outlineStyle, strokeWidth } = getComputedStyle(shown ?? at);
        return outlineStyle !== 'none' || strokeWidth === '3px' ? undefined : at.outerHTML.slice(0, 100);
      });
      if (lost !== undefined) unseen.push(lost);
    }
    expect(unseen).toEqual([]);
  });
});

describe('the built package', () => {
  it('makes the same page, and its script runs as the compiler left it', async () => {
    const dist = new URL(
      `../../../${process.env['RECONCILE_DIST'] ?? 'dist'}/report/index.js`,
      import.meta.url,
    ).href;
    const { REPORTS } = (await import(dist)) as typeof reports;
    const built = [...REPORTS.html(situation('partly-failed'), {})].join('');
    const one = await visitor.openText(built, { hash: '#kind=removal&rule=expired' });
    opened.push(one);
    expect(await status(one.page)).toBe('3 of 14 lines');
    const still = (page: string) => page.replace(/<script>[^]*?<\/script>/, '').replace(/sha256-[^']+/g, '');
    expect(still(built)).toBe(still(report('html', situation('partly-failed'))));
  });
});
