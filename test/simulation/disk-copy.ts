import type { MemoryDisk } from '../support/disk/memory-disk.ts';
import type { SimNode } from './sim-node.ts';

/** Where a storage directory has its id. */
const storageIdPath = '.cockatiel/id';

/** All files of a disk by path. */
export type DiskCopy = ReadonlyMap<string, Uint8Array>;

export function copyDisk(disk: MemoryDisk): DiskCopy {
  const copy = new Map<string, Uint8Array>();
  for (const path of [...disk.paths(), storageIdPath]) {
    const bytes = disk.read(path);
    if (bytes !== undefined) copy.set(path, bytes);
  }
  return copy;
}

/** Removes everything from a disk that no process uses, and puts a copy there. */
export function replaceDisk(disk: MemoryDisk, copy: DiskCopy): void {
  const placeholder = 'placeholder';
  disk.wipe('');
  disk.write(placeholder, '');
  disk.wipe(placeholder);
  for (const [path, bytes] of copy) disk.write(path, bytes);
}

/** Whether a queue remembers the storage directory that is there. */
export function remembersStorage({ queueDisk, storageDisk }: SimNode): boolean {
  const [recorded, found] = [queueDisk.read('storage-id'), storageDisk.read(storageIdPath)];
  if (recorded === undefined || found === undefined) return false;
  return Buffer.compare(recorded, found) === 0;
}
