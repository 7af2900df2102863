import { expect, test } from 'vitest';
import { pendingOf, readQueues, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { startStubPeer } from '../support/cluster/stub-peer.ts';
import { read, upload } from '../support/http/client.ts';
import { startTestNode, useTestDirectory } from '../support/process/start-test-node.ts';

test('a peer that is no longer configured is logged, and delays nothing', async () => {
  const directory = await useTestDirectory();
  const gone = await startStubPeer((_request, response) => response.writeHead(503).end());
  const stays = await startTestNode();
  const first = await startTestNode(['--node', gone.url, '--node', stays.url], directory);
  await upload(first, 'a.txt', 'content');
  await expect.poll(async () => (await readQueues(first))[stays.url]?.length).toBe(0);
  expect(await first.stop()).toBe(0);

  const second = await startTestNode(['--node', stays.url], directory);
  expect(second.output()).toContain(gone.url);
  expect(Object.keys(await readQueues(second))).toEqual([stays.url]);
  const later = await upload(second, 'b.txt', 'later');
  await expect.poll(() => pendingOf(second), withinTheContract).toBe(0);
  expect(await read(stays, later)).toBe('later');
  expect(gone.requests.join()).not.toContain(later);
});

test('a new peer is logged, and gets what is uploaded from then on', async () => {
  const directory = await useTestDirectory();
  const [old, added] = [await startTestNode(), await startTestNode()];
  const first = await startTestNode(['--node', old.url], directory);
  await upload(first, 'a.txt', 'content');
  await expect.poll(() => pendingOf(first), withinTheContract).toBe(0);
  expect(await first.stop()).toBe(0);

  const second = await startTestNode(['--node', old.url, '--node', added.url], directory);
  expect(second.output()).toContain(added.url);
  const later = await upload(second, 'b.txt', 'later');
  await expect.poll(() => pendingOf(second), withinTheContract).toBe(0);
  for (const peer of [old, added]) expect(await read(peer, later)).toBe('later');
});
