import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser/use-browser.ts';
import { watchPage } from '../support/browser/watch-page.ts';
import { startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';

const openPage = useBrowser();
const hostOf = (url: string): string => new URL(url).host;

test('the page shows a healthy cluster, and a peer that was killed', async (ctx) => {
  const page = await openPage(ctx);
  const cluster = await startTestCluster('abc');
  const [first] = cluster.nodes;
  if (first === undefined) throw new Error('There is no node.');
  for (let file = 0; file < 5; file += 1) await upload(first, `file-${file}.txt`, `${file}`);
  const watched = watchPage(page);
  await watched.open(first.url);
  expect(new URL(page.url()).pathname).toBe('/_ui/');
  const peers = ['b', 'c'].map((name) => hostOf(cluster.link('a', name).url));
  await expect.poll(() => page.locator('.word.good').count(), patience).toBe(3);
  for (const peer of peers) await watched.expectWord(peer, 'In sync');
  await watched.expectWord('self', 'In sync');
  await page.getByText('3 nodes: all is well.').waitFor();
  expect(await page.getByText('yes, digests are equal').count()).toBe(2);
  expect(await page.title()).toBe('In sync · cockatiel');
  await watched.expectFaultless();
  await expect.poll(() => page.locator('figure canvas').count(), patience).toBe(7);
  await watched.takePictures('healthy');

  await cluster.node('b').stop('SIGKILL');
  await watched.expectWord(peers[0] ?? '', /^Down since \d\d:\d\d:\d\d$/u);
  await watched.expectWord(peers[1] ?? '', 'In sync');
  await page.getByText('3 nodes: 2 well, 1 down.').waitFor();
  await watched.takePictures('peer-down');
  await watched.expectFaultless();

  await cluster.node('b').start();
  await watched.expectWord(peers[0] ?? '', /^(?:Comparing|In sync|Catching up.*)$/u);
});

test('a file that is dropped on the page appears on all nodes, which it shows', async (ctx) => {
  const page = await openPage(ctx);
  const cluster = await startTestCluster('abc');
  const watched = watchPage(page);
  await watched.open(cluster.node('a').url);
  const files = ['été 1.txt', 'b.bin'].map((name) => {
    return { name, mimeType: 'text/plain', buffer: Buffer.from(`content of ${name}`) };
  });
  await page.setInputFiles('input[type=file]', files);
  await expect.poll(() => page.getByText('On 3 of 3 nodes').count(), patience).toBe(2);
  expect(await page.locator('.holders .good').count()).toBe(6);
  for (const { storage } of cluster.nodes) expect(listStored(storage)).toHaveLength(2);
  const link = page.getByRole('link', { name: /^été 1_\d+_/u });
  const href = await link.evaluate((element) => (element as HTMLAnchorElement).href);
  expect(await (await fetch(href)).text()).toBe('content of été 1.txt');
  await watched.takePictures('sent');
  await watched.expectFaultless();
});

test('the page stops asking while nobody sees it', async (ctx) => {
  const page = await openPage(ctx);
  const cluster = await startTestCluster('a');
  const watched = watchPage(page);
  await watched.open(cluster.node('a').url);
  await watched.expectWord('self', 'Up, without peers');
  let asked = 0;
  page.on('request', () => {
    asked += 1;
  });
  const setHidden = (isHidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, isHidden);
  await expect.poll(() => asked, patience).toBeGreaterThan(0);
  await setHidden(true);
  // What was under way ends.
  await page.waitForLoadState('networkidle');
  const before = asked;
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 5000)));
  expect(asked).toBe(before);
  await setHidden(false);
  await expect.poll(() => asked, patience).toBeGreaterThan(before);
});
