import { createRefusals } from '../access/refusals.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import { createTokenBucket } from '../concurrency/token-bucket.ts';
import type { Context } from '../context.ts';
import { type TrackedBackends, trackInventory } from '../inventory/track-inventory.ts';
import { defaultTransferLimits } from '../limits/transfer-limits.ts';
import type { PeerSet } from '../replication/peer-set.ts';
import { createSingleTransfers } from '../transfers/single-transfer.ts';
import { fillNode } from './fill-node.ts';
import { finishDeletions } from './finish-deletions.ts';
import type { OpenNodeOptions } from './open-node-options.ts';
import { openPeers } from './open-peers.ts';

const defaultUnknownDeletesPerSecond = 100;
/** How many seconds' worth of deletes of unknown names may come at once. */
const burstSeconds = 100;

/** A node that is ready to serve: what a crash left half done has been finished. */
export interface OpenNode {
  /** For `handle`. */
  readonly ctx: Context;
  /** For `runReplication`. */
  readonly peers: PeerSet;
  /** Calls back whenever there is a new operation for the peers; there is one listener. */
  onOperation(listener: () => void): void;
  /** Closes both backends, once no request is being handled and replication has stopped. */
  close(): Promise<void>;
}

/**
 * Opens a node on a storage and a journal, whatever they keep their data in. The order matters:
 * first the storage drops what was staged before the last restart, then files whose deletion was
 * recorded are removed, then the queues of the peers are opened. Only then may requests be
 * handled. The node owns both backends: `close` closes them, and so does a start that fails.
 */
export async function openNode(options: OpenNodeOptions): Promise<OpenNode> {
  const tracked = trackInventory(options);
  const { storage, journal } = tracked;
  const node = { ...options, ...tracked };
  try {
    await storage.recover();
    await finishDeletions(node, options.unfinishedDeletes ?? []);
    const peers = await openPeers(node);
    const ctx = createContext(node, peers);
    const filling = fillNode(tracked, ctx, options);
    return {
      ctx,
      peers: {
        ...peers,
        async save() {
          // Without requests nobody else would notice these.
          ctx.refusals.check();
          filling.noteInPlace(await storage.isInPlace());
          await peers.save();
        },
      },
      onOperation: (listener) => journal.onPublish(listener),
      async close() {
        await filling.stop();
        await storage.finished();
        await journal.close();
      },
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}

function createContext(
  options: OpenNodeOptions & Pick<TrackedBackends, 'inventory'>,
  peers: PeerSet,
): Context {
  const { storage, journal, inventory, access, clock, timers, log } = options;
  const perSecond = options.unknownDeletesPerSecond ?? defaultUnknownDeletesPerSecond;
  const transferLimits = { ...defaultTransferLimits, ...options.transferLimits };
  return {
    storage,
    journal,
    tombstones: journal.tombstones,
    inventory,
    unknownDeleteLimit: createTokenBucket({
      clock,
      perSecond,
      capacity: perSecond * burstSeconds,
    }),
    nameLocks: createKeyedMutex(),
    transfers: createSingleTransfers(clock, timers, transferLimits),
    peers,
    health: options.health ?? { readOnlyReason: undefined, isStorageMissing: false },
    refusals: createRefusals(clock, log),
    access,
    clock,
    log,
    config: { ...options.config, startedAtMs: clock.nowMs() },
  };
}
