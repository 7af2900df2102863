import type { StoredName } from './stored-name.ts';

/**
 * Everything a handler may reach: the ports below are the table of contents of this program.
 * A host (`runtime/`), a unit test or the simulator decides what stands behind each of them.
 */
export interface Context {
  readonly storage: Storage;
  readonly journal: Journal;
  readonly deletions: Deletions;
  readonly locks: NameLocks;
  readonly health: Health;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Config;
}

/** The files this node holds. No caller sees a path, a temporary file or a disk. */
export interface Storage {
  /**
   * Takes in a body under no name yet: on disk and synced when the promise resolves.
   * Rejects with a 413 beyond `maxSizeBytes`, and leaves nothing behind when it rejects.
   */
  stage(body: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<StagedFile>;
  /** Says what is held under a name; a copy not vouched for in this life is read and hashed. */
  inspect(name: StoredName): Promise<CopyState>;
  /** Makes a sound copy durable and vouches for it from now on. */
  settle(name: StoredName): Promise<void>;
  /**
   * Opens a file for reading; `undefined` when nothing is there. The caller closes it or reads it.
   */
  open(name: StoredName): Promise<StoredFile | undefined>;
  /** Removes a file durably, and directories it leaves empty; `false` when nothing was there. */
  remove(name: StoredName): Promise<boolean>;
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
   * Makes the directories of a name ready; rejects with a 409 where one of them is a stored file.
   */
  prepare(name: StoredName): Promise<void>;
  /**
   * Moves the file to the prepared name, durably and at once: no reader ever sees a part of it.
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
}

/** The record of all operations that are not yet acknowledged by every peer. */
export interface Journal {
  /**
   * Records an operation durably. It stays hidden from the replicators until it is released.
   * A DELETE becomes part of `Deletions` with the same write, and has room reserved on a full disk.
   */
  append(operation: Operation): Promise<HeldRecord>;
  /** How many operations a peer has not acknowledged yet (I7). */
  pendingFor(peerUrl: string): number;
  /** Rejects while uploads must wait, because the room reserved for deletions is in use. */
  admitUpload(): Promise<void>;
}

/** A durable record that the replicators can't see yet. */
export interface HeldRecord {
  release(): void;
}

/** The names that are deleted for good (I2). */
export interface Deletions {
  has(name: StoredName): boolean;
}

/** Keeps operations on one name apart; other names are not held up. */
export interface NameLocks {
  withLock<Result>(name: StoredName, work: () => Promise<Result>): Promise<Result>;
}

/** Whether this node's disks can be trusted with writes. */
export interface Health {
  /** Why the node takes no writes, as one line; `undefined` while it does. */
  readonly readOnlyReason: string | undefined;
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
  /** Where clients reach this node, without a trailing slash; empty: `Location` is a path. */
  readonly publicUrl: string;
  readonly peerUrls: readonly string[];
  /** The largest body taken; `Infinity` for no limit. */
  readonly maxSizeBytes: number;
  readonly startedAtMs: number;
}
