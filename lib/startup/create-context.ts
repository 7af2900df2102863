import { createRefusals } from '../access/refusals.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import type { Context } from '../context.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { defaultReadThroughLimits } from '../limits/read-through-limits.ts';
import { createRemoteFiles } from '../read-through/remote-files.ts';
import type { PeerSet } from '../replication/peer-set.ts';
import { createClientLimits } from '../requests/client-limits.ts';
import { createScrub, type Scrub } from '../scrub/scrub.ts';
import { createSingleTransfers } from '../transfers/single-transfer.ts';
import { beginConfig } from './begin-config.ts';
import type { OpenNodeOptions } from './open-node-options.ts';

/**
 * Creates what handlers get of a node whose backends are open. Throws an `Error` for a mount that
 * is no path.
 */
export function createContext(
  options: OpenNodeOptions & { readonly inventory: Inventory },
  peers: PeerSet,
): Context & { readonly scrub: Scrub } {
  const { storage, journal, inventory, access, clock, timers, log, createSha1 } = options;
  const { tombstones } = journal;
  const nameLocks: Context['nameLocks'] = createKeyedMutex();
  const health = options.health ?? { readOnlyReason: undefined, isStorageMissing: false };
  return {
    ...createClientLimits(options),
    storage,
    journal,
    tombstones,
    inventory,
    nameLocks,
    transfers: createSingleTransfers(clock, timers, options.transferLimits),
    remoteFiles: createRemoteFiles({
      peers: () => peers.remotePeers(),
      isExpected: (name) =>
        inventory.stored.has(inventory.fingerprintName(name)) || storage.quarantined.has(name),
      openStored: (name) => storage.open(name),
      createSha1,
      clock,
      timers,
      log,
      limits: { ...defaultReadThroughLimits, ...options.readThroughLimits },
    }),
    peers,
    scrub: createScrub({ ...options, tombstones, nameLocks, health, places: options.scrubPlaces }),
    health,
    refusals: createRefusals(clock, log),
    access,
    clock,
    log,
    config: beginConfig(options.config, clock),
  };
}
