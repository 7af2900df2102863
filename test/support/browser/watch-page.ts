import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';

const require = createRequire(import.meta.url);
const axePath = require.resolve('axe-core/axe.min.js');
const screenshots = fileURLToPath(new URL('../../browser/screenshots/', import.meta.url));

/** The page of a node, and what went wrong in it. */
export interface WatchedPage {
  /** The page opened at the URL of a node, as somebody types it in. */
  open(url: string): Promise<void>;
  /** Waits until the card of a node has a word; `self` for the node that serves the page. */
  expectWord(node: string | RegExp, word: string | RegExp): Promise<void>;
  /** Checks that axe finds nothing, that nothing was logged, and that no other host was asked. */
  expectFaultless(): Promise<void>;
  /** Takes pictures at both widths, light and dark, to be looked at. */
  takePictures(name: string): Promise<void>;
}

/** The contract of the page: each state shows within so long. */
const withinTheContract = { timeout: 5000, interval: 100 };

/** Begins to watch a page. A 401 is expected where a secret is asked for. */
export function watchPage(page: Page, expected: readonly RegExp[] = []): WatchedPage {
  const faults: string[] = [];
  const hosts = new Set<string>();
  page.on('console', (message) => {
    const text = message.text();
    const isExpected = expected.some((pattern) => pattern.test(text));
    if (message.type() === 'error' && !isExpected) faults.push(text);
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol !== 'data:') hosts.add(host);
  });
  let host = '';

  async function wordOf(node: string | RegExp): Promise<string> {
    const card =
      node === 'self'
        ? page.locator('[data-node="self"]')
        : page.locator('article', { has: page.getByRole('heading', { name: node }) });
    return (await card.locator('.word').first().textContent()) ?? '';
  }

  return {
    async open(url) {
      host = new URL(url).host;
      await page.goto(url);
      await page.getByRole('main').waitFor();
    },
    async expectWord(node, word) {
      const matcher = word instanceof RegExp ? word : new RegExp(`^${word}$`, 'u');
      await expect.poll(() => wordOf(node), withinTheContract).toMatch(matcher);
    },
    async expectFaultless() {
      expect(faults).toEqual([]);
      expect([...hosts]).toEqual([host]);
      expect(await findBarriers(page)).toEqual([]);
    },
    async takePictures(name) {
      await mkdir(screenshots, { recursive: true });
      for (const scheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme: scheme });
        for (const width of [360, 1600]) {
          await page.setViewportSize({ width, height: 900 });
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
          const path = `${screenshots}${name}-${width}-${scheme}.png`;
          await page.screenshot({ path, fullPage: true });
        }
        expect(await findBarriers(page)).toEqual([]);
      }
    },
  };
}

/** What axe finds to be serious or critical. It is run in a world of its own, past the policy. */
async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(readFileSync(axePath, 'utf8'));
  return await page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string }[] }[] }>;
      };
    };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  });
}
