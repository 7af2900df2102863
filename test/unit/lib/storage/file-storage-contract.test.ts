import { afterAll, describe } from 'vitest';
import { diskStorageContract } from '../../../contract/disk-storage-contract.ts';
import { type StorageHarness, storageContract } from '../../../contract/storage-contract.ts';
import { createNodeHarnesses, openMemoryHarness } from '../../../support/disk/disk-harnesses.ts';
import { type DiskHarness, openTestStorage } from '../../../support/disk/open-test-storage.ts';
import { writeSmallFile } from '../../../support/disk/small-files.ts';

const directories = createNodeHarnesses();

afterAll(directories.removeAll);

describe('a storage on a disk in memory', () => {
  storageContract(onDisk(openMemoryHarness));
  diskStorageContract(openMemoryHarness);
});

describe('a storage on the disk', () => {
  storageContract(onDisk(directories.open));
  diskStorageContract(directories.open);
});

/** A storage on an empty disk, as the contract of any storage wants it. */
function onDisk(openHarness: () => Promise<DiskHarness>): StorageHarness {
  let disk: DiskHarness;
  return {
    async open() {
      disk = await openHarness();
      return await openTestStorage(disk);
    },
    restart: () => openTestStorage(disk),
    async plant(name, content) {
      const segments = name.split('/');
      for (const end of segments.keys()) {
        if (end > 0) await disk.files.makeDirectory(segments.slice(0, end).join('/'));
      }
      await disk.files.remove(name);
      await writeSmallFile(disk.files, name, content);
    },
  };
}
