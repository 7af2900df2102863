import { expect, it } from 'vitest';
import { peerName } from '../../lib/delivery/peer-url.ts';
import { readPositions } from '../../lib/pending/peer-positions.ts';
import { createMemoryDisk } from '../support/disk/memory-disk.ts';
import { createTestContext } from '../support/node/create-test-context.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';
import { messagesAt, withPeers } from '../support/node/with-peers.ts';

const secretUrl = 'http://user:secret@b/media';

it('a peer stays the same when its secret changes, and no secret is saved', async () => {
  let node = await createTestContext({ config: { peerUrls: ['http://b/media'] } });
  await send(node, 'PUT', '/file', { body: 'x' });
  for (const url of [secretUrl, 'http://user:other@b/media', 'http://b/media']) {
    node = await withPeers(node, [url]);
    expect(pending(node, peerName(url))).toBe(1);
  }
  expect(messagesAt(node)).toEqual([]);
  await node.cluster.save();
  const files = node.queueDisk.mount();
  expect([...(await readPositions(files, node.ctx.log)).keys()]).toEqual(['http://b/media']);
});

it('a peer is recognized from what an earlier version saved with its secret', async () => {
  const files = createMemoryDisk().mount();
  const file = await files.create('peers.json');
  const saved = { [secretUrl]: { position: 7, setAside: [] } };
  await file.write(new TextEncoder().encode(JSON.stringify(saved)));
  const { ctx } = await createTestContext();
  const position = { position: 7, setAside: [] };
  expect(await readPositions(files, ctx.log)).toEqual(new Map([['http://b/media', position]]));
});
