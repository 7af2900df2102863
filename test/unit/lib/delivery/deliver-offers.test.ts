import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createTestPeer } from '../../../support/node/create-test-peer.ts';

const name = nameOf('file', 'content');
const ours = '00000000000000aa';
const ids = { nodeId: ours, instance: '00000000000000a1' };
const other = '00000000000000bb';
const forwarded = { op: 'PUT', name, seconds: 7, from: other } as const;

/** Delivers to a node that gives these responses in turn; returns what was sent to it. */
async function deliverTo(...responses: readonly PeerResponse[]): Promise<readonly string[]> {
  const { ctx, storageDisk } = await createTestContext();
  storageDisk.write(name, 'content');
  const sent: string[] = [];
  const send = async ({ method, body }: PeerRequest): Promise<PeerResponse> => {
    sent.push(`${method}${body === undefined ? '' : ' with a body'}`);
    await body?.read();
    return responses[sent.length - 1] as PeerResponse;
  };
  expect(await deliver(forwarded, createTestPeer(send, ids), ctx)).toBe('acknowledged');
  return sent;
}

describe('a forwarded upload', () => {
  it.each([{ status: 302 }, { status: 409, reason: 'deleted' }])(
    'is only offered to a peer that says %j',
    async (response) => {
      expect(await deliverTo({ ...response, ...ids })).toEqual(['PUT']);
    },
  );

  it.each([404, 400, 409, 503])(
    'is sent to a peer that responds to the offer with %i',
    async (status) => {
      const sent = await deliverTo({ status, ...ids }, { status: 201, ...ids });
      expect(sent).toEqual(['PUT', 'PUT with a body']);
    },
  );

  it('is sent when the offer is accepted by a server without an id', async () => {
    const sent = await deliverTo({ status: 302 }, { status: 201, ...ids });
    expect(sent).toEqual(['PUT', 'PUT with a body']);
  });

  it('shows the link which process it came from', async () => {
    const { ctx, storageDisk } = await createTestContext();
    storageDisk.write(name, 'content');
    const seen: (string | undefined)[] = [];
    const send = async ({ from }: PeerRequest): Promise<PeerResponse> => {
      seen.push(from);
      return { status: seen.length % 2 === 0 ? 201 : 404, ...ids };
    };
    await deliver(forwarded, createTestPeer(send, ids), ctx);
    expect(seen).toEqual([other, other]);
  });
});
