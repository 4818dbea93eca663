import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ComparisonRun } from '../../../engine/model.ts';
import { COMPARISON_REPORTS } from '../../../engine/report/comparison.ts';
import { visible } from '../../../engine/report/visible.ts';
import { editWith, RULE } from '../edit.ts';
import { HOSTILE } from '../hostile.ts';
import { RULES } from '../make.ts';
import { type Opened, type Visitor, visit } from './browser.ts';

let visitor: Visitor;
let opened: Opened[] = [];

beforeAll(async () => {
  visitor = await visit();
});

afterAll(() => visitor[Symbol.asyncDispose]());

/** No test may leave an error, a dialog, a request or a refused script behind. */
afterEach(async () => {
  const all = opened;
  opened = [];
  await Promise.all(all.map(({ page }) => page.context().close()));
  expect(all.flatMap(({ faults }) => faults)).toEqual([]);
});

const text = (run: ComparisonRun, summaryOnly = false): string =>
  [...COMPARISON_REPORTS.html(run, { summaryOnly })].join('');

async function open(run: ComparisonRun, options: Parameters<Visitor['openText']>[1] = {}): Promise<Page> {
  const one = await visitor.openText(text(run), options);
  opened.push(one);
  return one.page;
}

const cells = (page: Page, column: string) =>
  page.locator(`#lines tbody tr:not([aria-hidden]) td.${column}`).allInnerTexts();

describe('the page of a comparison', () => {
  it('says first what the edit does, between which rules, as of which commit', async () => {
    const page = await open(editWith('x'));
    expect(await page.locator('h1').innerText()).toBe('1 tag would newly be removed');
    expect(await page.locator('.numbers').innerText()).toMatch(
      /^1\s+newly removed\s+1\s+no longer removed\s+1\s+removed for another reason/,
    );
    const facts = await page.locator('.facts').innerText();
    expect(facts).toContain('git:main');
    expect(facts).toContain('commit c0ffee000000');
    expect(await page.locator('.trouble').innerText()).toMatch(/Incomplete[\s\S]*Past a limit/);
  });

  it('lists what is newly removed, no longer removed, removed for another reason, and all else that came or went', async () => {
    const page = await open(editWith('x'));
    expect(await cells(page, 'state')).toEqual([
      'newly removed\nrule severity: error',
      'other reason\nrule severity: warning',
      'no longer removed\nrule severity: error',
      'now kept',
      'new: path unused\nwarning',
      'gone: not enforced\nwarning',
      'new: not enforced\nwarning',
      'new waiver',
      ...Array.from({ length: RULES.length }, () => expect.stringMatching(/^rule edited/) as string),
      'not read',
    ]);
    expect(await cells(page, 'reason')).toContainEqual(
      expect.stringMatching(new RegExp(`^expired\\s+x was because of ${RULE}$`)),
    );
  });

  it('is narrowed by its figures, its rules and its filters', async () => {
    const page = await open(editWith('x'));
    await page.getByRole('link', { name: '1 newly removed' }).click();
    await expect.poll(() => page.locator('#status').innerText()).toBe('1 of 13 lines');
    expect(await cells(page, 'key')).toEqual(['x']);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.locator('.by-rule').getByRole('link', { name: RULE }).click();
    await expect.poll(() => cells(page, 'key')).toEqual(['x', 'x1']);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('radio', { name: /^Waivers/ }).check();
    expect(await cells(page, 'state')).toEqual(['new waiver']);
  });

  it('says that nothing changes where nothing does, and what went wrong where nothing was compared', async () => {
    const { comparison: same, ...nothing } = editWith('x', { exit: 1 });
    if (same === undefined) throw new Error('there is a comparison');
    const still = {
      ...same,
      removals: [],
      kept: [],
      findings: [],
      waivers: [],
      rules: [],
      gaps: [],
      head: same.base,
    };
    const calm = await open(editWith('x', { comparison: still, problems: [], exit: 0 }));
    expect(await calm.locator('h1').innerText()).toBe('The edit adds no removal');
    expect(await calm.locator('#lines, .trouble').count()).toBe(0);
    const failed = await open(nothing);
    expect(await failed.locator('h1').innerText()).toBe('Nothing was compared');
    expect(await failed.locator('.trouble').innerText()).toContain('It said x');
  });

  it('ends before its table with only a summary, and then holds no link into it', async () => {
    const one = await visitor.openText(text(editWith('x'), true));
    opened.push(one);
    expect(await one.page.locator('#lines').count()).toBe(0);
    expect(await one.page.locator('a[data-filter]').count()).toBe(0);
  });

  it('shows texts by strangers as what they are', async () => {
    // A lone surrogate comes from no file: rules with one have no hash.
    for (const stranger of [...HOSTILE.values()].filter((one) => !/\p{Cs}/u.test(one))) {
      const page = text(editWith(stranger));
      expect(/<script>alert|<img|[\0-\x08\u202e].{20}/.exec(page)?.[0]).toBeUndefined();
    }
    const page = await open(editWith('<script>alert(1)</script>'));
    expect(await cells(page, 'value')).toContain(visible('<script>alert(1)</script>'));
    expect(await page.locator('script').count()).toBe(2);
  });

  it.each([
    ['light', 1280],
    ['dark', 390],
  ] as const)('fits a %s page of %i pixels, and axe knows of no obstacle', async (colorScheme, width) => {
    const page = await open(editWith('x'), { colorScheme, viewport: { width, height: 900 } });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run(),
    );
    expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html.slice(0, 200))])).toEqual([]);
  });
});
