import type { ContentRange } from '../http/content-range.ts';
import type { StoredName } from '../names/stored-name.ts';

/** The files this node holds. No caller sees a path, a temporary file or a disk. */
export interface Storage {
  /**
   * Rejects with a `NoSpaceError` where a body of so many bytes would leave too little free space.
   */
  checkSpace(sizeBytes: number): Promise<void>;
  /**
   * Takes in a body under no name yet: on disk when the promise resolves, and being synced. Rejects
   * with a `TooLargeError` beyond `maxSizeBytes` and with a `NoSpaceError` when the disk runs out
   * of free space, and leaves nothing behind when it rejects.
   */
  stage(body: AsyncIterable<Uint8Array>, maxSizeBytes: number): Promise<StagedFile>;
  /**
   * Says what is held under a name; a copy not vouched for in this life is read and hashed.
   */
  stateOf(name: StoredName): Promise<CopyState>;
  /** Makes a sound copy durable and vouches for it from now on. */
  adopt(name: StoredName): Promise<void>;
  /**
   * Opens a file for reading; `undefined` when nothing is there. The caller closes it or reads it.
   */
  open(name: StoredName): Promise<StoredFile | undefined>;
  /**
   * Makes sure that a file survives power loss which an earlier life of the node gave its name:
   * that life may have been killed before it had made the name durable.
   */
  ensureDurable(name: StoredName): Promise<void>;
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
export type CopyState = 'absent' | 'committed' | 'intact' | 'corrupt';

/** A body on disk that has no name yet. It ends with `commit` or with `discard`. */
export interface StagedFile {
  readonly sha1: string;
  readonly sizeBytes: number;
  /**
   * Makes the directories of a name. Rejects with a `NameConflictError` where something else is in
   * the way, with a `NoSpaceError` where they would leave too little free space, and with a
   * `ClientGoneError` as soon as the signal aborts.
   */
  prepare(name: StoredName, signal?: AbortSignal): Promise<void>;
  /**
   * Moves the file to the prepared name, durably and at once: no reader ever sees a part of it.
   * It waits for the file's own sync, so what is done between `stage` and this costs no time.
   * When it fails, a name that was `absent` is so again; where a damaged copy stood, no copy is
   * taken away.
   */
  commit(replaced: 'absent' | 'corrupt'): Promise<void>;
  /**
   * Leaves the prepared name, and removes what is left of the staged file: after `commit` nothing.
   */
  dispose(): Promise<void>;
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

/**
 * Large files of which a part is here, because the transfer broke off. Their bytes are fixed by
 * their SHA-1, whatever their name and whoever sends them. How many are kept, and how long, is
 * bounded; where the disk is short of room they go first.
 */
export interface PartialTransfers {
  /** From this size on, in bytes, a file is worth being resumed. */
  readonly resumableFromBytes: number;
  /** How many bytes of a content are here; 0 for none. */
  offsetOf(sha1: string): number;
  /**
   * Takes in the rest of a content: from byte 0 on anew, or from where the part ends that is here
   * (else a `WrongOffsetError`). A body that breaks off is kept, durably, as far as it came. An
   * `AlreadyArrivingError` while somebody else sends that content; one that is stalled is cut off
   * for the next to go on. Whether the whole has the right SHA-1 the caller must check; discarded,
   * nothing of it is left.
   */
  append(sha1: string, body: AsyncIterable<Uint8Array>, range: ContentRange): Promise<StagedFile>;
}
