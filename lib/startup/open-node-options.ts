import type { Config, Context } from '../context.ts';
import type { TextStore } from '../disk/text-store.ts';
import type { CreateSha1, HashText } from '../host/hash.ts';
import type { Timers } from '../host/timers.ts';
import type { JournalBackend } from '../journal/journal.ts';
import type { MemoryLimits } from '../limits/memory-limits.ts';
import type { ReadThroughLimits } from '../limits/read-through-limits.ts';
import type { RequestLimits } from '../limits/request-limits.ts';
import type { TransferLimits } from '../limits/transfer-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { PositionStore } from '../pending/position-store.ts';
import type { StorageBackend } from '../storage/storage.ts';

/**
 * What a node may do, and what it must know, wherever it keeps its files: the part of the options
 * that its backends have nothing to do with.
 */
export interface NodeSettings {
  /** Who may read, write and replicate. */
  readonly access: Context['access'];
  readonly clock: Context['clock'];
  readonly createSha1: CreateSha1;
  /** Hashes names for comparisons with peers; `createSha1`, which may be slower, unless given. */
  readonly hashText?: HashText | undefined;
  readonly timers: Timers;
  readonly log: Context['log'];
  /** The URLs of removed peers that are gone for good; none by default. */
  readonly forget?: readonly string[];
  /** How long what is pending for other removed peers is kept; 14 days by default. */
  readonly forgetAfterMs?: number;
  /**
   * How many names that this node does not have clients may delete per second; where writing takes
   * no secret, deletes of any name count. 100 by default, 0 for no limit.
   */
  readonly unknownDeletesPerSecond?: number;
  /** How much is remembered or read ahead; `defaultMemoryLimits` for what is not given. */
  readonly memoryLimits?: Partial<MemoryLimits> | undefined;
  /** What transfers between nodes may take; `defaultTransferLimits` for what is not given. */
  readonly transferLimits?: Partial<TransferLimits>;
  /** What is asked of peers for clients; `defaultReadThroughLimits` for what is not given. */
  readonly readThroughLimits?: Partial<ReadThroughLimits>;
  /** What clients may have of the node at once; `defaultRequestLimits` for what is not given. */
  readonly requestLimits?: Partial<RequestLimits>;
  /** How many uploads may wait at once until other nodes have the file; 512 by default. */
  readonly maxCopyWaits?: number;
}

/** What `openNode` makes a node of. */
export interface OpenNodeOptions extends NodeSettings {
  /** Opened, but not recovered yet. */
  readonly storage: StorageBackend;
  readonly journal: JournalBackend;
  /**
   * The names whose deletion the journal recorded, but whose files may still be there; none by
   * default.
   */
  readonly unfinishedDeletes?: Iterable<StoredName> | AsyncIterable<StoredName>;
  /** Where the positions of the peers are kept; by default they are forgotten with the process. */
  readonly positions?: PositionStore;
  /** Where the place of the scrub is kept; by default it is forgotten with the process. */
  readonly scrubPlaces?: TextStore;
  /** Where the total size of the files is kept; by default it is counted at each start. */
  readonly savedBytes?: TextStore;
  /** Whether the backends take writes; by default they always do. */
  readonly health?: Context['health'];
  /**
   * Sets who is called when the storage was emptied behind the node's back, and goes on empty;
   * absent where nobody can do that.
   */
  readonly onStorageRemade?: (listener: () => void) => void;
  readonly config: Omit<Config, 'startedAtMs'>;
}
