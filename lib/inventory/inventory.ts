import { createFingerprintSet } from '../collections/fingerprint-set.ts';
import type { HashText } from '../host/hash.ts';
import { createNameDigest, type GrowingDigest } from '../names/name-digest.ts';
import { createFingerprintName, type FingerprintName } from '../names/name-fingerprint.ts';
import type { StoredName } from '../names/stored-name.ts';
import { createStoredBytes, type MutableStoredBytes, type StoredBytes } from './stored-bytes.ts';

/**
 * Which names this node holds, as fingerprints: what it compares with its peers. A deletion moves a
 * name from the one set to the other. It is in both of them between its record and its response.
 */
export interface Inventory {
  /** The names of the live files. */
  readonly stored: Digest;
  readonly tombstones: Digest;
  /** The total size of the files in `stored`. */
  readonly bytes: StoredBytes;
  /**
   * Whether all files that are here have been found. Until then a name that is not in the inventory
   * may be here all the same.
   */
  readonly isComplete: boolean;
  /**
   * Another number whenever files may have gone, or come, otherwise than by an operation: what a
   * comparison found before holds no longer.
   */
  readonly epoch: number;
  /** The fingerprint of a name in both sets. */
  readonly fingerprintName: FingerprintName;
  /** A file that is in it was not found: all files are listed again. */
  doubt(): void;
}

/** A set of names that can only be read. */
export type Digest = Omit<GrowingDigest, 'add'>;

/** An inventory in the hands of the node that keeps it. */
export interface MutableInventory extends Inventory {
  readonly bytes: MutableStoredBytes;
  /**
   * Notes a file that is committed; of a deleted name it is none. `sizeBytes` is absent where the
   * caller does not know it.
   */
  noteStored(name: StoredName, sizeBytes?: number): void;
  /** Notes that no file of the name is here any more. */
  noteRemoved(name: StoredName): void;
  /** Notes a deletion that is durable; `sizeBytes` is the size of the file, where it is known. */
  noteDeleted(name: StoredName, sizeBytes?: number): void;
  /** Forgets all files: they are listed from now on, and it is incomplete until all are. */
  begin(): void;
  /**
   * Notes a file that was listed, unless it was removed since `begin`; `false` where its name may
   * be deleted, so that it is none.
   */
  noteFound(name: StoredName): boolean;
  /** Notes that all files were listed. */
  noteComplete(): void;
  /** Sets who lists the files again. */
  onDoubt(listener: () => void): void;
}

/**
 * Creates an inventory without files. It takes over the digest of the tombstones where they have
 * one, so that they are in memory once.
 */
export function createInventory(
  hashText: HashText,
  tombstones: GrowingDigest = createNameDigest(),
): MutableInventory {
  const fingerprintName = createFingerprintName(hashText);
  const stored = createNameDigest();
  /** Removed while the files are listed: the list may have been read before that. */
  const removed = createFingerprintSet();
  const bytes = createStoredBytes();
  let isComplete = false;
  let epoch = 0;
  let onDoubt = (): void => undefined;
  return {
    stored,
    tombstones,
    bytes,
    fingerprintName,
    get isComplete() {
      return isComplete;
    },
    get epoch() {
      return epoch;
    },
    noteStored(name, sizeBytes) {
      const fingerprint = fingerprintName(name);
      if (tombstones.has(fingerprint)) return;
      if (stored.add(fingerprint)) bytes.add(fingerprint, sizeBytes);
    },
    noteRemoved(name) {
      const fingerprint = fingerprintName(name);
      if (stored.delete(fingerprint)) {
        epoch += 1;
        // Nobody knows with which size it was counted: it was corrupt, or has gone already.
        bytes.subtract(fingerprint, undefined);
      }
      if (!isComplete) removed.add(fingerprint);
    },
    noteDeleted(name, sizeBytes) {
      const fingerprint = fingerprintName(name);
      tombstones.add(fingerprint);
      if (stored.delete(fingerprint)) bytes.subtract(fingerprint, sizeBytes);
    },
    begin() {
      isComplete = false;
      epoch += 1;
      stored.clear();
      removed.clear();
      bytes.forget();
    },
    noteFound(name) {
      const fingerprint = fingerprintName(name);
      if (tombstones.has(fingerprint)) return false;
      if (!removed.has(fingerprint)) stored.add(fingerprint);
      return true;
    },
    noteComplete() {
      isComplete = true;
      removed.clear();
      bytes.forget();
    },
    doubt: () => onDoubt(),
    onDoubt(listener) {
      onDoubt = listener;
    },
  };
}
