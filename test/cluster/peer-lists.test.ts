import { expect, test } from 'vitest';
import { pendingOf, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { read, upload } from '../support/http/client.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

async function statusOf(url: string) {
  const { node } = (await (await fetch(`${url}/_status`)).json()) as {
    node: {
      id: string;
      removedPeers: Record<string, { length: number }>;
      unlistedPeers: readonly { nodeId: string }[];
    };
  };
  return node;
}

test('a node without peers reports who sends it operations', async () => {
  const silent = await startTestNode();
  const sender = await startTestNode(['--node', silent.url]);
  await upload(sender, 'a.txt', 'content');
  await expect.poll(() => pendingOf(sender), withinTheContract).toBe(0);
  const { id } = await statusOf(sender.url);
  expect((await statusOf(silent.url)).unlistedPeers).toMatchObject([{ nodeId: id }]);
  await expect.poll(() => silent.output(), withinTheContract).toContain('not configured as --node');
});

test('what is pending for a peer survives a start without that peer, and a new URL', async () => {
  const directory = await useTestDirectory();
  const down = await startStubPeer((_request, response) => response.writeHead(503).end());
  const first = await startTestNode(['--node', down.url], directory);
  const stored = await upload(first, 'a.txt', 'content');
  expect(await first.stop()).toBe(0);

  const without = await startTestNode([], directory);
  const { removedPeers } = await statusOf(without.url);
  expect(removedPeers).toMatchObject({ [down.url]: { length: 1 } });
  expect(await without.stop()).toBe(0);

  const peer = await startTestNode();
  const last = await startTestNode(['--node', peer.url, '--forget', down.url], directory);
  await expect.poll(() => pendingOf(last), withinTheContract).toBe(0);
  expect(await read(peer, stored)).toBe('content');
  expect((await statusOf(last.url)).removedPeers).toEqual({});
});
