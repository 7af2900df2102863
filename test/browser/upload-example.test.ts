import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { useBrowser } from '../support/browser/use-browser.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();
const html = readFileSync(new URL('../../examples/browser-upload/index.html', import.meta.url));

/** Serves the page of the example, as an application would. */
async function startSite(): Promise<string> {
  const server = createServer((_request, response) => {
    response.setHeader('Content-Type', 'text/html').end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function upload(
  page: Page,
  siteUrl: string,
  nodeUrl: string,
  content = 'from a page',
): Promise<void> {
  await page.goto(`${siteUrl}/?node=${nodeUrl}`);
  const file = { name: 'été 1.txt', mimeType: 'text/plain', buffer: Buffer.from(content) };
  await page.setInputFiles('input[type=file]', file);
  await page.click('button');
}

test('the example uploads a file from a page of another origin, with progress', async (ctx) => {
  const page = await openPage(ctx);
  const siteUrl = await startSite();
  const node = await startTestNode(['--cors-origin', siteUrl]);
  for (const content of ['from a page', 'from a page again']) {
    await upload(page, siteUrl, node.url, content);
    const href = await page.getAttribute('[role=status] a', 'href');
    expect(href).toMatch(/\/%C3%A9t%C3%A9%201_\d+_[\da-f]{40}\.txt$/u);
    expect(await (await fetch(`${href}`)).text()).toBe(content);
    expect(await page.locator('progress').evaluate((bar) => bar.getAttribute('value'))).toBe('1');
  }
});

test('the example says so where the node does not allow the page', async (ctx) => {
  const page = await openPage(ctx);
  const node = await startTestNode();
  await upload(page, await startSite(), node.url);
  await page.getByText('does not allow this page').waitFor();
  expect(await page.locator('[role=status] a').count()).toBe(0);
});
