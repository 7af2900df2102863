import { expect, test } from 'vitest';
import { startOriginalPeer } from '../support/cluster/legacy-peer.ts';
import { startPeerProxy } from '../support/cluster/peer-proxy.ts';
import { owed, withinTheContract } from '../support/cluster/start-test-cluster.ts';
import { read, remove, upload } from '../support/http/client.ts';
import { startTestNode } from '../support/process/start-test-node.ts';

/** Two of ours and one of the original, each knowing both others. */
async function startMixedCluster(expectHandling: 'answers' | 'ignores') {
  const original = await startOriginalPeer(expectHandling);
  const ways = [await startPeerProxy(), await startPeerProxy()] as const;
  const a = await startTestNode(['--node', ways[1].url, '--node', original.url]);
  const b = await startTestNode(['--node', ways[0].url, '--node', original.url]);
  ways[0].target = a.url;
  ways[1].target = b.url;
  original.setNeighbours([a.url, b.url]);
  const atRest = () =>
    expect
      .poll(async () => [await owed(a), await owed(b), original.owed()], withinTheContract)
      .toEqual([0, 0, 0]);
  return { a, b, original, ways, atRest };
}

test.each(['answers', 'ignores'] as const)(
  'a node of the original that %s Expect gives and takes everything in a mixed cluster',
  async (expectHandling) => {
    const { a, b, original, atRest } = await startMixedCluster(expectHandling);
    const large = Buffer.alloc(2_000_000, 'large ');
    const paths = [
      await upload(a, 'a/a.txt', 'from a'),
      await upload(b, 'b.txt', 'from b'),
      await upload(original, 'c/c.txt', 'from the original'),
      await upload(a, 'large.bin', large),
    ];
    await atRest();
    expect([...original.files.keys()].sort()).toEqual([...paths].sort());
    expect(original.files.get(paths[3] ?? '')?.equals(large)).toBe(true);
    for (const path of paths) {
      const content = original.files.get(path)?.toString();
      for (const node of [a, b]) expect(await read(node, path)).toBe(content);
    }

    expect(await remove(a, paths[2] ?? '')).toBe(200);
    expect(await remove(original, paths[0] ?? '')).toBe(200);
    await atRest();
    for (const path of [paths[0] ?? '', paths[2] ?? '']) {
      for (const node of [a, b]) expect(await read(node, path)).toBe(404);
      expect(original.files.has(path)).toBe(false);
    }
  },
);

test('what an original sends reaches a node that only its neighbour knows, and back', async () => {
  const original = await startOriginalPeer('answers');
  const way = await startPeerProxy();
  const b = await startTestNode(['--node', original.url, '--node', way.url]);
  const c = await startTestNode(['--node', b.url]);
  way.target = c.url;
  original.setNeighbours([b.url]);
  const there = await upload(original, 'there.txt', 'there');
  await expect.poll(() => read(c, there), withinTheContract).toBe('there');
  const back = await upload(c, 'back.txt', 'back');
  await expect.poll(() => original.files.has(back), withinTheContract).toBe(true);
  await expect
    .poll(async () => [await owed(b), await owed(c), original.owed()], withinTheContract)
    .toEqual([0, 0, 0]);
});
