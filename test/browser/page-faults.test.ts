import { chmod, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser/use-browser.ts';
import { watchPage } from '../support/browser/watch-page.ts';
import { startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { fillDisk, mountSmallDisk } from '../support/disk/small-disk.ts';
import { inParallel, read, upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

const openPage = useBrowser();

test('a corrupt file is counted, and listed by its name', async (ctx) => {
  const page = await openPage(ctx);
  const cluster = await startTestCluster('a');
  const node = cluster.node('a');
  const path = await upload(node, 'damaged.txt', 'content');
  const file = join(node.storage, path.slice(1));
  await chmod(file, 0o644);
  await writeFile(file, 'rotten!');
  // A file that was changed just now may still be written to.
  const before = new Date(Date.now() - 3_600_000);
  await utimes(file, before, before);
  expect(await read(node, path)).toBe(500);
  const watched = watchPage(page);
  await watched.open(node.url);
  await watched.expectWord('self', 'With damage: 1 file');
  await page.getByText('1 corrupt file, without an intact copy yet.').waitFor();
  await page.getByText('Damaged files').click();
  await page.getByText(path.slice(1), { exact: true }).waitFor();
  await page.getByText('Last warnings').click();
  await page.getByText('a corrupt copy was quarantined').waitFor();
  await watched.takePictures('damaged');
  await watched.expectFaultless();
});

test('a full disk makes the node read-only, and its bar says so', async (ctx) => {
  const page = await openPage(ctx);
  const disk = await mountSmallDisk('size=64m');
  if (disk === undefined) return ctx.skip('mounting a tmpfs is not allowed here');
  const node = await startTestNode(['--min-free', '8M'], disk);
  const watched = watchPage(page);
  await watched.open(node.url);
  await watched.expectWord('self', 'Up, without peers');
  fillDisk(disk, 1024 * 1024);
  await watched.expectWord('self', 'Read-only: the disk is full');
  await expect.poll(() => page.locator('.disk svg.bad').count(), patience).toBe(2);
  await watched.takePictures('full');
  await watched.expectFaultless();
});

test('what drains to a peer is counted, with the age of the oldest', {
  timeout: 240_000,
}, async (ctx) => {
  const page = await openPage(ctx);
  const cluster = await startTestCluster('ab');
  const link = cluster.link('a', 'b');
  const watched = watchPage(page);
  await watched.open(cluster.node('a').url);
  const peer = new URL(link.url).host;
  await watched.expectWord(peer, 'In sync');
  // The peer responds, and takes nothing.
  link.faultOf = ({ method }) => (method === 'GET' ? undefined : { kind: 'hold' });
  link.dropConnections();
  const files = Array.from({ length: 10_000 }, (_, index) => index);
  await inParallel(files, 8, async (file) => {
    await upload(cluster.node('a'), `file-${file}.txt`, `content ${file}`);
  });
  await watched.expectWord(peer, /^Catching up, 10,000 left, oldest \d+ (?:s|min)$/u);
  await watched.takePictures('catching-up');
  link.faultOf = () => undefined;
  link.dropConnections();
  await expect.poll(() => page.getByText('2 nodes: all is well.').count(), patience).toBe(1);
  await watched.expectWord(peer, 'In sync');
  await watched.expectFaultless();
});

test('a peer that rejects a file is named, and a node that is not listed', async (ctx) => {
  const small = await startTestNode(['--max-size', '4']);
  const node = await startTestNode(['--node', small.url]);
  for (const content of ['ok', 'too large']) await upload(node, 'a.txt', content);
  // Until it knows what its peer has, it is starting.
  await expect.poll(async () => (await fetch(`${node.url}/_ready`)).status, patience).toBe(200);
  const watched = watchPage(await openPage(ctx));
  await watched.open(node.url);
  await watched.expectWord(new URL(small.url).host, 'Rejecting, 1 of 1 pending');
  await watched.expectWord('self', 'Rejected by a peer, 1 of 1 pending');
  await watched.takePictures('rejecting');
  await watched.expectFaultless();

  const page = await openPage(ctx);
  const other = watchPage(page);
  await other.open(small.url);
  const unlisted = /^Node [\da-f]{16} at 127\.0\.0\.1 sends files here and gets none/u;
  await page.getByText(unlisted).waitFor();
  await other.takePictures('unlisted');
  await other.expectFaultless();
});
