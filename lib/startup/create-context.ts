import { createRefusals } from '../access/refusals.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import type { Context } from '../context.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { createLacks } from '../inventory/lacks.ts';
import type { PeerSet } from '../replication/peer-set.ts';
import { createClientLimits } from '../requests/client-limits.ts';
import { createScrub, type Scrub } from '../scrub/scrub.ts';
import { createSingleTransfers } from '../transfers/single-transfer.ts';
import { beginConfig } from './begin-config.ts';
import { findRemoteFiles } from './find-remote-files.ts';
import type { OpenNodeOptions } from './open-node-options.ts';

/** What a node is made of, and which names it holds. */
export type NodeContents = OpenNodeOptions & { readonly inventory: Inventory };

/**
 * Creates what handlers get of a node whose backends are open. Throws an `Error` for a mount that
 * is no path.
 */
export function createContext(
  options: NodeContents,
  peers: PeerSet,
): Context & { readonly scrub: Scrub } {
  const { storage, journal, inventory, access, clock, timers, log } = options;
  const { tombstones } = journal;
  const nameLocks: Context['nameLocks'] = createKeyedMutex();
  const health = options.health ?? { readOnlyReason: undefined, isStorageMissing: false };
  return {
    ...createClientLimits(options),
    storage,
    journal,
    tombstones,
    inventory,
    lacks: createLacks({ inventory, clock, hasPeers: options.config.peerUrls.length > 0 }),
    nameLocks,
    transfers: createSingleTransfers(clock, timers, options.transferLimits),
    remoteFiles: findRemoteFiles(options, peers),
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
