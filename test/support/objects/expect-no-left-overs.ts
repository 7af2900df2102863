import { expect } from 'vitest';
import {
  listAll,
  type ObjectStore,
  stagingPrefix,
} from '../../../lib/object-store/object-store.ts';
import { openTestObjectNode } from './open-test-object-node.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Lets a day pass for a node on the bucket, after which nothing of any upload may be left. */
export async function expectNoLeftOvers(store: ObjectStore): Promise<void> {
  await openTestObjectNode(store, { clock: { ms: Date.now() + dayMs + 60_000 } });
  await expect
    .poll(async () => {
      const left = await store.staging.listUploads(stagingPrefix);
      const keys = left.map(({ key }) => key);
      for await (const { key } of listAll(store, stagingPrefix)) keys.push(key);
      return keys;
    })
    .toEqual([]);
}
