import { expect, test } from 'vitest';
import { startTestSite } from '../support/browser/start-test-site.ts';
import { useBrowser } from '../support/browser/use-browser.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();

const libraryHeaders = [
  ['Dropzone', { 'Cache-Control': 'no-cache', 'X-Requested-With': 'XMLHttpRequest' }],
  ['a tracer', { traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`, baggage: 'a=b' }],
  [
    'one that sends many',
    Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`X-${n}`, 'a'])),
  ],
] as const;

test.for(libraryHeaders)(
  'a page of another site uploads with the headers of %s',
  async ([, headers], ctx) => {
    const page = await openPage(ctx);
    const node = await startTestNode(['--cors-origin', '*']);
    await page.goto((await startTestSite(node)).pageUrl);
    const stored = await page.evaluate(
      async ([url, sent]) => {
        const response = await fetch(`${url}/a.txt`, { method: 'PUT', body: 'x', headers: sent });
        return [response.status, response.headers.get('location')];
      },
      [node.url, headers] as const,
    );
    expect(stored).toEqual([201, expect.stringMatching(/^\/a_\d+_[\da-f]{40}\.txt$/u)]);
  },
);

test('a page of another site can not send the headers of a node', async (ctx) => {
  const page = await openPage(ctx);
  const node = await startTestNode(['--cors-origin', '*']);
  await page.goto((await startTestSite(node)).pageUrl);
  const outcome = await page.evaluate(
    (url) =>
      fetch(`${url}/a.txt`, {
        method: 'PUT',
        body: 'x',
        headers: { '*': 'x', 'X-Cockatiel-Node': '0123456789abcdef' },
      }).then(
        () => 'sent',
        () => 'blocked',
      ),
    node.url,
  );
  expect(outcome).toBe('blocked');
});
