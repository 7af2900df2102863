import { inBatches } from '../concurrency/batches.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { StoredName } from '../names/stored-name.ts';
import { openTombstoneLog, type TombstoneLog } from '../tombstones/tombstone-log.ts';
import type { CopyFilesOptions } from './copy-files.ts';
import type { Adoption } from './open-adoption.ts';

/** Removals that wait for syncs at once. */
const removalsAtOnce = 16;

export interface DirectoryTargetParts extends Adoption {
  /** The queue directory of the node; without it deletions are forgotten with the run. */
  readonly queue?: FileSystem | undefined;
}

/** The directories of a node that does not run, to which files are copied. */
export interface DirectoryTarget {
  readonly target: CopyFilesOptions['target'];
  close(): Promise<void>;
}

/**
 * Creates it. Deletions are added to `deletion.log`, behind those that it has; the next start reads
 * them. Where there is nothing to add the file is left as it is.
 */
export function createDirectoryTarget({
  storage,
  tombstones,
  queue,
}: DirectoryTargetParts): DirectoryTarget {
  let log: TombstoneLog | undefined;

  async function append(names: readonly StoredName[]): Promise<void> {
    if (queue === undefined) return;
    // As the Python version leaves it: a torn name too many harms nobody, a lost one would.
    log ??= await openTombstoneLog(queue, 'legacy');
    await log.ensureDurable();
    await log.append(names);
  }

  async function removeFile(name: StoredName): Promise<void> {
    if ((await storage.sizeOf(name)) !== undefined) await storage.remove(name);
  }

  return {
    target: {
      storage,
      stage: ({ read }, isText) => storage.stage(read(), Infinity, { isText }),
      tombstones,
      async recordDeletions(names) {
        const recorded: StoredName[] = [];
        for (const name of names) if (!(await tombstones.has(name))) recorded.push(name);
        if (recorded.length === 0) return recorded;
        await append(recorded);
        for (const name of recorded) tombstones.add(name);
        await inBatches(recorded, removalsAtOnce, removeFile);
        return queue === undefined ? [] : recorded;
      },
    },
    async close() {
      await log?.close();
    },
  };
}
