import { inBatches } from '../concurrency/batches.ts';
import type { StoredName } from '../names/stored-name.ts';
import type { ObjectBackends } from '../objects/object-backends.ts';
import type { CopyFilesOptions } from './copy-files.ts';

/** Deletions are small requests, which wait for the store most of the time. */
const marksAtOnce = 16;

/** A bucket to which files are copied; nodes may use it meanwhile. */
export function createBucketTarget({
  storage,
  deletions,
}: Pick<ObjectBackends, 'storage' | 'deletions'>): CopyFilesOptions['target'] {
  return {
    storage,
    stage: storage.stageContent,
    tombstones: deletions,
    async recordDeletions(names) {
      const recorded: StoredName[] = [];
      await inBatches(names, marksAtOnce, async (name) => {
        if (await deletions.mark(name)) recorded.push(name);
        await storage.remove(name);
      });
      return recorded;
    },
  };
}
