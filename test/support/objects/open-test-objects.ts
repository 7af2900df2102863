import { defaultObjectLimits } from '../../../lib/limits/object-limits.ts';
import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import type { ObjectBackends } from '../../../lib/objects/object-backends.ts';
import { createObjectDeletions } from '../../../lib/objects/object-deletions.ts';
import { createObjectJournal } from '../../../lib/objects/object-journal.ts';
import {
  createObjectStorage,
  type ObjectStorageOptions,
} from '../../../lib/objects/object-storage.ts';
import { createTextScan } from '../../../lib/transfers/text-scan.ts';
import { createSha1 } from '../../../runtime/node/hash.ts';
import { createMemoryDisk } from '../disk/memory-disk.ts';
import { silentLog } from '../node/silent-log.ts';
import { createTestSpool } from './create-test-spool.ts';

/** The two backends of a node on an object store. */
export type TestObjects = ObjectBackends;

/** Opens both, as a start of a node does; large bodies are spooled on a disk in memory. */
export async function openTestObjects(
  store: ObjectStore,
  options: Partial<ObjectStorageOptions> = {},
): Promise<TestObjects> {
  const deletions = createObjectDeletions(store);
  const storage = createObjectStorage({
    store,
    deletions,
    spool: createTestSpool(createMemoryDisk().mount()),
    createSha1,
    createTextScan,
    ...defaultObjectLimits,
    clock: { nowMs: () => 0 },
    log: silentLog,
    ...options,
  });
  await storage.recover();
  return { storage, journal: createObjectJournal(store, deletions), deletions };
}
