import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { createTestPeer } from '../../../support/node/create-test-peer.ts';
import { transientError } from '../../../support/objects/object-bodies.ts';

const name = nameOf('file', 'content');
const put = { op: 'PUT', name, seconds: 7 } as const;
const ids = { nodeId: '00000000000000aa', instance: '00000000000000a1' };

async function nodeWithFile(content = 'content'): Promise<TestContext> {
  const node = await createTestContext();
  node.storageDisk.write(name, content);
  return node;
}

describe('a failure', () => {
  it.each([
    [systemError('ECONNREFUSED', 'b'), 'unreachable', 'ECONNREFUSED: b'],
    [Object.assign(new Error(''), { code: 'ETIMEDOUT' }), 'unreachable', 'ETIMEDOUT'],
    [new Error('cut'), 'protocol', 'cut'],
    [new Error(''), 'protocol', 'Error'],
    ['odd', 'protocol', 'odd'],
  ])('of the connection, %s, is reported as %s', async (reason, kind, message) => {
    const { ctx, storageDisk } = await nodeWithFile();
    const peer = createTestPeer(() => Promise.reject(reason));
    await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ kind, message });
    expect(storageDisk.openFileCount).toBe(0);
  });

  it('of the bucket that this node keeps its files in is not counted against the peer', async () => {
    const { ctx } = await nodeWithFile();
    const failure = transientError();
    const delivering = deliver(
      put,
      createTestPeer(() => Promise.reject(failure)),
      ctx,
    );
    await expect(delivering).rejects.toBe(failure);
  });

  it.each([['rotten!'], ['r'.repeat(300_000)]])(
    'of the local copy is never sent to its end, nor counted against the peer',
    async (content) => {
      const node = await nodeWithFile(content);
      let arrived = 0;
      const send = async ({ body }: PeerRequest): Promise<PeerResponse> => {
        const read = (await body?.read()) as Uint8Array<ArrayBuffer>;
        for await (const chunk of new Response(read).body ?? []) arrived += chunk.length;
        return { status: 201, ...ids };
      };
      const delivering = deliver(put, createTestPeer(send), node.ctx);
      await expect(delivering).rejects.toMatchObject({ name: 'CorruptFileError' });
      expect(arrived).toBeLessThan(content.length);
      expect(node.logLines).toMatchObject([{ message: 'a stored file is corrupt' }]);
      await node.scrub.stop();
      expect(node.storageDisk.openFileCount).toBe(0);
    },
  );
});

it('a file whose copy is in quarantine is neither offered nor dropped', async () => {
  const node = await nodeWithFile('rotten!');
  const { storage, journal } = node.ctx;
  node.clock.ms += 60_000;
  await journal.append(put).then((record) => record.publish());
  const version = (await storage.version(name)) as string;
  expect(await storage.quarantine(name, version)).toBe('quarantined');
  const peer = createTestPeer(() => Promise.reject(new Error('A request was sent.')));
  await expect(deliver(put, peer, node.ctx)).rejects.toMatchObject({ name: 'CorruptFileError' });
  node.storageDisk.write(name, 'content');
  const accepting = createTestPeer(async () => ({ status: 201, ...ids }));
  expect(await deliver(put, accepting, node.ctx)).toBe('acknowledged');
});

it('a file is not dropped where the start could not find out what is in quarantine', async () => {
  const node = await nodeWithFile('rotten!');
  const { storage, journal } = node.ctx;
  node.clock.ms += 60_000;
  await journal.append(put).then((record) => record.publish());
  expect(await storage.quarantine(name, (await storage.version(name)) as string)).toBe(
    'quarantined',
  );
  node.storageDisk.intercept = ({ operation, path }) => {
    if (operation === 'entries' && path.includes('damaged')) throw systemError('EIO', path);
  };
  const { ctx } = await node.restart();
  const peer = createTestPeer(() => Promise.reject(new Error('A request was sent.')));
  await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ code: 'EIO' });
  node.storageDisk.intercept = () => undefined;
  await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ name: 'CorruptFileError' });
});
