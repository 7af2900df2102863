import type { ContentRange } from '../http/content-range.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { QuarantineOutcome } from '../quarantine/quarantine.ts';
import type { Quarantined } from '../quarantine/quarantine-index.ts';
import type { HeldUpload } from '../uploads/held-upload.ts';
import type { PartialUploads } from '../uploads/partial-uploads.ts';
import type { StagedFile, StagingHints } from './staged.ts';
import type { StoredFile } from './stored-file.ts';

export type { StagedFile, StagingHints } from './staged.ts';
export type { StoredFile } from './stored-file.ts';

/**
 * The files that this node holds, by their stored names. No caller sees a path, a temporary file or
 * a disk, so the files may be kept anywhere: on a disk, in memory, in an object store.
 *
 * A storage keeps two promises for whoever stands behind it. What is read under a name hashes to
 * the SHA-1 in that name (I3), and a name shows a file whole or not at all. What `commit`, `adopt`
 * or `remove` has done survives a crash once its promise resolves (I1, I2).
 *
 * Callers keep `stateOf`, `adopt`, `commit`, `quarantine` and `remove` of one name apart by a lock;
 * reads, and work on different names, happen at the same time. Failures of the medium reject with
 * its own errors: only a file that is certainly not there is absent.
 */
export interface Storage {
  /**
   * Rejects with a `NoSpaceError` if a body of so many bytes has no chance to fit, before a byte of
   * it is sent. Reserves nothing. A storage that can't know resolves.
   */
  checkSpace(sizeBytes: number): Promise<void>;
  /**
   * Takes in a body before its name is known, and hashes it on the way. Nobody can read it yet, and
   * it need not be durable before `commit` resolves. The encoding of a text is found out on the way
   * (`StoredFile.isUtf8`). Rejects with a `TooLargeError` beyond `maxSizeBytes` and with a
   * `NoSpaceError` where it does not fit; nothing is left of a body whose staging fails (I4), at
   * the latest after the next start.
   */
  stage(
    body: AsyncIterable<Uint8Array>,
    maxSizeBytes: number,
    hints?: StagingHints,
  ): Promise<StagedFile>;
  /**
   * Whether the storage itself knows which names are deleted, also by other nodes. Then `open`
   * finds nothing under one, `stateOf` says so, and `commit` rejects: nobody need ask the
   * tombstones before, as for any other storage.
   */
  readonly knowsDeleted: boolean;
  /**
   * What is held under a name. A copy that this process has not verified is read and hashed first,
   * whatever its size. Not so for an `offer` of a peer, where each read is a request: the peer has
   * a copy, so one that another node has verified counts as `committed`. A `fresh` name was made
   * up just now: a storage that knows all its files need not look on the disk.
   */
  stateOf(name: StoredName, reason?: 'offer' | 'fresh'): Promise<CopyState>;
  /**
   * Makes an `intact` copy `committed`: one that was found there, from before the last restart or
   * put there by somebody else. A storage whose copies are durable as soon as they can be seen only
   * remembers that. Rejects where the copy has gone.
   */
  adopt(name: StoredName): Promise<void>;
  /**
   * Opens a file for reading; `undefined` when nothing is there. The caller reads it or closes it.
   * `use` says how: where each read is a request, for the `whole` content (by default) it is one,
   * and of a `part` nothing is read before it is known which.
   */
  open(name: StoredName, use?: 'whole' | 'part'): Promise<StoredFile | undefined>;
  /**
   * Which copy is held under a name, without reading it; `undefined` when nothing is there. The
   * text means nothing by itself, and is another one when the copy was replaced or changed: an
   * entity tag of an object store, or inode, size and time of a file.
   */
  version(name: StoredName): Promise<string | undefined>;
  /** The size in bytes of the copy that `open` opens; `undefined` when nothing is there. */
  sizeOf(name: StoredName): Promise<number | undefined>;
  /**
   * Makes sure that the name of a file survives a crash, before the file is sent to a peer. It may
   * have been stored before the last restart, by a process that was killed before it had made the
   * name durable. A storage that shows no file before it is durable has nothing to do.
   */
  ensureDurable(name: StoredName): Promise<void>;
  /** The names of all files, in no order; what comes or goes meanwhile may be among them. */
  list(): AsyncIterable<StoredName>;
  /**
   * Reads a whole copy and hashes it, whatever is known of it. `onRead` gets the size of each
   * chunk, and the next one is read once it has resolved; what it rejects with ends the reading. A
   * copy that was changed meanwhile counts as `absent`.
   */
  verify(
    name: StoredName,
    onRead: (bytes: number) => Promise<void>,
  ): Promise<'intact' | 'corrupt' | 'absent'>;
  /**
   * Moves a copy out of the way that was found corrupt, if it is still of that `version`. It is
   * kept until an intact copy has come or the name is removed; where too many are kept it stays. A
   * storage that others write to leaves a copy that was changed just now, or leaves all of them
   * where they are and serves none.
   */
  quarantine(name: StoredName, version: string): Promise<QuarantineOutcome>;
  readonly quarantined: Quarantined;
  /**
   * Removes a file durably, and its copy in quarantine; `false` when nothing was there, which is
   * durable then, too.
   */
  remove(name: StoredName): Promise<boolean>;
  /**
   * Removes many files, as a start does that finishes deletions: most of them are gone already, so
   * a storage that can list its files need not try each. A file that can't be removed stops no
   * other; returns those files, each with its error.
   */
  removeAll(names: ReadonlySet<StoredName>): Promise<ReadonlyMap<StoredName, unknown>>;
  /**
   * Whether these are the files that the journal speaks of. While they are not (a disk that is not
   * mounted, another bucket), a file that is not found may exist all the same. A storage that can't
   * be mistaken for another says `true`.
   */
  isInPlace(): Promise<boolean>;
  readonly partials: PartialTransfers;
  /** Absent where uploads can't be resumed. */
  readonly uploads?: ResumableUploads | undefined;
}

/** The uploads of clients that go on where they broke off. */
export interface ResumableUploads
  extends Pick<PartialUploads, 'create' | 'infoOf' | 'hold' | 'sweep'> {
  /**
   * An upload whose bytes have all come, as a staged file. It has not ended with that: whatever
   * becomes of the file, it goes on until it is stored. Rejects with an `UploadGoneError` where the
   * bytes are not here any more.
   */
  stage(upload: HeldUpload): Promise<StagedFile>;
}

/** A storage as the node that owns it opens and closes it. Handlers see the `Storage` in it. */
export interface StorageBackend extends Storage {
  /**
   * Gets the storage ready, before anything else is called: it removes what uploads left that a
   * crash cut off, and finds the partial transfers. Rejects where the node must not start on it.
   */
  recover(): Promise<void>;
  /** Whether names that differ only in case are one file, once it is ready; absent where not. */
  foldsCase?(): boolean;
  /**
   * Takes no copy for `committed` any more: the journal that recorded the files is gone, so each
   * has to be recorded again.
   */
  invalidateAll(): void;
  /** Calls back whenever a read has found a copy that does not match its name; one listener. */
  onCorrupt(listener: CorruptListener): void;
  /** Resolves when nothing is under way any more, uploads that were refused included. */
  finished(): Promise<void>;
}

/** Gets to know of a copy, of one version, that does not match its name. */
export type CorruptListener = (name: StoredName, version: string) => void;

/**
 * `absent`: nothing is there. `committed`: whole, durable and recorded in the journal, as this
 * process knows. `intact`: whole, but found there, so that neither is known. `corrupt`: the content
 * does not match the name, or can't be made durable any more. `deleted`: the name is deleted, where
 * the storage knows that itself.
 */
export type CopyState = 'absent' | 'committed' | 'intact' | 'corrupt' | 'deleted';

/**
 * The first bytes of large files whose transfer broke off, so that it can be resumed. They are
 * known by the SHA-1 of the whole, whatever its name and whoever sends it. How many are kept, and
 * how long, is bounded; where space runs short they go first.
 */
export interface PartialTransfers {
  /** From this size on, in bytes, a file is worth being resumed. */
  readonly resumableFromBytes: number;
  /** How many bytes of a content are here; 0 for none, `undefined` where no part is ever kept. */
  offsetOf(sha1: string): number | undefined;
  /**
   * Takes in the rest of a content, which begins where the part that is here ends (else a
   * `WrongOffsetError`). When the body breaks off, what has come of it is kept, durably, where
   * parts are kept. One sender at a time: others get an `AlreadyArrivingError`, and a sender that
   * has stalled may be cut off for the next one. The caller checks whether the whole has the right
   * SHA-1; once it is disposed of, nothing is left of it.
   */
  append(sha1: string, body: AsyncIterable<Uint8Array>, range: ContentRange): Promise<StagedFile>;
}
