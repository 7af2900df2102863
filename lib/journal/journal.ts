import type { StoredName } from '../names/stored-name.ts';

/** What happened to a name, as the journal records it. */
export interface Operation {
  readonly op: 'PUT' | 'DELETE';
  readonly name: StoredName;
  /** When this node recorded it, in Unix seconds. */
  readonly seconds: number;
  /** The instance or else the node id that sent it; absent for a client. Never sent back there. */
  readonly from?: string;
}

/** An upload or a deletion. */
export type OperationKind = Operation['op'];

/** Deletions first: they take no room on a peer's disk, and make some. */
export const operationKinds: readonly OperationKind[] = ['DELETE', 'PUT'];

/** An operation with its place in the journal. */
export interface JournalEntry extends Operation {
  readonly sequence: number;
}

/**
 * Reads the journal's uploads, or its deletions, in order, for one peer. A record is seen once it
 * is released.
 */
export interface JournalCursor {
  /** Reads ahead; `false` when there is nothing to take. */
  fill(): Promise<boolean>;
  /** The next entry of those read ahead. */
  next(): JournalEntry | undefined;
  /** Everything of its kind before this sequence number was taken. */
  position(): number;
  /** How many records were not taken yet, those included that are not released yet. */
  remaining(): number;
}

/** The record of all operations that are not yet acknowledged by every peer. */
export interface Journal {
  /**
   * Records an operation durably. It stays hidden from the replicators until it is released.
   * A DELETE becomes part of `Deletions` with the same write, and has room reserved on a full disk.
   */
  append(operation: Operation): Promise<UnpublishedRecord>;
  /**
   * Whether an upload of a name that is not deleted is on record, or was: all peers have heard of
   * it, or will. That is known across restarts, unless the queue's directory was lost.
   */
  hasRecorded(name: StoredName): boolean;
  /**
   * Forgets that an upload is on record, because its file is not here, and a peer could not be told
   * of it: a copy that turns up later is recorded again.
   */
  forgetRecorded(name: StoredName): void;
  /**
   * Rejects with a `NoSpaceError` where a record of an upload would leave too little room on the
   * disk.
   */
  checkSpace(): Promise<void>;
  /**
   * Rejects with a `NoSpaceError` while there is no room for records but what is reserved for
   * deletions.
   */
  checkBallast(): Promise<void>;
}

/** A durable record that the replicators can't see yet. */
export interface UnpublishedRecord {
  /**
   * Lets the replicators see it. What it records may be `unfinished`, because the disk failed: then
   * it is kept, whoever has acknowledged it, for the next start to finish.
   */
  publish(outcome?: 'done' | 'unfinished'): void;
}

/** What the cluster needs of the journal, beside what handlers need. */
export interface PeerJournal {
  /** Reads the released records of a kind from a position on. */
  openCursor(kind: OperationKind, position: number): JournalCursor;
  /** The sequence number of the oldest record that is kept. */
  firstSequence(): number;
  /** The sequence number that the next record will have. */
  nextSequence(): number;
  /** Makes the directory again, from what memory knows, when somebody has removed it. */
  ensureInPlace(): Promise<void>;
  /**
   * Removes the segments that no peer needs, because they end before this position; without peers
   * it is `Infinity`. What can't be removed now is tried again later.
   */
  compact(position: number): Promise<void>;
}
