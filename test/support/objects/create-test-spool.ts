import { createFreeSpace } from '../../../lib/disk/free-space.ts';
import type { FileSystem } from '../../../lib/host/file-system.ts';
import { createFileSpool } from '../../../lib/object-store/file-spool.ts';
import type { Spool } from '../../../lib/object-store/spool.ts';

/** A spool on a disk of which nothing has to stay free, unless told otherwise. */
export function createTestSpool(files: FileSystem, minFreeBytes = 0): Spool {
  const freeSpace = createFreeSpace({ files, clock: { nowMs: () => 0 }, minFreeBytes });
  return createFileSpool({ files, freeSpace });
}
