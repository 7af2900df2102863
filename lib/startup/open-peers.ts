import { createCopies } from '../copies/copies.ts';
import { isDiskFull } from '../errors/error-code.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import type { PositionStore } from '../pending/position-store.ts';
import { openPeerSet, type PeerSet } from '../replication/peer-set.ts';
import type { OpenNodeOptions } from './open-node-options.ts';

const defaultForgetAfterMs = 14 * 24 * 60 * 60 * 1000;
const defaultMaxCopyWaits = 512;

/** Opens what is pending for the peers of a node, and saves how far they are. */
export async function openPeers(options: OpenNodeOptions): Promise<PeerSet> {
  const { journal, config, positions = createTransientPositions(), clock, log } = options;
  const { timers, maxCopyWaits: maxWaits = defaultMaxCopyWaits } = options;
  const { nodeId, peerUrls } = config;
  const peers = openPeerSet({
    positions,
    copies: createCopies({ nodeId, peerCount: peerUrls.length, timers, maxWaits }),
    journal,
    peerUrls,
    forget: options.forget ?? [],
    forgetAfterMs: options.forgetAfterMs ?? defaultForgetAfterMs,
    clock,
    log,
    memoryLimits: { ...defaultMemoryLimits, ...options.memoryLimits },
  });
  await saveUnlessDiskFull(peers, options);
  return peers;
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
