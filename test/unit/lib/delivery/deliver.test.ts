import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import type { Peer } from '../../../../lib/delivery/peer.ts';
import type { PeerAnswer, PeerRequest } from '../../../../lib/delivery/peer-link.ts';
import type { Operation } from '../../../../lib/journal/journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext, type TestContext } from '../../../support/node/create-test-context.ts';
import { createTestPeer, type MetBefore } from '../../../support/node/create-test-peer.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const name = nameOf('file', 'content');
const put: Operation = { op: 'PUT', name, seconds: 7 };
const deletion: Operation = { op: 'DELETE', name, seconds: 7 };
const ours = '00000000000000aa';
const other = '00000000000000bb';
/** What a node shows of itself, and another. */
const ids = { nodeId: ours, instance: '00000000000000a1' };
const otherIds = { nodeId: other, instance: '00000000000000b1' };

/** What the Python version answers to a GET of its status. */
const statusOfOriginal = { status: 200, isStatus: true };

async function nodeWithFile(content = 'content'): Promise<TestContext> {
  const node = await createTestContext();
  node.storageDisk.write(name, content);
  return node;
}

/** A peer that answers by the method, reading a body to its end, and what it was sent. */
function peerAnswering(
  answers: Partial<Record<PeerRequest['method'], PeerAnswer>>,
  met?: MetBefore,
): { peer: Peer; sent: string[] } {
  const sent: string[] = [];
  const send = async ({ method, body }: PeerRequest): Promise<PeerAnswer> => {
    sent.push(method);
    if (body !== undefined) await new Response(await body.read()).arrayBuffer();
    return answers[method] ?? { status: 500 };
  };
  return { peer: createTestPeer(send, met), sent };
}

describe('an acknowledgement', () => {
  it.each([
    [put, 201, 'told'],
    [put, 302, 'told'],
    [put, 409, 'refused'],
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
    const answer = { status, ...ids };
    const { peer } = peerAnswering({ PUT: answer, DELETE: answer });
    const outcome = await deliver(operation, peer, ctx).catch((error) => error.obstacle);
    expect(outcome).toBe(expected);
    expect(peer.identity.nodeId).toBe(ours);
  });

  it('without a node id, or with a malformed one, is none from a peer that had one', async () => {
    const { ctx } = await nodeWithFile();
    for (const nodeId of [undefined, 'nonsense']) {
      const { peer } = peerAnswering({ PUT: { status: 201, ...(nodeId && { nodeId }) } }, ids);
      await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ obstacle: 'broken' });
      expect(peer.identity.nodeId).toBe(ours);
    }
  });

  it('by an original in the place of a peer that had an id counts once it is confirmed', async () => {
    const { ctx } = await nodeWithFile();
    const there = { status: 200, sha1: sha1Of('content') };
    const stored = { status: 201, location: `/${name}` };
    const back = peerAnswering({ PUT: stored, HEAD: there }, ids);
    expect(await deliver(put, back.peer, ctx)).toBe('told');
    expect(back.peer.identity.nodeId).toBeUndefined();
    const answers = { DELETE: { status: 200 }, HEAD: { status: 404 }, GET: statusOfOriginal };
    const gone = peerAnswering(answers, ids);
    expect(await deliver(deletion, gone.peer, ctx)).toBe('told');
    expect(gone.peer.identity.nodeId).toBeUndefined();
  });

  it('by something else in the place of a peer that had an id does not count', async () => {
    const { ctx } = await nodeWithFile();
    for (const status of [200, 302, 409]) {
      const { peer } = peerAnswering({ PUT: { status }, HEAD: { status: 200, sha1: 'x' } }, ids);
      await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ obstacle: 'broken' });
      expect(peer.identity.nodeId).toBe(ours);
    }
    const { peer } = peerAnswering({ DELETE: { status: 404 } }, ids);
    await expect(deliver(deletion, peer, ctx)).rejects.toMatchObject({ obstacle: 'broken' });
  });

  it('of a deletion by a peer without an id counts when the file is gone there', async () => {
    const { ctx } = await nodeWithFile();
    const answers = { DELETE: { status: 200 }, GET: statusOfOriginal };
    const gone = peerAnswering({ ...answers, HEAD: { status: 404 } });
    expect(await deliver(deletion, gone.peer, ctx)).toBe('told');
    const liar = peerAnswering({ ...answers, HEAD: { status: 200 } });
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
    const { peer, sent } = peerAnswering({}, ids);
    const { instance } = ids;
    expect(await deliver({ ...put, from: instance }, peer, ctx)).toBe('needless');
    expect(await deliver({ ...deletion, from: instance }, peer, ctx)).toBe('needless');
    expect(sent).toEqual([]);
  });
});

describe('a forwarded operation', () => {
  it.each([
    [{ ...put, from: otherIds.instance }, { status: 404, ...ids }, ['HEAD', 'PUT']],
    [{ ...put, from: otherIds.instance }, { status: 404, ...otherIds }, ['HEAD']],
    [{ ...put, from: other }, { status: 404, nodeId: other }, ['HEAD']],
    [{ ...put, from: other }, { status: 404, ...otherIds }, ['HEAD', 'PUT']],
    [{ ...put, from: other }, { status: 200, sha1: sha1Of('content') }, ['HEAD', 'GET']],
    [{ ...put, from: other }, { status: 200 }, ['HEAD', 'PUT', 'HEAD']],
    [{ ...put, from: other }, { status: 404 }, ['HEAD', 'PUT', 'HEAD']],
    [{ ...deletion, from: otherIds.instance }, { status: 200, ...otherIds }, ['HEAD']],
    [{ ...deletion, from: otherIds.instance }, { status: 200, ...ids }, ['HEAD', 'DELETE']],
    [put, { status: 404 }, ['PUT', 'HEAD']],
  ] as const)('%j, asked for with the answer %j, costs %j', async (operation, answer, expected) => {
    const { ctx } = await nodeWithFile();
    const { peer, sent } = peerAnswering({ ...takesAll(answer), GET: statusOfOriginal });
    await deliver(operation, peer, ctx).catch(() => undefined);
    expect(sent).toEqual(expected);
  });
});

/** A peer that takes everything, of the kind that its answer to HEAD shows. */
function takesAll(head: PeerAnswer): Partial<Record<PeerRequest['method'], PeerAnswer>> {
  const { nodeId, instance } = head;
  const shown = { ...(nodeId && { nodeId }), ...(instance && { instance }) };
  const stored = { status: 201, location: `/${name}`, ...shown };
  return { HEAD: head, PUT: stored, DELETE: { status: 404, ...shown } };
}
