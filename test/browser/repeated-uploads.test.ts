import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startTestSite } from '../support/browser/start-test-site.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { withShiftedTime } from '../support/process/shifted-process.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

const openPage = useBrowser();

/** Sends a request, and returns its status, the name it is about, and the text. */
type Send = (method: string, url: string) => Promise<readonly [number, string | null, string]>;

/** Runs in the page. */
const sendByFetch: Send = async (method, url) => {
  const response = await fetch(url, { method, ...(method === 'PUT' && { body: 'content' }) });
  return [response.status, response.headers.get('location'), await response.text()];
};

/** Runs in the page. */
const sendByXhr: Send = (method, url) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    request.onload = () =>
      resolve([request.status, request.getResponseHeader('Location'), request.responseText]);
    request.onerror = () => reject(new Error('The request was blocked.'));
    request.send(method === 'PUT' ? 'content' : null);
  });

test.for([
  ['fetch', sendByFetch],
  ['XMLHttpRequest', sendByXhr],
] as const)('a page uploads a file twice within a second by %s', async ([, send], ctx) => {
  const page = await openPage(ctx);
  const directory = await useTestDirectory();
  // All happens within one second of the node.
  const options = withShiftedTime({ isFrozen: true });
  const node = await startTestNode(['--cors-origin', '*'], directory, options);
  await page.goto((await startTestSite(node)).pageUrl);
  const call = (method: string, path: string): ReturnType<Send> =>
    page.evaluate(`(${send})(${JSON.stringify(method)}, ${JSON.stringify(node.url + path)})`);
  const [status, path] = await call('PUT', '/photo.txt');
  expect([status, path]).toEqual([201, expect.stringMatching(/^\/photo_\d+_[\da-f]{40}\.txt$/u)]);
  expect((await call('PUT', '/photo.txt')).slice(0, 2)).toEqual([200, path]);
  expect((await call('GET', `${path}`))[2]).toBe('content');
  expect((await call('DELETE', `${path}`))[0]).toBe(200);
  expect((await call('GET', `${path}`))[0]).toBe(404);
  // Nothing was stored under another name.
  expect(listStored(join(directory, 'storage'))).toEqual([]);
});
