import { createRefusals } from '../access/refusals.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import { createTokenBucket } from '../concurrency/token-bucket.ts';
import type { Context } from '../context.ts';
import { isDiskFull } from '../errors/error-code.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import { defaultTransferLimits } from '../limits/transfer-limits.ts';
import type { PositionStore } from '../pending/position-store.ts';
import { openPeerSet, type PeerSet } from '../replication/peer-set.ts';
import { createSingleTransfers } from '../transfers/single-transfer.ts';
import { finishDeletions } from './finish-deletions.ts';
import type { OpenNodeOptions } from './open-node-options.ts';

const defaultUnknownDeletesPerSecond = 100;
/** How many seconds' worth of deletes of unknown names may come at once. */
const burstSeconds = 100;
const defaultForgetAfterMs = 14 * 24 * 60 * 60 * 1000;

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
  const { storage, journal } = options;
  try {
    await storage.recover();
    await finishDeletions(options, options.unfinishedDeletes ?? []);
    const peers = openPeers(options);
    await saveUnlessDiskFull(peers, options);
    const ctx = createContext(options, peers);
    return {
      ctx,
      peers: {
        ...peers,
        async save() {
          // Without requests nobody else would notice these.
          ctx.refusals.check();
          await storage.isInPlace();
          await peers.save();
        },
      },
      onOperation: (listener) => journal.onPublish(listener),
      async close() {
        await storage.finished();
        await journal.close();
      },
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}

function openPeers(options: OpenNodeOptions): PeerSet {
  const { journal, config, positions = createTransientPositions(), clock, log } = options;
  return openPeerSet({
    positions,
    journal,
    peerUrls: config.peerUrls,
    forget: options.forget ?? [],
    forgetAfterMs: options.forgetAfterMs ?? defaultForgetAfterMs,
    clock,
    log,
    memoryLimits: { ...defaultMemoryLimits, ...options.memoryLimits },
  });
}

function createContext(options: OpenNodeOptions, peers: PeerSet): Context {
  const { storage, journal, access, clock, timers, log } = options;
  const perSecond = options.unknownDeletesPerSecond ?? defaultUnknownDeletesPerSecond;
  const transferLimits = { ...defaultTransferLimits, ...options.transferLimits };
  return {
    storage,
    journal,
    tombstones: journal.tombstones,
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

function createTransientPositions(): PositionStore {
  return { saved: new Map(), save: async () => undefined };
}

/** A full disk stops no start: the positions saved before still hold, and are saved later. */
async function saveUnlessDiskFull(
  peers: PeerSet,
  { log }: Pick<OpenNodeOptions, 'log'>,
): Promise<void> {
  try {
    await peers.save();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    log.warn('how far the peers are could not be saved, because the disk is full');
  }
}
