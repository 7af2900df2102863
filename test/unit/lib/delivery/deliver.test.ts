import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import type { Peer } from '../../../../lib/delivery/peer.ts';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
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
/** The ids of a node, and of another. */
const ids = { nodeId: ours, instance: '00000000000000a1' };
const otherIds = { nodeId: other, instance: '00000000000000b1' };

/** The Python version's response to a GET of its status. */
const legacyStatus = { status: 200, isStatus: true };

async function nodeWithFile(content = 'content'): Promise<TestContext> {
  const node = await createTestContext();
  node.storageDisk.write(name, content);
  return node;
}

/** A peer that responds by the method, reading a body to its end, and what was sent to it. */
function peerResponding(
  responses: Partial<Record<PeerRequest['method'], PeerResponse>>,
  met?: MetBefore,
): { peer: Peer; sent: string[] } {
  const sent: string[] = [];
  const send = async ({ method, body }: PeerRequest): Promise<PeerResponse> => {
    sent.push(method);
    if (body !== undefined) await new Response(await body.read()).arrayBuffer();
    return responses[method] ?? { status: 500 };
  };
  return { peer: createTestPeer(send, met), sent };
}

describe('an acknowledgement', () => {
  it.each([
    [put, 201, 'acknowledged'],
    [put, 302, 'acknowledged'],
    [put, 409, 'rejected'],
    [deletion, 200, 'acknowledged'],
    [deletion, 404, 'acknowledged'],
    [put, 200, 'protocol'],
    [put, 204, 'protocol'],
    [put, 301, 'protocol'],
    [put, 307, 'protocol'],
    [put, 404, 'rejected'],
    [put, 400, 'rejected'],
    [put, 413, 'rejected'],
    [put, 500, 'rejected'],
    [put, 507, 'rejected'],
    [put, 429, 'protocol'],
    [put, 503, 'protocol'],
    [put, 999, 'protocol'],
    [deletion, 201, 'protocol'],
    [deletion, 302, 'protocol'],
    [deletion, 409, 'rejected'],
    [deletion, 502, 'protocol'],
  ] as const)('of %j is not every status: %i is %s', async (operation, status, expected) => {
    const { ctx } = await nodeWithFile();
    const response = { status, ...ids };
    const { peer } = peerResponding({ PUT: response, DELETE: response });
    const outcome = await deliver(operation, peer, ctx).catch((error) => error.kind);
    expect(outcome).toBe(expected);
    expect(peer.identity.nodeId).toBe(ours);
  });

  it('without a node id, or with a malformed one, does not count from a peer that had one', async () => {
    const { ctx } = await nodeWithFile();
    for (const nodeId of [undefined, 'nonsense']) {
      const { peer } = peerResponding({ PUT: { status: 201, ...(nodeId && { nodeId }) } }, ids);
      await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ kind: 'protocol' });
      expect(peer.identity.nodeId).toBe(ours);
    }
  });

  it('by a Python version in the place of a node counts once it is verified', async () => {
    const { ctx } = await nodeWithFile();
    const there = { status: 200, sha1: sha1Of('content') };
    const stored = { status: 201, location: `/${name}` };
    const back = peerResponding({ PUT: stored, HEAD: there }, ids);
    expect(await deliver(put, back.peer, ctx)).toBe('acknowledged');
    expect(back.peer.identity.nodeId).toBeUndefined();
    const responses = { DELETE: { status: 200 }, HEAD: { status: 404 }, GET: legacyStatus };
    const gone = peerResponding(responses, ids);
    expect(await deliver(deletion, gone.peer, ctx)).toBe('acknowledged');
    expect(gone.peer.identity.nodeId).toBeUndefined();
  });

  it('by something else in the place of a peer that had an id does not count', async () => {
    const { ctx } = await nodeWithFile();
    for (const status of [200, 302, 409]) {
      const { peer } = peerResponding({ PUT: { status }, HEAD: { status: 200, sha1: 'x' } }, ids);
      await expect(deliver(put, peer, ctx)).rejects.toMatchObject({ kind: 'protocol' });
      expect(peer.identity.nodeId).toBe(ours);
    }
    const { peer } = peerResponding({ DELETE: { status: 404 } }, ids);
    await expect(deliver(deletion, peer, ctx)).rejects.toMatchObject({ kind: 'protocol' });
  });

  it('of a deletion by a peer without an id counts when the file is gone there', async () => {
    const { ctx } = await nodeWithFile();
    const responses = { DELETE: { status: 200 }, GET: legacyStatus };
    const gone = peerResponding({ ...responses, HEAD: { status: 404 } });
    expect(await deliver(deletion, gone.peer, ctx)).toBe('acknowledged');
    const liar = peerResponding({ ...responses, HEAD: { status: 200 } });
    await expect(deliver(deletion, liar.peer, ctx)).rejects.toMatchObject({ kind: 'protocol' });
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
    const { peer, sent } = peerResponding({});
    expect(await deliver(put, peer, node.ctx)).toBe('skipped');
    expect(sent).toEqual([]);
  });

  it('back to the node that it came from', async () => {
    const { ctx } = await nodeWithFile();
    const { peer, sent } = peerResponding({}, ids);
    const { instance } = ids;
    expect(await deliver({ ...put, from: instance }, peer, ctx)).toBe('skipped');
    expect(await deliver({ ...deletion, from: instance }, peer, ctx)).toBe('skipped');
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
  ] as const)(
    '%j, asked for with the response %j, costs %j',
    async (operation, response, expected) => {
      const { ctx } = await nodeWithFile();
      const { peer, sent } = peerResponding({ ...takesAll(response), GET: legacyStatus });
      await deliver(operation, peer, ctx).catch(() => undefined);
      expect(sent).toEqual(expected);
    },
  );
});

/** A peer that accepts everything, of the kind that its response to HEAD shows. */
function takesAll(head: PeerResponse): Partial<Record<PeerRequest['method'], PeerResponse>> {
  const { nodeId, instance } = head;
  const shown = { ...(nodeId && { nodeId }), ...(instance && { instance }) };
  const stored = { status: 201, location: `/${name}`, ...shown };
  return { HEAD: head, PUT: stored, DELETE: { status: 404, ...shown } };
}
