import { PeerDownError } from '../../../lib/replication/peer-down-error.ts';
import type { Replicator } from '../../../lib/replication/replicator.ts';

/** Drains without new work: it returns when nothing more can be sent at this moment. */
export async function drainOnce(replicator: Replicator): Promise<void> {
  try {
    await replicator.drain(() => new Promise(() => undefined));
  } catch (error) {
    if (!(error instanceof PeerDownError)) throw error;
  }
}
