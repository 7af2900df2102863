import type { StoredName } from '../names/stored-name.ts';
import type { ListedTombstones } from '../tombstones/tombstones.ts';

/** An upload or a deletion of a name, as the journal records it. */
export interface Operation {
  readonly op: 'PUT' | 'DELETE';
  readonly name: StoredName;
  /** When this node recorded it, in Unix seconds. */
  readonly seconds: number;
  /**
   * The instance, or else the node id, of the peer that sent it; absent if a client did. It is
   * never sent back there.
   */
  readonly from?: string;
}

/** Whether an operation is an upload or a deletion. */
export type OperationKind = Operation['op'];

/** Deletions come first: they take no space on a peer's disk, and free some. */
export const operationKinds: readonly OperationKind[] = ['DELETE', 'PUT'];

/** An operation with its sequence number in the journal. */
export interface JournalEntry extends Operation {
  readonly sequence: number;
}

/** Reads the published uploads, or the published deletions, in order, for one peer. */
export interface JournalCursor {
  /** Reads ahead unless there are entries left; `false` when there is nothing to read. */
  fill(): Promise<boolean>;
  /** Takes the next entry that was read ahead. */
  next(): JournalEntry | undefined;
  /** Every record of the kind before this sequence number was taken. */
  position(): number;
  /** How many records of the kind are not taken yet, including unpublished ones. */
  remaining(): number;
}

/** The write-ahead log of all operations that some peer has not acknowledged yet. */
export interface Journal {
  /**
   * Records an operation durably. Replicators do not see it before it is published. A DELETE is in
   * `Tombstones` once this resolves, and may use the ballast on a full disk.
   */
  append(operation: Operation): Promise<UnpublishedRecord>;
  /**
   * Whether an upload of this name was recorded, so that all peers have it or will be sent it. Also
   * known once the record was dropped, and after a restart, unless the queue directory was lost.
   * Of a deleted name this says nothing.
   */
  hasRecorded(name: StoredName): boolean;
  /**
   * Forgets that an upload was recorded, because its file is missing and could not be sent to a
   * peer. If the file is found later, it is recorded again.
   */
  forgetRecorded(name: StoredName): void;
  /** Rejects with a `NoSpaceError` when an upload's record would leave too little free space. */
  checkSpace(): Promise<void>;
  /** The same for somebody who only asks: it reserves nothing, and writes no ballast. */
  askSpace(): Promise<void>;
  /** Rejects with a `NoSpaceError` when the disk is so full that the ballast can't be held. */
  checkBallast(): Promise<void>;
}

/** A durable record that the replicators can't see yet. */
export interface UnpublishedRecord {
  /**
   * Lets the replicators see it. With `redo` the operation could not be finished, because the disk
   * failed: the record is kept, even if all peers acknowledge it, and the next start finishes it.
   */
  publish(options?: { readonly redo: boolean }): void;
}

/** What replication needs of the journal, beside what handlers need. */
export interface PeerJournal {
  /** Opens a cursor over the published records of a kind, from a position on. */
  openCursor(kind: OperationKind, position: number): JournalCursor;
  /** The sequence number of the oldest record that is kept. */
  firstSequence(): number;
  /** The sequence number of the next record. */
  nextSequence(): number;
  /** Makes the queue directory again if somebody removed it, and writes the tombstones to it. */
  ensureInPlace(): Promise<void>;
  /**
   * Drops the segments that end at or before this position, because every peer has acknowledged
   * them; without peers it is `Infinity`. What can't be removed now is removed later.
   */
  compact(position: number): Promise<void>;
}

/**
 * A whole journal, as `openNode` takes it: what handlers append to and what replication reads.
 * Where the records are kept is its own affair. A node calls nothing more once `close` was called.
 */
export interface JournalBackend extends Journal, PeerJournal {
  /** The names of all deletes ever recorded: a DELETE is among them once `append` resolves. */
  readonly tombstones: ListedTombstones;
  /** Calls back whenever a record was published; there is one listener. */
  onPublish(listener: () => void): void;
  /** Finishes what is being written, and lets go of what is open. */
  close(): Promise<void>;
}
