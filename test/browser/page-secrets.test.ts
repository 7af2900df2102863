import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { useBrowser } from '../support/browser/use-browser.ts';
import { watchPage } from '../support/browser/watch-page.ts';
import { startTestCluster } from '../support/cluster/start-test-cluster.ts';
import { patience } from '../support/patience.ts';
import { useTestDirectory } from '../support/process/start-test-node.ts';

const openPage = useBrowser();
/**
 * A browser logs each 401 that a page gets as an error, also where the page expects it; likewise the
 * 404 for the name that no file has, which says that the secret for writing is right.
 */
const expected = [/status of 40[134]/u];

/** The flags of these roles, each with a secret that is called like the role. */
async function secretsFor(...roles: readonly string[]): Promise<readonly string[]> {
  return await flagsFor(roles, '');
}

/** The same with another end of each secret. */
async function flagsFor(roles: readonly string[], end: string): Promise<readonly string[]> {
  const directory = await useTestDirectory();
  const flags = roles.map(async (role) => {
    const file = join(directory, role);
    await writeFile(file, `${role}-secret-for-tests${end}\n`, { mode: 0o600 });
    return [`--${role}-secret-file`, file];
  });
  return (await Promise.all(flags)).flat();
}

async function enter(page: Page, label: string, secret: string): Promise<void> {
  await page.getByLabel(label).fill(secret);
  await page.keyboard.press('Enter');
}

const hidden = 'Its status is not readable from here: nodes need a secret of the cluster for that.';

test('with a secret for operators the page asks for it, and shows what nodes can see', async (ctx) => {
  const page = await openPage(ctx);
  const cluster = await startTestCluster('ab', { args: await secretsFor('operator') });
  const { url } = cluster.node('a');
  const peer = new URL(cluster.link('a', 'b').url).host;
  const watched = watchPage(page, expected);
  await watched.open(url);
  await enter(page, 'Secret for operators', 'wrong');
  await page.getByText('does not accept the secret').waitFor();
  await watched.takePictures('secret');
  await enter(page, 'Secret for operators', 'operator-secret-for-tests');
  await watched.expectWord(peer, 'In sync');
  await page.getByText(hidden).waitFor();
  // It is kept as long as the tab.
  await page.reload();
  await watched.expectWord(peer, 'In sync');
  await watched.takePictures('operator');
  await watched.expectFaultless();
});

test('with secrets for all roles nodes read each other, and a file takes the secret', async (ctx) => {
  const page = await openPage(ctx);
  const roles = await secretsFor('read', 'write', 'cluster');
  const cluster = await startTestCluster('ab', { args: roles });
  const peer = new URL(cluster.link('a', 'b').url).host;
  const watched = watchPage(page, expected);
  await watched.open(cluster.node('a').url);
  await enter(page, 'Secret for operators', 'read-secret-for-tests');
  await watched.expectWord(peer, 'In sync');
  await page.getByText('yes, digests are equal').waitFor();
  const file = { name: 'a.txt', mimeType: 'text/plain', buffer: Buffer.from('content') };
  await page.setInputFiles('input[type=file]', file);
  await enter(page, 'Secret for writing', 'wrong');
  await page.getByText('does not accept the secret').waitFor();
  await enter(page, 'Secret for writing', 'write-secret-for-tests');
  await expect.poll(() => page.getByText('On 2 of 2 nodes').count(), patience).toBe(1);
  await watched.expectFaultless();
});

test('a peer with another secret is unauthorized', async (ctx) => {
  const page = await openPage(ctx);
  const cluster = await startTestCluster('ab');
  for (const { name, stop, start } of cluster.nodes) {
    await stop('SIGKILL');
    await start(undefined, await flagsFor(['cluster'], name));
  }
  const peer = new URL(cluster.link('a', 'b').url).host;
  const watched = watchPage(page);
  await watched.open(cluster.node('a').url);
  // That it is so a node finds out when it asks the peer next.
  await page.getByText('Unauthorized', { exact: true }).waitFor();
  await watched.expectWord(peer, 'Unauthorized');
  await watched.expectFaultless();
});
