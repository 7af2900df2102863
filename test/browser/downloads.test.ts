import { readFile } from 'node:fs/promises';
import type { Download, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { pressKeyOn } from '../support/browser/press-key-on.ts';
import { startTestSite } from '../support/browser/start-test-site.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { upload } from '../support/http/client.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();
const html = '<!doctype html><title>Look</title>';

async function expectSaved(download: Download, name: string): Promise<void> {
  expect(download.suggestedFilename()).toBe(name);
  expect(await readFile(await download.path(), 'utf8')).toBe(html);
}

/** Opens a file that is to be saved: then the page stays where it is. */
async function openToSave(page: Page, url: string): Promise<Download> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    expect(page.goto(url)).rejects.toThrow('Download is starting'),
  ]);
  return download;
}

test.for(['page.nosuch', 'page'])('%s is saved, not opened', async (name, ctx) => {
  const page = await openPage(ctx);
  const node = await startTestNode();
  const path = await upload(node, name, html);
  await expectSaved(await openToSave(page, node.url + path), path.slice(1));
});

describe('with ?download a file is saved under the name it was sent with', () => {
  test.for([
    ['page.html', 'page.html'],
    ['drawing.svg', 'drawing.svg'],
    ['text.txt', 'text.txt'],
    ['paper.pdf', 'paper.pdf'],
    ['dir/Отчёт 2026.tar.gz', 'Отчёт 2026.tar.gz'],
    ['猫🐈.jpg', '猫🐈.jpg'],
    ["it's 100%41 (new); 'x'.txt", "it's 100%41 (new); 'x'.txt"],
    // A browser changes names that the file system of some platform can't store.
    ['a "b".txt', 'a _b_.txt'],
    ['.bashrc', 'bashrc'],
  ] as const)('%s', async ([sent, saved], ctx) => {
    const page = await openPage(ctx);
    const node = await startTestNode();
    const path = await upload(node, encodeURIComponent(sent).replaceAll('%2F', '/'), html);
    await expectSaved(await openToSave(page, `${node.url}${path}?download=other.exe`), saved);
  });

  test('also from a link of another site', async (ctx) => {
    const page = await openPage(ctx);
    const node = await startTestNode();
    const site = await startTestSite(node);
    const path = await upload(node, 'page.html', html);
    await page.goto(site.pageUrl);
    await page.setContent(`<a href="${node.url}${path}?download">Save</a>`);
    const saving = page.waitForEvent('download');
    await pressKeyOn(page.locator('a'));
    await expectSaved(await saving, 'page.html');
    expect(page.url()).toBe(site.pageUrl);
  });
});
