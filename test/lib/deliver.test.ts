import { describe, expect, it } from 'vitest';
import type { Operation } from '../../lib/context.ts';
import { deliver, type Peer } from '../../lib/deliver.ts';
import type { PeerAnswer, PeerRequest } from '../../lib/peer-link.ts';
import { createTestContext, type TestContext } from '../support/create-test-context.ts';
import { systemError } from '../support/memory-tree.ts';
import { nameOf } from '../support/open-test-storage.ts';
import { sha1Of } from '../support/sha1-of.ts';

const name = nameOf('file', 'content');
const put: Operation = { op: 'PUT', name, seconds: 7 };
const deletion: Operation = { op: 'DELETE', name, seconds: 7 };
const ours = '00000000000000aa';
const other = '00000000000000bb';

async function nodeWithFile(content = 'content'): Promise<TestContext> {
  const node = await createTestContext();
  node.storageDisk.write(name, content);
  return node;
}

/** A peer that answers by the method, reading a body to its end, and what it was sent. */
function peerAnswering(
  answers: Partial<Record<PeerRequest['method'], PeerAnswer>>,
  nodeId?: string,
): { peer: Peer; sent: string[] } {
  const sent: string[] = [];
  const send = async ({ method, body }: PeerRequest): Promise<PeerAnswer> => {
    sent.push(method);
    if (body !== undefined) await new Response(await body.read()).arrayBuffer();
    return answers[method] ?? { status: 500 };
  };
  return { peer: { link: { send }, nodeId }, sent };
}

describe('an acknowledgement', () => {
  it.each([
    [put, 201, 'told'],
    [put, 302, 'told'],
    [put, 409, 'told'],
    [deletion, 200, 'told'],
    [deletion, 404, 'told'],
    [put, 200, 'broken'],
    [put, 204, 'broken'],
    [put, 301, 'broken'],
    [put, 307, 'broken'],
    [put, 404, 'refused'],
    [put, 400, 'refused'],
    [put, 413, 'refused'],
    [put, 500, 'refused'],
    [put, 507, 'refused'],
    [put, 429, 'broken'],
    [put, 503, 'broken'],
    [put, 999, 'broken'],
    [deletion, 201, 'broken'],
    [deletion, 302, 'broken'],
    [deletion, 409, 'refused'],
    [deletion, 502, 'broken'],
  ] as const)('of %j is not every status: %i is %s', async (operation, status, expected) => {
    const { ctx } = await nodeWithFile();
    const answer = { status, nodeId: ours };
    const { peer } = peerAnswering({ PUT: answer, DELETE: answer });
    const outcome = await deliver(operation, peer, ctx).catch((error) => error.obstacle);
    expect(outcome).toBe(expected);
    expect(peer.nodeId).toBe(ours);
  });

  it('without a node id, or with a malformed one, is none from a peer that had one', async () => {
    const { ctx } = await nodeWithFile();
    for (const nodeId of [undefined, 'nonsense']) {
      const { peer } = peerAnswering({ PUT: { status: 201, ...(nodeId && { nodeId }) } }, ours);
      await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ obstacle: 'broken' });
      expect(peer.nodeId).toBe(ours);
    }
  });

  it('by an original in the place of a peer that had an id counts once it is confirmed', async () => {
    const { ctx } = await nodeWithFile();
    const there = { status: 200, sha1: sha1Of('content') };
    const back = peerAnswering({ PUT: { status: 201 }, HEAD: there }, ours);
    expect(await deliver(put, back.peer, ctx)).toBe('told');
    expect(back.peer.nodeId).toBeUndefined();
    const gone = peerAnswering({ DELETE: { status: 200 }, HEAD: { status: 404 } }, ours);
    expect(await deliver(deletion, gone.peer, ctx)).toBe('told');
    expect(gone.peer.nodeId).toBeUndefined();
  });

  it('by something else in the place of a peer that had an id does not count', async () => {
    const { ctx } = await nodeWithFile();
    for (const status of [200, 302, 409]) {
      const { peer } = peerAnswering({ PUT: { status }, HEAD: { status: 200, sha1: 'x' } }, ours);
      await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ obstacle: 'broken' });
      expect(peer.nodeId).toBe(ours);
    }
    const { peer } = peerAnswering({ DELETE: { status: 404 } }, ours);
    await expect(deliver(deletion, peer, ctx)).rejects.toMatchObject({ obstacle: 'broken' });
  });

  it('of a deletion by a peer without an id counts when the file is gone there', async () => {
    const { ctx } = await nodeWithFile();
    const gone = peerAnswering({ DELETE: { status: 200 }, HEAD: { status: 404 } });
    expect(await deliver(deletion, gone.peer, ctx)).toBe('told');
    const liar = peerAnswering({ DELETE: { status: 200 }, HEAD: { status: 200 } });
    await expect(deliver(deletion, liar.peer, ctx)).rejects.toMatchObject({ obstacle: 'broken' });
  });
});

describe('nothing is sent', () => {
  it.each([
    ['of a record without a file', async (node: TestContext) => node.storageDisk.wipe(name)],
    [
      'of a deleted name',
      async (node: TestContext) => {
        await node.ctx.journal.append(deletion);
      },
    ],
  ])('%s', async (_what, prepare) => {
    const node = await nodeWithFile();
    await prepare(node);
    const { peer, sent } = peerAnswering({});
    expect(await deliver(put, peer, node.ctx)).toBe('needless');
    expect(sent).toEqual([]);
  });

  it('back to the node that it came from', async () => {
    const { ctx } = await nodeWithFile();
    const { peer, sent } = peerAnswering({}, ours);
    expect(await deliver({ ...put, from: ours }, peer, ctx)).toBe('needless');
    expect(await deliver({ ...deletion, from: ours }, peer, ctx)).toBe('needless');
    expect(sent).toEqual([]);
  });
});

describe('a forwarded operation', () => {
  it.each([
    [{ ...put, from: other }, { status: 404, nodeId: ours }, ['HEAD', 'PUT']],
    [{ ...put, from: other }, { status: 404, nodeId: other }, ['HEAD']],
    [{ ...put, from: other }, { status: 200, sha1: sha1Of('content') }, ['HEAD']],
    [{ ...put, from: other }, { status: 200 }, ['HEAD', 'PUT']],
    [{ ...put, from: other }, { status: 404 }, ['HEAD', 'PUT']],
    [{ ...deletion, from: other }, { status: 200, nodeId: other }, ['HEAD']],
    [{ ...deletion, from: other }, { status: 200, nodeId: ours }, ['HEAD', 'DELETE']],
    [{ ...deletion, from: other }, { status: 200, sha1: sha1Of('content') }, ['HEAD', 'DELETE']],
    [put, { status: 404 }, ['PUT']],
  ] as const)('%j, asked for with the answer %j, costs %j', async (operation, answer, expected) => {
    const { ctx } = await nodeWithFile();
    const nodeId = 'nodeId' in answer ? { nodeId: answer.nodeId } : {};
    const { peer, sent } = peerAnswering({
      HEAD: answer,
      PUT: { status: 201, ...nodeId },
      DELETE: { status: 404, ...nodeId },
    });
    expect(await deliver(operation, peer, ctx)).toBe('told');
    expect(sent).toEqual(expected);
  });
});

describe('a failure', () => {
  it.each([
    [systemError('ECONNREFUSED', 'b'), 'unreachable', 'ECONNREFUSED: b'],
    [Object.assign(new Error(''), { code: 'ETIMEDOUT' }), 'unreachable', 'ETIMEDOUT'],
    [new Error('cut'), 'broken', 'cut'],
    [new Error(''), 'broken', 'Error'],
    ['odd', 'broken', 'odd'],
  ])('of the way there, %s, is told: %s', async (reason, obstacle, message) => {
    const { ctx, storageDisk } = await nodeWithFile();
    const peer = { link: { send: () => Promise.reject(reason) }, nodeId: undefined };
    await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ obstacle, message });
    expect(storageDisk.openFileCount).toBe(0);
  });

  it.each([['rotten!'], ['r'.repeat(300_000)]])(
    'of the local copy is never sent to its end, nor blamed on the peer',
    async (content) => {
      const node = await nodeWithFile(content);
      let arrived = 0;
      const send = async ({ body }: PeerRequest): Promise<PeerAnswer> => {
        const read = (await body?.read()) as Uint8Array<ArrayBuffer>;
        for await (const chunk of new Response(read).body ?? []) arrived += chunk.length;
        return { status: 201, nodeId: ours };
      };
      const delivering = deliver(put, { link: { send }, nodeId: undefined }, node.ctx);
      await expect(delivering).rejects.toMatchObject({ name: 'DamagedFileError' });
      expect(arrived).toBeLessThan(content.length);
      expect(node.logLines).toMatchObject([{ message: 'a stored file is damaged' }]);
      expect(node.storageDisk.openFileCount).toBe(0);
    },
  );
});
