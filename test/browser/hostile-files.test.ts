import type { Locator, Page } from 'playwright-core';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { pressKeyOn } from '../support/browser/press-key-on.ts';
import { scriptMark, startTestSite } from '../support/browser/start-test-site.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';
import { startTestNode } from '../support/process/start-test-node.ts';
import {
  disguisedDocuments,
  disguisedScripts,
  type HostileFileRow,
  hostileDocuments,
  transformedDocument,
} from './hostile-file-rows.ts';

/** How a page shows a file; `undefined` where the file is opened itself. */
type Embedding = ((url: string) => string) | undefined;

const openPage = useBrowser();

describe.each<[string, Embedding]>([
  ['opened', undefined],
  ['in a frame of another page', (url) => `<iframe src="${url}"></iframe>`],
  ['as an object of another page', (url) => `<object data="${url}"></object>`],
  ['embedded in another page', (url) => `<embed src="${url}">`],
])('%s', (_how, embed) => {
  test.for([...hostileDocuments, ...disguisedDocuments])('$what does nothing', (row, ctx) =>
    expectDefused(row, embed, ctx),
  );
});

test('XSLT puts no script into a page that runs', async (ctx) => {
  const page = await openPage(ctx);
  if (!(await page.evaluate(() => 'XSLTProcessor' in window))) return ctx.skip('XSLT is no more');
  await expectDefused(transformedDocument, undefined, ctx);
});

test.for(disguisedScripts)('$what does nothing for a page that loads it as one', (row, ctx) =>
  expectDefused(row, (url) => `<script src="${url}"></script>`, ctx),
);

/**
 * Shows a file as the node serves it, and then the same file unprotected, which proves that it
 * would do all its harm. By then the first one had enough time for it.
 */
async function expectDefused(
  row: HostileFileRow,
  embed: Embedding,
  ctx: TestContext,
): Promise<void> {
  const node = await startTestNode();
  const site = await startTestSite(node);
  const [tame, wild] = [site.beacon('tame'), site.beacon('wild')];
  const hasLure = row.content(tame).includes('id="lure"');
  const tamePath = await upload(node, row.name, row.content(tame));
  const wildPath = await upload(node, row.name, row.content(wild));

  const tamePage = await openPage(ctx);
  await show(tamePage, node.url + tamePath, embed, site.pageUrl);
  if (hasLure) await followLure(tamePage);
  const wildPage = await openPage(ctx);
  await show(wildPage, site.unprotected(wildPath), embed, site.pageUrl);
  if (hasLure) await followLure(wildPage);
  await expect.poll(wild.received).toEqual(row.reports);
  expect(tame.received()).toEqual([]);
  for (const frame of tamePage.frames()) {
    const mark = await frame.evaluate(
      (name) => document.documentElement?.getAttribute(name) ?? undefined,
      scriptMark,
    );
    expect(mark, frame.url()).toBeUndefined();
  }
}

async function show(page: Page, url: string, embed: Embedding, pageUrl: string): Promise<void> {
  if (embed === undefined) {
    // What is saved is not opened; neither is what leads elsewhere at once.
    await page.goto(url).catch((error: Error) => expect(error.message).toMatch(/Download is/u));
  } else {
    await page.goto(pageUrl);
    await page.setContent(embed(url), { waitUntil: 'load' });
  }
}

/** Does what the file asks of its reader, in the page or in a frame of it; so it was shown. */
async function followLure(page: Page): Promise<void> {
  await pressKeyOn(await vi.waitUntil(() => findLure(page), patience));
}

async function findLure(page: Page): Promise<Locator | undefined> {
  for (const frame of page.frames()) {
    const lure = frame.locator('#lure');
    if ((await lure.count()) > 0) return lure;
  }
  return undefined;
}
