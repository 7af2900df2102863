import type { Health } from './disk/health.ts';
import type { StoredName } from './names/stored-name.ts';
import type { Peers } from './pending/peer-report.ts';
import type { PartialTransfers } from './storage/partial-transfers.ts';
import type { Arrivals } from './transfers/single-transfer.ts';

/**
 * Everything a handler may reach: the ports below are the table of contents of this program.
 * A host (`runtime/`), a unit test or the simulator decides what stands behind each of them.
 */
export interface Context {
  readonly storage: Storage;
  readonly journal: Journal;
  readonly deletions: Deletions;
  readonly unknownDeletions: Allowance;
  readonly locks: NameLocks;
  readonly arrivals: Arrivals;
  readonly peers: Peers;
  readonly health: Health;
  readonly access: Access;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config;
}

/** The files this node holds. No caller sees a path, a temporary file or a disk. */
export interface Storage {
  /** Rejects with a 507 where a body of so many bytes would leave too little room on the disk. */
  admitUpload(sizeBytes: number): Promise<void>;
  /**
   * Takes in a body under no name yet: on disk when the promise resolves, and being synced.
   * Rejects with a 413 beyond `maxSizeBytes` and with a 507 when the disk runs out of room, and
   * leaves nothing behind when it rejects.
   */
  stage(body: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<StagedFile>;
  /**
   * Says what is held under a name; a copy not vouched for in this life is read and hashed.
   */
  inspect(name: StoredName): Promise<CopyState>;
  /** Makes a sound copy durable and vouches for it from now on. */
  settle(name: StoredName): Promise<void>;
  /**
   * Opens a file for reading; `undefined` when nothing is there. The caller closes it or reads it.
   */
  open(name: StoredName): Promise<StoredFile | undefined>;
  /**
   * Makes sure that a file survives power loss which an earlier life of the node gave its name:
   * that life may have been killed before it had made the name durable.
   */
  secure(name: StoredName): Promise<void>;
  /** Removes a file durably, and directories it leaves empty; `false` when nothing was there. */
  remove(name: StoredName): Promise<boolean>;
  /**
   * Whether this is the storage that the journal speaks of. While it is not, because a disk is not
   * mounted, a file that is not found says nothing.
   */
  isInPlace(): Promise<boolean>;
  readonly partials: PartialTransfers;
}

/**
 * `absent`: nothing there. `settled`: whole, durable and journaled, as this life of the node knows.
 * `sound`: whole, but found there, so not known to be durable. `damaged`: the content does not
 * match the name.
 */
export type CopyState = 'absent' | 'settled' | 'sound' | 'damaged';

/** A body on disk that has no name yet. It ends with `commit` or with `discard`. */
export interface StagedFile {
  readonly sha1: string;
  readonly sizeBytes: number;
  /**
   * Makes the directories of a name ready; rejects with a 409 where something else is in the way,
   * with a 507 where they would leave too little room, and with a 408 as soon as the signal tells
   * that the client has gone.
   */
  prepare(name: StoredName, signal?: AbortSignal): Promise<void>;
  /**
   * Moves the file to the prepared name, durably and at once: no reader ever sees a part of it.
   * It waits for the file's own sync, so what is done between `stage` and this costs no time.
   * When it fails, a name that was `absent` is so again; where a damaged copy stood, no copy is
   * taken away.
   */
  commit(replaced: 'absent' | 'damaged'): Promise<void>;
  /**
   * Leaves the prepared name, and removes what is left of the staged file: after `commit` nothing.
   */
  discard(): Promise<void>;
}

/** An open stored file. Reading its bytes closes it, and so does leaving them half-read. */
export interface StoredFile {
  readonly sizeBytes: number;
  /** The whole content, verified: the last chunk is held back until the SHA-1 agrees (I3). */
  readAll(): Promise<Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array<ArrayBuffer>>>;
  /** The bytes from `first` to `last`, both included. */
  readRange(first: number, last: number): ReadableStream<Uint8Array<ArrayBuffer>>;
  close(): Promise<void>;
}

/** What happened to a name, as the journal records it. */
export interface Operation {
  readonly op: 'PUT' | 'DELETE';
  readonly name: StoredName;
  /** When this node recorded it, in Unix seconds. */
  readonly seconds: number;
  /** The instance or else the node id that sent it; absent for a client. Never sent back there. */
  readonly from?: string;
}

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
  take(): JournalEntry | undefined;
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
  append(operation: Operation): Promise<HeldRecord>;
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
  /** Rejects with a 507 where a record of an upload would leave too little room on the disk. */
  admitUpload(): Promise<void>;
  /** Rejects with a 507 while there is no room for records but what is reserved for deletions. */
  admitRecord(): Promise<void>;
}

/** A durable record that the replicators can't see yet. */
export interface HeldRecord {
  /**
   * Lets the replicators see it. What it records may be `unfinished`, because the disk failed: then
   * it is kept, whoever has acknowledged it, for the next start to finish.
   */
  release(outcome?: 'done' | 'unfinished'): void;
}

/** The names that are deleted for good (I2). */
export interface Deletions {
  has(name: StoredName): boolean;
}

/** How much clients may still do of what costs for ever; time allows for more. */
export interface Allowance {
  /** Uses up so many tokens, not only whole ones; `false`, and none, when fewer are left. */
  take(tokens: number): boolean;
  /** So many were not needed after all. */
  giveBack(tokens: number): void;
}

/** Keeps operations on one name apart; other names are not held up. */
export interface NameLocks<Name extends string = StoredName> {
  withLock<Result>(name: Name, work: () => Promise<Result>): Promise<Result>;
}

/** What there are secrets for: reading, writing and deleting, and being a node of the cluster. */
export type Role = 'read' | 'write' | 'cluster';

/** Who knows a secret. How long an answer takes says nothing about a secret that was guessed at. */
export interface Access {
  /** Whether a role has secrets; without any it is everybody's. */
  isRestricted(role: Role): boolean;
  /** Whether a credential is one of the role's secrets. */
  isSecret(role: Role, credential: string): boolean;
  /** Whether a text was signed with one of the role's secrets, in lower-case hex. */
  isSignature(role: Role, text: string, signature: string): boolean;
}

/** Wall-clock time. */
export interface Clock {
  nowMs(): number;
}

/** One line for each call; `fields` are facts about the event, never secrets. */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}

export type LogFields = Readonly<Record<string, unknown>>;

/** What the operator decided. */
export interface Config {
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
  /** The longest name that a client's upload may get, stamp included; 1,024 at most. */
  readonly maxNameBytes: number;
  /** How many segments it may have. */
  readonly maxDepth: number;
  /** Origins whose pages may use this node from a browser; `*` for all of them. */
  readonly corsOrigins: readonly string[];
  readonly startedAtMs: number;
}
