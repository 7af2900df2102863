import type { Page } from 'playwright-core';
import { describe, expect, type TestContext, test } from 'vitest';
import { measureColour } from '../support/browser/measure-colour.ts';
import { minimalPdf } from '../support/browser/minimal-pdf.ts';
import { paintImage } from '../support/browser/paint-image.ts';
import { startTestSite } from '../support/browser/start-test-site.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { upload } from '../support/http/client.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();
/** Most of a window, so that a browser's own notice, which may be red too, does not count. */
const size = { width: 1200, height: 600 };
const styledSvg = `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="600">
  <style>rect { fill: red }</style><rect width="1200" height="600"/></svg>`;

/** A page of another site, and where the node has a file. */
async function openSite(ctx: TestContext, name: string, body: string | Buffer<ArrayBuffer>) {
  const page = await openPage(ctx);
  const node = await startTestNode();
  const site = await startTestSite(node);
  await page.goto(site.pageUrl);
  return { page, url: node.url + (await upload(node, name, body)) };
}

async function expectRed(page: Page): Promise<void> {
  await expect.poll(() => measureColour(page, 'red')).toBeGreaterThan(0.3);
}

function paintRed(page: Page): Promise<Buffer<ArrayBuffer>> {
  return paintImage(page, { type: 'image/png', colour: 'red', ...size });
}

describe('an image', () => {
  test('can be seen, opened and in a page', async (ctx) => {
    const png = await paintRed(await openPage(ctx));
    const { page, url } = await openSite(ctx, 'image.png', png);
    await page.setContent(`<img src="${url}">`, { waitUntil: 'load' });
    expect(await page.evaluate(() => document.images[0]?.naturalWidth)).toBe(size.width);
    await expectRed(page);
    await page.goto(url);
    expect(await page.evaluate(() => document.contentType)).toBe('image/png');
    await expectRed(page);
  });

  test('that is an SVG can be seen in a page, with its styles', async (ctx) => {
    const { page, url } = await openSite(ctx, 'image.svg', styledSvg);
    await page.setContent(`<img src="${url}">`, { waitUntil: 'load' });
    expect(await page.evaluate(() => document.images[0]?.naturalWidth)).toBe(size.width);
    await expectRed(page);
  });
});

test('a text is shown as it is, whatever it looks like', async (ctx) => {
  const text = '<!doctype html>\n<title>Look</title>\n<b>text</b>';
  const { page, url } = await openSite(ctx, 'text.txt', text);
  await page.goto(url);
  const shown = () => page.evaluate(() => [document.contentType, document.body.innerText]);
  expect(await shown()).toEqual(['text/plain', text]);
});

describe("a PDF is shown by the browser's viewer", () => {
  test.for<[string, ((url: string) => string) | undefined]>([
    ['opened', undefined],
    ['in a frame', (url) => `<iframe src="${url}" width="1200" height="700"></iframe>`],
    ['embedded', (url) => `<embed src="${url}" width="1200" height="700">`],
  ])('%s', async ([_how, embed], ctx) => {
    const { page, url } = await openSite(ctx, 'paper.pdf', minimalPdf);
    if (embed === undefined) await page.goto(url);
    else await page.setContent(embed(url), { waitUntil: 'load' });
    await expectRed(page);
    // Not in the name of the site: the viewer is an extension, with an origin of its own.
    const origins = page.frames().map((frame) => new URL(frame.url()).protocol);
    expect(origins).toContain('chrome-extension:');
  });
});
