import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser/use-browser.ts';
import { upload } from '../support/http/client.ts';
import { startNginx } from '../support/http/start-nginx.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();

/** Requests a file twice as any page does, and returns where the second response came from. */
async function warm(url: string): Promise<string | null> {
  await (await fetch(url)).text();
  const again = await fetch(url);
  await again.text();
  return again.headers.get('x-cache');
}

/** Has a page register a script as a service worker, and returns the outcome. */
function register(page: Page, path: string): Promise<string> {
  return page.evaluate(async (script) => {
    try {
      const { installing, waiting, active } = await navigator.serviceWorker.register(script);
      return (installing ?? waiting ?? active) === null ? 'nothing' : 'registered';
    } catch (error) {
      return String(error);
    }
  }, path);
}

test("a script in a cache in front of the node can't be registered as a service worker", async (ctx) => {
  const page = await openPage(ctx);
  const node = await startTestNode();
  const proxies = await startNginx(node, ctx);
  const path = await upload(node, 'app/code.js', 'self.onfetch = () => undefined;');

  expect(await warm(proxies.obedient + path)).toBe('HIT');
  await page.goto(`${proxies.obedient}/_status`);
  expect(await register(page, path)).toMatch(/bad HTTP response code \(403\)/u);
  expect(await warm(proxies.obedient + path)).toBe('HIT');

  // A cache that ignores `Vary` shows that otherwise it would become one.
  expect(await warm(proxies.careless + path)).toBe('HIT');
  await page.goto(`${proxies.careless}/_status`);
  expect(await register(page, path)).toBe('registered');
});
