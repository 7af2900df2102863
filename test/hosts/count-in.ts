import type { ObjectStore } from '../../lib/object-store/object-store.ts';
import { listObjects } from '../../lib/objects/list-objects.ts';

/** How many files are in a bucket. */
export async function countIn(store: ObjectStore): Promise<number> {
  let count = 0;
  for await (const { isDeleted } of listObjects(store)) if (!isDeleted) count += 1;
  return count;
}
