import { expect, test, vi } from 'vitest';
import type { PeerReport } from '../../lib/pending/peers.ts';
import { version } from '../../runtime/node/version.ts';
import {
  expectConverged,
  readQueues,
  startTestCluster,
} from '../support/cluster/start-test-cluster.ts';
import { upload } from '../support/http/client.ts';
import { patience } from '../support/patience.ts';

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
  // There is no next attempt while one is made.
  const away = await vi.waitFor(async () => {
    const status = await statusOf();
    expect(status).toMatchObject({ state: 'down', nextAttempt: expect.any(String) });
    expect(status?.oldestAgeSeconds).toBeGreaterThan(0);
    return status;
  }, patience);
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
  await expect.poll(async () => (await readNode(a)).uptimeSeconds).toBeGreaterThanOrEqual(1);
  await a.stop();
  const beginMs = performance.now();
  await a.start();
  const after = await readNode(a);
  expect(after.id).toBe(before.id);
  expect(after.uptimeSeconds).toBeLessThanOrEqual((performance.now() - beginMs) / 1000);
});

// That it does so within ten seconds is tested with virtual time.
test('an idle peer that is killed shows as down, logged once', async () => {
  const cluster = await startTestCluster('ab');
  const [a, b] = [cluster.node('a'), cluster.node('b')];
  const state = async (): Promise<string | undefined> =>
    (await readQueues(a))[cluster.link('a', 'b').url]?.state;
  await expect.poll(state).toBe('up');
  await b.stop('SIGKILL');
  await cluster.link('a', 'b').close();
  await expect.poll(state).toBe('down');
  const countLines = (): number => a.process.output().split('a peer is down').length - 1;
  await expect.poll(countLines).toBe(1);
});
