import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser/use-browser.ts';
import { watchPage } from '../support/browser/watch-page.ts';
import { startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { listStored } from '../support/disk/disk-view.ts';
import { patience } from '../support/patience.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const openPage = useBrowser();
const secret = 'secret-for-tests';

test('many files are all sent, and one that is refused says why', async (ctx) => {
  const page = await openPage(ctx);
  const file = join(await useTestDirectory(), 'secret');
  await writeFile(file, `${secret}\n`, { mode: 0o600 });
  const args = ['--write-secret-file', file, '--cluster-secret-file', file];
  const cluster = await startTestCluster('ab', { args });
  const node = cluster.node('a');
  // The node that has no such file says so when the page tries the secret.
  const watched = watchPage(page, [/status of 40[0145]/u]);
  await watched.open(node.url);
  await page.getByText('Names of files and warnings are shown where').waitFor();
  const names = [
    '100%.txt',
    'a#b?c.txt',
    '_status',
    ...Array.from({ length: 27 }, (_, i) => `${i}`),
  ];
  const files = names.map((name) => {
    return { name, mimeType: 'text/plain', buffer: Buffer.from(name === '5' ? '' : name) };
  });
  await page.setInputFiles('input[type=file]', files);
  await page.getByLabel('Secret for writing').fill(secret);
  await page.keyboard.press('Enter');
  for (const { storage } of cluster.nodes) {
    await expect.poll(() => listStored(storage).length, patience).toBe(29);
  }
  await expect.poll(() => page.locator('.sent .bad.note').count(), patience).toBe(1);
  // The newest twenty stay, the one that failed among them.
  await expect.poll(() => page.getByText('On 2 of 2 nodes').count(), patience).toBe(19);
  // Who has shown a secret may see the names.
  await page.getByText('Last warnings').waitFor();
  await watched.expectFaultless();
});
