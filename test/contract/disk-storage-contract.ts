import { describe } from 'vitest';
import type { DiskHarness } from '../support/disk/open-test-storage.ts';
import { diskStorageFilesContract } from './disk-storage-files-contract.ts';
import { diskStorageOldSpellingContract } from './disk-storage-old-spelling-contract.ts';
import { diskStoragePartialsContract } from './disk-storage-partials-contract.ts';
import { diskStorageQuarantineContract } from './disk-storage-quarantine-contract.ts';
import { diskStorageRemovalContract } from './disk-storage-removal-contract.ts';
import { diskStorageSpellingContract } from './disk-storage-spelling-contract.ts';

/** What is seen on the disk below a storage; run over each `FileSystem`. */
export function diskStorageContract(openHarness: () => Promise<DiskHarness>): void {
  describe('on the disk', () => diskStorageFilesContract(openHarness));
  describe('quarantines copies', () => diskStorageQuarantineContract(openHarness));
  describe('removes directories', () => diskStorageRemovalContract(openHarness));
  describe('spells directories', () => diskStorageSpellingContract(openHarness));
  describe('finds old spellings', () => diskStorageOldSpellingContract(openHarness));
  describe('keeps partial transfers', () => diskStoragePartialsContract(openHarness));
}
