import { existsSync } from 'node:fs';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished, type TestContext } from 'vitest';
import { patience } from '../patience.ts';

/** Where distributions put it. */
const paths = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * A Chromium without a window for the tests of a file, and a way to open a page in it that closes
 * with the test. Where there is none the test is skipped, but in CI (`CI=true`) it fails.
 */
export function useBrowser(): (ctx: TestContext) => Promise<Page> {
  let browser: Browser | undefined;
  beforeAll(async () => {
    const executablePath = paths.find((path) => existsSync(path));
    if (executablePath !== undefined) {
      browser = await launch(executablePath);
      // Browsers change with their version: a failure should say which one it was.
      process.stdout.write(`Chromium ${browser.version()}\n`);
    } else if (process.env['CI'] === 'true') throw new Error('Chromium is missing: install it.');
  });
  afterAll(async () => {
    await browser?.close();
  });
  return async (ctx) => {
    if (browser === undefined) return ctx.skip('Chromium is missing');
    const context = await browser.newContext();
    context.setDefaultTimeout(patience.timeout);
    onTestFinished(() => context.close());
    return await context.newPage();
  };
}

function launch(executablePath: string): Promise<Browser> {
  // Its own sandbox does not work for root.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args, timeout: patience.timeout });
}
