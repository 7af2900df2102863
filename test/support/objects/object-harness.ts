import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import type { StorageHarness } from '../../contract/storage-contract.ts';
import { openTestObjects } from './open-test-objects.ts';

/** An empty bucket, and how somebody else puts an object into it. */
export interface EmptyBucket {
  readonly store: ObjectStore;
  plant(key: string, content: string): void | Promise<void>;
}

/** A storage under test in a bucket, which outlives each node on it. */
export function objectHarness(
  openBucket: () => EmptyBucket | Promise<EmptyBucket>,
): StorageHarness {
  let bucket: EmptyBucket;

  return {
    async open() {
      bucket = await openBucket();
      return (await openTestObjects(bucket.store)).storage;
    },
    restart: async () => (await openTestObjects(bucket.store)).storage,
    plant: async (name, content) => await bucket.plant(name, content),
    keepsCorrupt: true,
    keepsNoParts: true,
  };
}
