import type { Peer } from '../delivery/peer.ts';
import { type Clock, nowSeconds } from '../host/clock.ts';
import type { Log } from '../host/log.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { type OperationKind, operationKinds } from '../journal/journal.ts';
import type { PeerQueue } from '../pending/peer-queue.ts';
import type { Storage } from '../storage/storage.ts';
import type { ListedTombstones } from '../tombstones/tombstones.ts';
import type { Missing } from './find-missing.ts';
import { createRepairCursor, type RepairCursor } from './repair-cursor.ts';
import { createWorkSharing } from './work-sharing.ts';

export interface RepairSourceOptions {
  /** The peer as it may be named in logs. */
  readonly peerName: string;
  readonly peer: Peer;
  readonly queue: PeerQueue;
  readonly inventory: Inventory;
  readonly storage: Pick<Storage, 'list'>;
  readonly tombstones: Pick<ListedTombstones, 'names'>;
  /** The sequence number of the journal's next record. */
  readonly nextSequence: () => number;
  readonly nodeId: string;
  /** The ids of the other peers that are up: they send the peer what it lacks, too. */
  readonly otherIds: () => readonly string[];
  readonly clock: Clock;
  readonly log: Log;
  /** Lets other work go on. */
  readonly pause: () => Promise<void>;
  /** There is something to send. */
  readonly onWork: () => void;
}

/** Gives the queue of a peer what the peer lacks. */
export interface RepairSource {
  /** Takes out of what is missing what is pending anyway. */
  removePending(missing: Missing): void;
  /** What this node sends now of what is missing, as other nodes may send it, too. */
  shareOf(missing: Missing): Missing;
  /** Looks for the names of what is missing, and makes them pending. */
  send(missing: Missing): void;
  close(): Promise<void>;
}

const setOf = { PUT: 'stored', DELETE: 'tombstones' } as const;

/** Creates the source of the repairs of one peer. */
export function createRepairSource(options: RepairSourceOptions): RepairSource {
  const { peerName, queue, inventory, storage, tombstones, clock, log, onWork } = options;
  const { fingerprintName } = inventory;
  const sharing = createWorkSharing(options.nodeId, options.otherIds);
  let cursors: readonly RepairCursor[] = [];

  function cursorOver(op: OperationKind, missing: Missing): RepairCursor {
    return createRepairCursor({
      names: op === 'PUT' ? storage.list() : tombstones.names(),
      missing: missing[setOf[op]],
      fingerprintName,
      // The peer has just said that it wants the name: it need not be offered first.
      toOperation: (name) => ({ op, name, seconds: nowSeconds(clock) }),
      pause: options.pause,
      onRead: onWork,
      onAbsent(fingerprints) {
        // Somebody has removed it by hand, or it has been deleted since.
        if (fingerprints.some(inventory.stored.has)) inventory.doubt();
      },
      onError: (error) =>
        log.error('what a peer lacks could not be read', { peer: peerName, error }),
    });
  }

  return {
    removePending(missing) {
      for (const kind of operationKinds) {
        for (const name of queue.names(kind)) missing[setOf[kind]].delete(fingerprintName(name));
      }
    },
    shareOf: (missing) => ({ ...missing, stored: sharing.take(missing.stored) }),
    send(missing) {
      cursors = operationKinds.map((kind) => {
        const cursor = cursorOver(kind, missing);
        queue.repair(kind, cursor);
        return cursor;
      });
      onWork();
    },
    async close() {
      await Promise.all(cursors.map((cursor) => cursor.close()));
    },
  };
}
