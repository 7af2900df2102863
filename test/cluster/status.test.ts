import { expect, test } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import { version } from '../../runtime/node/version.ts';
import {
  expectConverged,
  readQueues,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { upload } from '../support/http/client.ts';

interface NodeStatus {
  readonly id: string;
  readonly version: string;
  readonly uptimeSeconds: number;
}

async function readNode(node: { url: string }): Promise<NodeStatus> {
  return ((await (await fetch(`${node.url}/_status`)).json()) as { node: NodeStatus }).node;
}

test('the status shows the state of a peer, from unknown to down to up', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const statusOf = async (): Promise<PeerReport | undefined> =>
    (await readQueues(a))[cluster.link('a', 'b').url];
  const nothing = {
    oldestAgeSeconds: null,
    lastSuccess: null,
    lastError: null,
    problem: null,
    nextAttempt: null,
  };
  await Promise.all([a.stop(), b.stop()]);
  await cluster.link('a', 'b').close();
  await a.start();
  expect(await statusOf()).toEqual({
    pending: 0,
    length: 0,
    state: 'unknown',
    deferred: 0,
    setAside: 0,
    refused: [],
    clockOffsetSeconds: null,
    ...nothing,
    inSync: null,
    comparedAt: null,
    compareError: null,
    repaired: 0,
  });

  const begin = Date.now();
  await upload(a, 'a.txt', 'content');
  await upload(a, 'b.txt', 'content');
  await expect.poll(async () => (await statusOf())?.state).toBe('down');
  await expect.poll(async () => (await statusOf())?.oldestAgeSeconds).toBeGreaterThan(0);
  const away = await statusOf();
  expect(away?.length).toBe(2);
  expect(away?.lastError).toMatch(/ECONNREFUSED/u);
  expect(away?.lastSuccess).toBeNull();
  expect(away?.oldestAgeSeconds).toBeLessThanOrEqual((Date.now() - begin) / 1000 + 1);
  expect(Date.parse(away?.nextAttempt ?? '')).toBeGreaterThanOrEqual(begin);
  expect(Date.parse(away?.nextAttempt ?? '')).toBeLessThanOrEqual(Date.now() + 30_000);

  await cluster.reopen('a', 'b');
  await b.start();
  await expectConverged(cluster.nodes);
  const back = await statusOf();
  expect(back).toMatchObject({ length: 0, state: 'up', setAside: 0, oldestAgeSeconds: null });
  expect(back?.nextAttempt).toBeNull();
  expect(Date.parse(back?.lastSuccess ?? '')).toBeGreaterThanOrEqual(begin);
});

test('the status shows the id of the node, its version and its uptime', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const before = await readNode(a);
  expect(before.id).toMatch(/^[\da-f]{16}$/u);
  expect(before.id).not.toBe((await readNode(b)).id);
  expect(before.version).toBe(version);
  await expect.poll(async () => (await readNode(a)).uptimeSeconds, { timeout: 5000 }).toBe(1);
  await a.stop();
  await a.start();
  const after = await readNode(a);
  expect(after.id).toBe(before.id);
  expect(after.uptimeSeconds).toBeLessThanOrEqual(1);
});

test('an idle peer that is killed shows as down within ten seconds, logged once', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const state = async (): Promise<string | undefined> =>
    (await readQueues(a))[cluster.link('a', 'b').url]?.state;
  const soon = { timeout: 10_000, interval: 50 };
  await expect.poll(state, soon).toBe('up');
  await b.stop('SIGKILL');
  await cluster.link('a', 'b').close();
  await expect.poll(state, soon).toBe('down');
  const countLines = (): number => a.process.output().split('a peer is down').length - 1;
  await expect.poll(countLines, soon).toBe(1);
});
