import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find(place => place !== undefined && existsSync(place));

/** Why a test that needs a browser is skipped, or `false`. */
export const withoutBrowser = executablePath === undefined ? 'This machine has no Chromium.' : false;

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Opens a real browser that knows nothing of earlier ones, and closes it afterwards. */
export async function withBrowser(
  use: (browser: BrowserContext) => Promise<void>,
  { isDark = false, runsScripts = true } = {},
): Promise<void> {
  if (executablePath === undefined) throw new Error('There is no browser.');
  const folder = await mkdtemp(join(tmpdir(), 'millrace-browser-'));
  const colorScheme = isDark ? ('dark' as const) : ('light' as const);
  const looks = { colorScheme, javaScriptEnabled: runsScripts, viewport: { width: 1000, height: 900 } };
  const options = { executablePath, headless: true, args: flags, ...looks };
  const browser = await chromium.launchPersistentContext(folder, options);
  try {
    await use(browser);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A page on which whatever the browser complains of fails the test. */
export async function strictPage(browser: BrowserContext): Promise<Page> {
  const page = await browser.newPage();
  page.on('console', message => {
    // The status of an answer that a person is to see is no fault of the page.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      assert.fail(`the browser says: ${message.text()}`);
  });
  page.on('pageerror', error => assert.fail(error));
  return page;
}
