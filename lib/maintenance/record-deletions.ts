import type { FileSystem } from '../host/file-system.ts';
import type { StoredName } from '../names/stored-name.ts';
import { openTombstoneLog } from '../tombstones/tombstone-log.ts';

/** Adds deletions to the queue directory of a node that does not run. */
export interface DeletionRecorder {
  /** The names are durable once this resolves; one call at a time. */
  record(names: readonly StoredName[]): Promise<void>;
  close(): Promise<void>;
}

/** Opens `deletion.log` to add names behind those that it has; the next start reads them. */
export async function openDeletionRecorder(queue: FileSystem): Promise<DeletionRecorder> {
  // As the Python version leaves it: a torn name too many harms nobody, a lost one would.
  const log = await openTombstoneLog(queue, 'legacy');
  return {
    async record(names) {
      await log.ensureDurable();
      await log.append(names);
    },
    close: () => log.close(),
  };
}
