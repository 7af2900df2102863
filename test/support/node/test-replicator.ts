import { createPeer } from '../../../lib/delivery/peer.ts';
import { createPeerIdentities } from '../../../lib/delivery/peer-identity.ts';
import type { PeerLink, PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import type { JournalEntry } from '../../../lib/journal/journal.ts';
import type { PeerQueue } from '../../../lib/pending/peer-queue.ts';
import { PeerDownError } from '../../../lib/replication/peer-down-error.ts';
import { createReplicator, type Replicator } from '../../../lib/replication/replicator.ts';
import { createTestContext, type LogLine, type TestContext } from './create-test-context.ts';
import { entries, queueOver } from './test-queue.ts';

/** No new work ever comes. */
export const never = (): Promise<void> => new Promise(() => undefined);
/** Long enough for a window to fill. */
export async function ticks(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await Promise.resolve();
}

export const nodeId = '00000000000000aa';
export const instance = '00000000000000a1';
/** What every response of a peer that is a node says. */
export const node = { nodeId, instance };
/** The response of a peer that accepts a deletion. */
export const accepted = { status: 404, ...node };
/** The response of a node to a request for its status. */
export const status200: PeerResponse = { status: 200, isStatus: true, ...node };

/** How a peer of the test's own responds. */
export type Send = (request: PeerRequest) => Promise<PeerResponse>;

/** A replicator over a link of the test's own; the peer has not responded yet. */
export function createTestReplicator(options: {
  readonly link: PeerLink;
  readonly queue: PeerQueue;
  readonly ctx: TestContext['ctx'];
  readonly concurrency?: number;
}): Replicator {
  const { link, queue, ctx, concurrency = 4 } = options;
  const { clock, log } = ctx;
  const peerName = 'http://peer';
  const peer = createPeer(link, createPeerIdentities(undefined, clock).add(peerName), clock);
  const rewind = (): void => undefined;
  const parts = { peerName, peer, queue, clock, log, ctx, rewind };
  return createReplicator({ ...parts, concurrency: () => concurrency });
}

/**
 * A replicator of deletions, which need no file, over a peer of the test's own, which the test can
 * replace.
 */
export async function setUp(count: number, first: Send, concurrency = 4) {
  let current = first;
  const { ctx, clock, logLines } = await createTestContext();
  const records = entries(count).map((entry): JournalEntry => ({ ...entry, op: 'DELETE' }));
  const queue = queueOver(records);
  const link = { send: async (request: PeerRequest) => await current(request) };
  const replicator = createTestReplicator({ link, queue, ctx, concurrency });
  const become = (next: Send): void => {
    current = next;
  };
  return { replicator, queue, records, clock, logLines, become };
}

/** Drains, and returns whether the peer is down. */
export async function isDown(replicator: Replicator): Promise<boolean> {
  return await replicator.drain(never).then(
    () => false,
    (error: unknown) => error instanceof PeerDownError,
  );
}

export const messages = (lines: readonly LogLine[]): string[] =>
  lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
