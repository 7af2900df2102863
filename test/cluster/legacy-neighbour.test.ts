import { expect, test } from 'vitest';
import { startLegacyPeer } from '../support/cluster/legacy-peer.ts';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { pendingOf, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { read, remove, upload } from '../support/http/client.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** Two nodes and a legacy one, each with both others as peers. */
async function startMixedCluster(expectHandling: 'honours' | 'ignores') {
  const legacy = await startLegacyPeer(expectHandling);
  const ways = [await startPeerProxy(), await startPeerProxy()] as const;
  const a = await startTestNode(['--node', ways[1].url, '--node', legacy.url]);
  const b = await startTestNode(['--node', ways[0].url, '--node', legacy.url]);
  ways[0].target = a.url;
  ways[1].target = b.url;
  legacy.setNeighbours([a.url, b.url]);
  const atRest = () =>
    expect
      .poll(
        async () => [await pendingOf(a), await pendingOf(b), legacy.pending()],
        withinTheContract,
      )
      .toEqual([0, 0, 0]);
  return { a, b, legacy, ways, atRest };
}

test.each(['honours', 'ignores'] as const)(
  'a legacy node that %s Expect sends and receives everything in a mixed cluster',
  async (expectHandling) => {
    const { a, b, legacy, atRest } = await startMixedCluster(expectHandling);
    const large = Buffer.alloc(2_000_000, 'large ');
    const paths = [
      await upload(a, 'a/a.txt', 'from a'),
      await upload(b, 'b.txt', 'from b'),
      await upload(legacy, 'c/c.txt', 'from the legacy node'),
      await upload(a, 'large.bin', large),
    ];
    await atRest();
    expect([...legacy.files.keys()].sort()).toEqual([...paths].sort());
    expect(legacy.files.get(paths[3] ?? '')?.equals(large)).toBe(true);
    for (const path of paths) {
      const content = legacy.files.get(path)?.toString();
      for (const node of [a, b]) expect(await read(node, path)).toBe(content);
    }

    expect(await remove(a, paths[2] ?? '')).toBe(200);
    expect(await remove(legacy, paths[0] ?? '')).toBe(200);
    await atRest();
    for (const path of [paths[0] ?? '', paths[2] ?? '']) {
      for (const node of [a, b]) expect(await read(node, path)).toBe(404);
      expect(legacy.files.has(path)).toBe(false);
    }
  },
);

test('what a legacy node sends reaches a node that only its neighbour knows, and vice versa', async () => {
  const legacy = await startLegacyPeer('honours');
  const way = await startPeerProxy();
  const b = await startTestNode(['--node', legacy.url, '--node', way.url]);
  const c = await startTestNode(['--node', b.url]);
  way.target = c.url;
  legacy.setNeighbours([b.url]);
  const there = await upload(legacy, 'there.txt', 'there');
  await expect.poll(() => read(c, there), withinTheContract).toBe('there');
  const back = await upload(c, 'back.txt', 'back');
  await expect.poll(() => legacy.files.has(back), withinTheContract).toBe(true);
  await expect
    .poll(async () => [await pendingOf(b), await pendingOf(c), legacy.pending()], withinTheContract)
    .toEqual([0, 0, 0]);
});
