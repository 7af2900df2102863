import type { Config, Context, Log } from '../lib/context.ts';
import { createDeletionSet } from '../lib/deletion-set.ts';
import { createDiskReserve } from '../lib/disk-reserve.ts';
import { createFileStorage } from '../lib/file-storage.ts';
import type { FileSystem } from '../lib/file-system.ts';
import { createNameLocks } from '../lib/name-locks.ts';
import { createNodeHealth } from '../lib/node-health.ts';
import { openJournal } from '../lib/open-journal.ts';
import { createSha1 } from './sha1.ts';

const segmentBytes = 4 * 1024 * 1024;
const reserveBytes = 1024 * 1024;

export interface NodeContextOptions {
  readonly storage: FileSystem;
  readonly queue: FileSystem;
  readonly config: Omit<Config, 'startedAtMs'>;
  readonly log: Log;
}

/** A context that is ready to serve: what a crash left half done has been finished. */
export interface NodeContext {
  readonly ctx: Context;
  close(): Promise<void>;
}

/**
 * Opens a node's directories. The order matters (design: start): journal and deletion log first, then the
 * staging directory, then what was deleted but not yet removed; only then may anything be served.
 */
export async function openNodeContext(options: NodeContextOptions): Promise<NodeContext> {
  const { log } = options;
  const clock = { nowMs: () => Date.now() };
  const health = createNodeHealth(log);
  const deletions = createDeletionSet();
  const reserve = createDiskReserve(options.queue, reserveBytes);
  const { peerUrls } = options.config;
  const files = options.queue;
  const { journal, deletedNames } = await openJournal({
    files,
    deletions,
    reserve,
    health,
    log,
    peerUrls,
    segmentBytes,
  });
  const storage = createFileStorage({ files: options.storage, createSha1, health, clock, log });
  await storage.recover();
  for (const name of deletedNames) await storage.remove(name);
  await journal.compact();
  const config = { ...options.config, startedAtMs: clock.nowMs() };
  const ctx = { storage, journal, deletions, locks: createNameLocks(), health, clock, log, config };
  return { ctx, close: () => journal.close() };
}
