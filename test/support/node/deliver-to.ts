import { deliver } from '../../../lib/delivery/deliver.ts';
import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import type { Operation } from '../../../lib/journal/journal.ts';
import { nameOf } from '../disk/open-test-storage.ts';
import { createTestContext } from './create-test-context.ts';
import { createTestPeer, type MetBefore } from './create-test-peer.ts';

/** The name of the file that is delivered. */
export const name = nameOf('file', 'content');
export const put: Operation = { op: 'PUT', name, seconds: 7 };
export const deletion: Operation = { op: 'DELETE', name, seconds: 7 };
/** It came from a node that is not the peer. */
export const forwarded: Operation = { ...put, from: '00000000000000f1' };

/** The ids that a node sends, and those of a node of 1.0.0. */
export const met = { nodeId: '00000000000000aa', instance: '00000000000000a1' };
export const older = { nodeId: '00000000000000aa' };

export type Responses = Readonly<Partial<Record<PeerRequest['method'], PeerResponse>>>;

/** The same response to everything. */
export const always = (response: PeerResponse): Responses =>
  ({ PUT: response, DELETE: response, HEAD: response, GET: response }) as const;
/** The Python version; `isStatus` says that its status was read as one. */
export const legacy = { GET: { status: 200, isStatus: true } } as const;

/** Delivers an operation several times to something that gives these responses. */
export async function deliverTo(
  responses: Responses,
  operation: Operation,
  before?: MetBefore,
  times = 1,
) {
  const { ctx, storageDisk } = await createTestContext();
  storageDisk.write(name, 'content');
  const sent: string[] = [];
  const send = async ({ method, body }: PeerRequest): Promise<PeerResponse> => {
    sent.push(body === undefined ? method : 'body');
    await body?.read();
    return responses[method] ?? { status: 404 };
  };
  const peer = createTestPeer(send, before);
  let outcome = '';
  for (let time = 0; time < times; time += 1) {
    outcome = await deliver(operation, peer, ctx).catch((error: Error) => error.message);
  }
  return { outcome, sent, problem: peer.problem()?.text };
}
