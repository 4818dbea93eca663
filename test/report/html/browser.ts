import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import type { Run } from '../../../engine/model.ts';
import { report } from '../ask.ts';

/** Debian's; another one may be named. */
const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page in the browser, and what it did that no page of ours may do. */
export interface Opened {
  readonly page: Page;
  /** Errors, dialogs, refused styles and scripts, and requests for anything but the file. */
  readonly faults: readonly string[];
}

/** A browser for pages made here. */
export interface Visitor extends AsyncDisposable {
  /** Opens the report of a run; `hash` is the address within it. */
  open(run: Run, options?: BrowserContextOptions & { readonly hash?: string }): Promise<Opened>;
  /** Opens a page by its text. */
  openText(text: string, options?: BrowserContextOptions & { readonly hash?: string }): Promise<Opened>;
}

/** Starts the browser, with a profile of its own that goes with it. Fails where there is none. */
export async function visit(): Promise<Visitor> {
  if (!existsSync(CHROMIUM)) {
    throw new Error(`no browser at ${CHROMIUM}: apt-get install chromium, or set CHROMIUM`);
  }
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: QUIET });
  const folder = mkdtempSync(join(tmpdir(), 'reconcile-page-'));
  let pages = 0;
  const openText: Visitor['openText'] = (text, options) => {
    const file = join(folder, `${pages++}.html`);
    writeFileSync(file, text);
    return openFile(browser, pathToFileURL(file).href, options);
  };
  return {
    openText,
    open: (run, options) => openText(report('html', run), options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function openFile(
  browser: Browser,
  file: string,
  { hash = '', ...options }: BrowserContextOptions & { readonly hash?: string } = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    faults.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url().replace(/#.*/, '') !== file) faults.push(`request: ${request.url()}`);
  });
  await page.goto(`${file}${hash}`);
  return { page, faults };
}
