import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import type { Peer } from '../../../../lib/delivery/peer.ts';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { createTestPeer } from '../../../support/node/create-test-peer.ts';
import { nodeWithFile, storedFile } from '../../../support/node/node-with-file.ts';

const put = { op: 'PUT', name: storedFile as never, seconds: 7 } as const;
const ids = { nodeId: '00000000000000aa', instance: '00000000000000a1' };
const small = {};
const large = { transferLimits: { resumableFromBytes: 5 } };

/** A peer that has so much of the file, hashes what comes, and finds another file. */
function refusingPeer(offset: number | undefined): { peer: Peer; bodies: string[] } {
  const bodies: string[] = [];
  const send = async ({ body }: PeerRequest): Promise<PeerResponse> => {
    if (body === undefined) return { status: 404, ...ids, ...(offset !== undefined && { offset }) };
    bodies.push(await new Response(await body.read()).text());
    return { status: 400, ...ids };
  };
  return { peer: createTestPeer(send, ids), bodies };
}

describe('a file that the peer finds to be another one', () => {
  it.each([
    ['a small one', small, undefined],
    ['a large one', large, undefined],
    ['a large one from its first byte on', large, 0],
  ])('is read again, though it was verified when it came: %s', async (_what, options, at) => {
    const node = await nodeWithFile(options);
    // As bit rot does it: inode, size and time are as before.
    node.storageDisk.flip(storedFile, 0);
    const rotten = new TextDecoder().decode(node.storageDisk.read(storedFile));
    expect(rotten).not.toBe('content');
    const { peer, bodies } = refusingPeer(at);

    for (let time = 0; time < 2; time += 1) {
      const delivering = deliver(put, peer, node.ctx);
      await expect(delivering).rejects.toMatchObject({ name: 'CorruptFileError' });
    }

    expect(bodies).toEqual([rotten]);
    expect(node.logLines.map(({ message }) => message)).toContain('a stored file is corrupt');
    await node.scrub.stop();
    expect(node.storageDisk.openFileCount).toBe(0);
  });

  it.each([
    ['a small one', small],
    ['a large one', large],
  ])('is refused by the peer where it is intact: %s', async (_what, options) => {
    const node = await nodeWithFile(options);
    const { peer, bodies } = refusingPeer(0);
    await expect(deliver(put, peer, node.ctx)).rejects.toMatchObject({ kind: 'rejected' });
    await expect(deliver(put, peer, node.ctx)).rejects.toMatchObject({ kind: 'rejected' });
    expect(bodies).toEqual(['content', 'content']);
  });
});
