import type { Access } from './access/access.ts';
import type { KeyedMutex } from './concurrency/keyed-mutex.ts';
import type { RateLimiter } from './concurrency/token-bucket.ts';
import type { Health } from './disk/health.ts';
import type { Clock } from './host/clock.ts';
import type { Log } from './host/log.ts';
import type { Journal } from './journal/journal.ts';
import type { Tombstones } from './journal/tombstones.ts';
import type { NameLimits } from './names/name-limits.ts';
import type { StoredName } from './names/stored-name.ts';
import type { Peers } from './pending/peers.ts';
import type { Storage } from './storage/storage.ts';
import type { SingleTransfers } from './transfers/single-transfer.ts';

/**
 * Everything a handler may reach: the ports below are the table of contents of this program.
 * A host (`runtime/`), a unit test or the simulator decides what stands behind each of them.
 */
export interface Context {
  readonly storage: Storage;
  readonly journal: Journal;
  readonly tombstones: Tombstones;
  readonly unknownDeleteLimit: RateLimiter;
  readonly nameLocks: KeyedMutex<StoredName>;
  readonly transfers: SingleTransfers;
  readonly peers: Peers;
  readonly health: Health;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config;
}

/** What the operator decided. */
export interface Config extends NameLimits {
  readonly version: string;
  /** This node's id: 16 hex digits, made at its first start. */
  readonly nodeId: string;
  /** This process: 16 hex digits, made at every start. */
  readonly instance: string;
  /** Where clients reach this node, without a trailing slash; empty: `Location` is a path. */
  readonly publicUrl: string;
  readonly peerUrls: readonly string[];
  /** The largest body taken; `Infinity` for no limit. */
  readonly maxSizeBytes: number;
  /** Origins whose pages may use this node from a browser; `*` for all of them. */
  readonly corsOrigins: readonly string[];
  readonly startedAtMs: number;
}
