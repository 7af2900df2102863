import { describe } from 'vitest';
import type { StoredName } from '../../lib/names/stored-name.ts';
import type { StorageBackend } from '../../lib/storage/storage.ts';
import { storageFilesContract } from './storage-files-contract.ts';
import { storageFoundContract } from './storage-found-contract.ts';
import { storageListContract } from './storage-list-contract.ts';
import { storagePartialsContract } from './storage-partials-contract.ts';
import { storageQuarantineContract } from './storage-quarantine-contract.ts';
import { storageWholesContract } from './storage-wholes-contract.ts';

/** A storage under test, whatever it keeps its files in. */
export interface StorageHarness {
  /** Opens an empty storage, and recovers it. */
  open(): Promise<StorageBackend>;
  /**
   * Opens the storage that was opened last once more, as a restart does; absent where no file
   * outlives the process.
   */
  restart?(): Promise<StorageBackend>;
  /**
   * Puts a copy under a name behind the back of the storage that was opened last, in place of what
   * is there; absent where nobody can.
   */
  plant?(name: StoredName, content: string): Promise<void>;
  /** Whether the storage has no quarantine, and leaves corrupt copies where they are. */
  readonly keepsCorrupt?: boolean;
  /** Whether a transfer that breaks off has to begin anew. */
  readonly keepsNoParts?: boolean;
}

/** What every storage promises, on a disk or not; run against each of them. */
export function storageContract(harness: StorageHarness): void {
  describe('stores, reads and removes files', () => storageFilesContract(harness));
  describe('handles copies that were found there', () => storageFoundContract(harness));
  describe('lists its files', () => storageListContract(harness));
  describe('quarantines corrupt copies', () => storageQuarantineContract(harness));
  if (harness.keepsNoParts === true) {
    describe('takes transfers as a whole', () => storageWholesContract(harness));
  } else describe('resumes transfers', () => storagePartialsContract(harness));
}
