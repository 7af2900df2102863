import type { Clock, Config, Context, Log } from './context.ts';
import { createDeletionSet } from './deletion-set.ts';
import { createDiskReserve } from './disk-reserve.ts';
import { createFileStorage, type FileStorage } from './file-storage.ts';
import type { FileSystem } from './file-system.ts';
import type { CreateSha1 } from './hasher.ts';
import { createNameLocks } from './name-locks.ts';
import { createNodeHealth } from './node-health.ts';
import { openJournal } from './open-journal.ts';
import type { StoredName } from './stored-name.ts';

const defaultSegmentBytes = 4 * 1024 * 1024;
const defaultReserveBytes = 1024 * 1024;

/** What a node's state is made of: two directories, and what else comes from the host. */
export interface NodeStateOptions {
  readonly storage: FileSystem;
  readonly queue: FileSystem;
  readonly createSha1: CreateSha1;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: Omit<Config, 'startedAtMs'>;
  /** Takes a directory for this process again, after it vanished and was made anew. */
  readonly claim: (directory: 'storage' | 'queue') => Promise<void>;
  /** The size at which the journal begins a new segment; 4 MiB unless told. */
  readonly segmentBytes?: number;
  /** The room kept so that deletions can be recorded on a full disk; 1 MiB unless told. */
  readonly reserveBytes?: number;
}

/** A context that is ready to serve: what a crash left half done has been finished. */
export interface NodeState {
  readonly ctx: Context;
  close(): Promise<void>;
}

/**
 * Opens a node's directories. The order matters: journal and deletion log first, then the staging
 * directory, then what was deleted but not yet removed; only then may anything be served.
 */
export async function openNodeState(options: NodeStateOptions): Promise<NodeState> {
  const { createSha1, clock, log, claim } = options;
  const health = createNodeHealth(log);
  const deletions = createDeletionSet();
  const storage = createFileStorage({
    files: options.storage,
    createSha1,
    health: health.watch('storage'),
    clock,
    log,
    onVanished: () => claim('storage'),
  });
  const { journal, deletedNames } = await openJournal({
    files: options.queue,
    deletions,
    reserve: createDiskReserve(options.queue, options.reserveBytes ?? defaultReserveBytes),
    health: health.watch('queue'),
    log,
    peerUrls: options.config.peerUrls,
    segmentBytes: options.segmentBytes ?? defaultSegmentBytes,
    async onVanished() {
      storage.distrust();
      await claim('queue');
    },
  });
  try {
    await storage.recover();
    await removeAll(deletedNames, storage, log);
    await journal.compact();
  } catch (error) {
    await journal.close();
    throw error;
  }
  const config = { ...options.config, startedAtMs: clock.nowMs() };
  const ctx = { storage, journal, deletions, locks: createNameLocks(), health, clock, log, config };
  return { ctx, close: () => journal.close() };
}

/** Finishes deletions. What can't be removed is hidden all the same, and must not stop the rest. */
async function removeAll(
  names: Iterable<StoredName>,
  storage: FileStorage,
  log: Log,
): Promise<void> {
  for (const name of names) {
    try {
      await storage.remove(name);
    } catch (error) {
      log.error('a deleted file can not be removed from the disk', { name, error });
    }
  }
}
