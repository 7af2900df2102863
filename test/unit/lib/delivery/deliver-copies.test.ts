import { describe, expect, it } from 'vitest';
import { deliver } from '../../../../lib/delivery/deliver.ts';
import type { PeerRequest, PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import type { Operation } from '../../../../lib/journal/journal.ts';
import { nameOf } from '../../../support/disk/open-test-storage.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createTestPeer, type MetBefore, ownIds } from '../../../support/node/create-test-peer.ts';
import {
  deletion,
  forwarded,
  legacy,
  met,
  name,
  older,
  put,
  type Responses,
} from '../../../support/node/deliver-to.ts';
import { sha1Of } from '../../../support/node/sha1-of.ts';

const stored = { status: 201, location: `/${name}` };

/** Delivers the file, or an operation on it, and returns who is known to have it then. */
async function holdersAfter(
  responses: Responses,
  operation: Operation = put,
  { before, content = 'content' }: { before?: MetBefore; content?: string } = {},
): Promise<readonly string[]> {
  const { ctx, storageDisk } = await createTestContext();
  storageDisk.write(operation.name, content);
  const noted: string[] = [];
  const copies = { note: (noticed: string, nodeId: string) => void noted.push(noticed, nodeId) };
  const send = async ({ method, body }: PeerRequest): Promise<PeerResponse> => {
    await body?.read();
    return responses[method] ?? { status: 404, ...before };
  };
  const peer = createTestPeer(send, before);
  await deliver(operation, peer, { ...ctx, peers: { copies } }).catch(() => undefined);
  return noted;
}

describe('a peer has the file for certain', () => {
  it.each([
    ['that has stored it', put, { ...stored, ...met }],
    ['that had it', put, { ...stored, status: 302, ...met }],
    ['that had it when it was offered', forwarded, { status: 302, ...met }],
  ])('%s', async (_, operation, response) => {
    expect(await holdersAfter({ PUT: response }, operation, { before: met })).toEqual([
      name,
      met.nodeId,
    ]);
  });

  it('that has stored it in parts', async () => {
    const content = 'x'.repeat(1024 * 1024);
    const large = nameOf('large', content);
    const responses = { PUT: { ...stored, location: `/${large}`, ...met } };
    const operation = { ...put, name: large };
    expect(await holdersAfter(responses, operation, { content })).toEqual([large, met.nodeId]);
  });
});

describe('nothing is known of who has the file', () => {
  it.each<[string, Responses, Operation?]>([
    ['from a tombstone', { PUT: { status: 409, reason: 'deleted', ...met } }],
    ['from another conflict', { PUT: { status: 409, ...met } }],
    ['from a deletion', { DELETE: { status: 404, ...met } }, deletion],
    ['from a response of this process', { PUT: { ...stored, ...ownIds } }],
    ['from a node of 1.0.0, which may not have synced it', { PUT: { ...stored, ...older } }],
    [
      'from the Python version, which does not sync it',
      { ...legacy, PUT: stored, HEAD: { status: 200, sha1: sha1Of('content') } },
    ],
    [
      'from the Python version, where it is found',
      { ...legacy, HEAD: { status: 200, sha1: sha1Of('content') } },
      forwarded,
    ],
    ...[200, 400, 404, 413, 500, 503, 507].map((status): [string, Responses] => [
      `from a ${status}`,
      { PUT: { status, ...met } },
    ]),
  ])('%s', async (_, responses, operation) => {
    expect(await holdersAfter(responses, operation)).toEqual([]);
  });
});
