import { defaultReadThroughLimits } from '../limits/read-through-limits.ts';
import { createRemoteFiles, type RemoteFiles } from '../read-through/remote-files.ts';
import type { PeerSet } from '../replication/peer-set.ts';
import type { NodeContents } from './create-context.ts';

/** The files of the peers of a node, for what it should hold and does not. */
export function findRemoteFiles(options: NodeContents, peers: PeerSet): RemoteFiles {
  const { storage, inventory, clock, timers, log, createSha1 } = options;
  return createRemoteFiles({
    peers: () => peers.remotePeers(),
    isExpected: (name) =>
      inventory.stored.has(inventory.fingerprintName(name)) || storage.quarantined.has(name),
    openStored: (name) => storage.open(name),
    createSha1,
    clock,
    timers,
    log,
    limits: { ...defaultReadThroughLimits, ...options.readThroughLimits },
  });
}
