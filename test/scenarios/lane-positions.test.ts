import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../lib/journal/journal.ts';
import { createAcceptingPeers } from '../support/node/accepting-peers.ts';
import { createTestContext, type TestContext } from '../support/node/create-test-context.ts';
import { pending } from '../support/node/pending.ts';
import { send } from '../support/node/send.ts';
import { entries, queueOver } from '../support/node/test-queue.ts';

async function put(node: TestContext, path: string): Promise<{ location: string }> {
  const response = await send(node, 'PUT', path, { body: path });
  return { location: (response.headers.get('location') as string).slice(1) };
}

describe('the positions of uploads and deletions', () => {
  it('keep a segment of which only deletions, or only uploads, are pending', async () => {
    for (const refused of ['PUT', 'DELETE']) {
      let node = await createTestContext({
        segmentBytes: 1,
        windows: { maxDeferred: 1 },
        config: { peerUrls: ['http://b'] },
      });
      for (const path of ['/1', '/2', '/3', '/4']) {
        const { location } = await put(node, path);
        await put(node, `${path}/stays`);
        await send(node, 'DELETE', `/${location}`);
      }
      const peers = createAcceptingPeers(['http://b']);
      peers.refuses = ({ method }) => method === refused;
      await peers.drain(node);
      const before = pending(node, 'http://b');
      expect(before).toBeGreaterThanOrEqual(4);
      await node.cluster.save();
      node = await node.restartAfterKill();
      expect(pending(node, 'http://b')).toBe(before);
      peers.refuses = () => false;
      await peers.settle(node, 0);
      expect(peers.acknowledged('http://b').size).toBe(8);
    }
  });

  it('saved by an earlier version count for uploads and deletions', async () => {
    let node = await createTestContext({ config: { peerUrls: ['http://b'] } });
    const { location } = await put(node, '/1');
    await send(node, 'DELETE', `/${location}`);
    await put(node, '/2');
    await send(node, 'DELETE', `/${(await put(node, '/3')).location}`);
    await node.close();
    const saved = { 'http://b': { position: 3, setAside: [] } };
    node.queueDisk.write('peers.json', JSON.stringify(saved));
    node = await node.restartAfterKill();
    expect(pending(node, 'http://b')).toBe(3);
  });
});

it('a deferred operation is no probe while another one on its name is in flight', async () => {
  const [upload] = entries(1) as [JournalEntry];
  const queue = queueOver([upload, { ...upload, op: 'DELETE', sequence: 2 }]);
  queue.defer((await queue.next(0, ['PUT'])) as JournalEntry, 0);
  const deletion = (await queue.next(0, ['DELETE'])) as JournalEntry;
  expect(queue.nextDeferred()).toBeUndefined();
  queue.defer(deletion, 1000);
  expect(queue.nextDeferred()).toMatchObject({ op: 'PUT' });
});
