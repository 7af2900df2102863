import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import type { JournalEntry } from '../../../lib/journal/journal.ts';
import { PeerDownError } from '../../../lib/replication/peer-down-error.ts';
import { createReplicator, type Replicator } from '../../../lib/replication/replicator.ts';
import { createTestContext, type LogLine } from './create-test-context.ts';
import { entries, queueOver } from './test-queue.ts';

/** No new work ever comes. */
export const never = (): Promise<void> => new Promise(() => undefined);
/** Long enough for a window to fill. */
export async function ticks(): Promise<void> {
  for (let count = 0; count < 50; count += 1) await Promise.resolve();
}

export const nodeId = '00000000000000aa';
export const instance = '00000000000000a1';
/** The answer of a peer that takes a deletion. */
export const taken = { status: 404, nodeId, instance };

/** A replicator of deletions, which need no file, over a peer that a test makes up. */
export async function setUp(
  count: number,
  send: (request: PeerRequest) => Promise<PeerResponse>,
  concurrency = 4,
) {
  const { ctx, clock, logLines } = await createTestContext();
  const records = entries(count).map((entry): JournalEntry => ({ ...entry, op: 'DELETE' }));
  const queue = queueOver(records);
  const options = { url: 'http://peer', link: { send }, queue, clock: ctx.clock, log: ctx.log };
  const replicator = createReplicator({ ...options, ctx, concurrency });
  return { replicator, queue, records, clock, logLines };
}

/** Drains, and tells whether the peer is down. */
export async function isDown(replicator: Replicator): Promise<boolean> {
  return await replicator.drain(never).then(
    () => false,
    (error: unknown) => error instanceof PeerDownError,
  );
}

export const messages = (lines: readonly LogLine[]): string[] =>
  lines.filter(({ level }) => level === 'warn').map(({ message }) => message);
