import type { Access } from '../access/access.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import { createTokenBucket } from '../concurrency/token-bucket.ts';
import type { Config, Context } from '../context.ts';
import { createDiskReserve } from '../disk/ballast.ts';
import { createUploadRoom, type UploadRoom } from '../disk/free-space.ts';
import { createNodeHealth } from '../disk/node-health.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import { openJournal } from '../journal/open-journal.ts';
import { createDeletionSet } from '../journal/tombstones.ts';
import { defaultWindows, type Windows } from '../limits/memory-limits.ts';
import { defaultTransferLimits, type TransferLimits } from '../limits/transfer-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { readPositions } from '../pending/peer-positions.ts';
import { type Cluster, openCluster } from '../replication/peers.ts';
import { createFileStorage, type FileStorage } from '../storage/file-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { createStorageIdentity, type StorageIdentity } from '../storage/storage-identity.ts';
import { createArrivals } from '../transfers/single-transfer.ts';
import { expectsFiles } from './expects-files.ts';
import { removeDeleted } from './finish-deletions.ts';
import { takeOverQueue } from './import-legacy-queue.ts';
import { readNodeId, writeNodeId } from './node-id.ts';

const defaultSegmentBytes = 4 * 1024 * 1024;
const defaultReserveBytes = 1024 * 1024;
const defaultUnknownDeletesPerSecond = 100;
/** How many seconds' worth of unknown deletions may come at once. */
const burstSeconds = 100;
const defaultForgetAfterMs = 14 * 24 * 60 * 60 * 1000;

/** What a node's state is made of: two directories, and what else comes from the host. */
export interface NodeStateOptions {
  readonly storage: FileSystem;
  readonly queue: FileSystem;
  readonly createSha1: CreateSha1;
  readonly access: Access;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
  /** Makes 16 random hex digits. */
  readonly createId: () => string;
  readonly config: Omit<Config, 'startedAtMs' | 'nodeId' | 'instance'>;
  /** The URLs of removed peers that are gone for good; none unless told. */
  readonly forget?: readonly string[];
  /** How long what is pending for other removed peers is kept; 14 days unless told. */
  readonly forgetAfterMs?: number;
  /** Takes a directory for this process again, after it vanished and was made anew. */
  readonly claim: (directory: 'storage' | 'queue') => Promise<void>;
  /** Whether the storage directory that was claimed was removed, and not moved or unmounted. */
  readonly wasStorageRemoved: () => Promise<boolean>;
  /** Takes a storage directory that the queue does not remember (`--new-storage`). */
  readonly acceptNewStorage?: boolean;
  /** The size at which the journal begins a new segment; 4 MiB unless told. */
  readonly segmentBytes?: number;
  /** The room kept so that deletions can be recorded on a full disk; 1 MiB unless told. */
  readonly reserveBytes?: number;
  /** What uploads leave free on each disk: a hundredth of it, 1 GiB at most, unless told. */
  readonly minFreeBytes?: number | undefined;
  /**
   * How many names that are not here clients may delete a second, or of all names where writing
   * takes no secret; 100 unless told, 0 for no limit.
   */
  readonly unknownDeletesPerSecond?: number;
  /** How much is remembered or held ready at once; `defaultWindows` unless told. */
  readonly windows?: Partial<Windows> | undefined;
  /** What transfers between nodes may take; `defaultTransferLimits` unless told. */
  readonly transferLimits?: Partial<TransferLimits>;
}

/** A context that is ready to serve: what a crash left half done has been finished. */
export interface NodeState {
  readonly ctx: Context;
  readonly cluster: Cluster;
  /** Calls back whenever there is a new operation for the peers. */
  onOperation(listener: () => void): void;
  close(): Promise<void>;
}

/**
 * Opens a node's directories. The order matters: journal and deletion log first, then the identity
 * of the storage, then the staging directory, then what was deleted but not yet removed; only then
 * may anything be served.
 */
export async function openNodeState(options: NodeStateOptions): Promise<NodeState> {
  const { createSha1, access, clock, log, queue, claim, minFreeBytes } = options;
  const { peerUrls } = options.config;
  const unknownDeletes = options.unknownDeletesPerSecond ?? defaultUnknownDeletesPerSecond;
  const windows = { ...defaultWindows, ...options.windows };
  const health = createNodeHealth(log);
  const deletions = createDeletionSet();
  const reserve = createDiskReserve(queue, options.reserveBytes ?? defaultReserveBytes);
  const transferLimits = { ...defaultTransferLimits, ...options.transferLimits };
  // The queue may be on the same disk.
  const roomOn = (files: FileSystem): UploadRoom =>
    createUploadRoom({ files, clock, minFreeBytes, spare: () => storage.partials });
  let nodeId: string | undefined;
  let opened: Cluster | undefined;
  const identity: StorageIdentity = createStorageIdentity({
    storage: options.storage,
    queue,
    health,
    log,
    createId: options.createId,
    acceptNew: options.acceptNewStorage === true,
    expectsFiles: () => expectsFiles(queue, journal, deletions),
    hasPending: () => opened?.hasPending() === true,
    wasRemoved: options.wasStorageRemoved,
  });
  const storage: FileStorage = createFileStorage({
    files: options.storage,
    createSha1,
    health: health.watch('storage'),
    identity,
    room: roomOn(options.storage),
    clock,
    log,
    windows,
    transferLimits,
    onVanished: () => claim('storage'),
  });
  const saved = await readPositions(queue, log);
  const { journal, deletedNames } = await openJournal({
    files: options.queue,
    deletions,
    reserve,
    room: roomOn(queue),
    health: health.watch('queue'),
    log,
    hasPeers: peerUrls.length > 0 || saved.size > 0,
    segmentBytes: options.segmentBytes ?? defaultSegmentBytes,
    windows,
    async onVanished() {
      storage.distrust();
      await claim('queue');
      await identity.rememberAgain();
      if (nodeId !== undefined) await writeNodeId(queue, nodeId);
    },
  });
  try {
    await identity.open();
    await storage.recover();
    const removal = { files: options.storage, storage, journal, clock, log };
    await removeDeleted(removal, deletedNames);
    const cluster = openCluster({
      files: queue,
      reserve,
      journal,
      saved,
      peerUrls,
      forget: options.forget ?? [],
      forgetAfterMs: options.forgetAfterMs ?? defaultForgetAfterMs,
      clock,
      log,
      windows,
    });
    opened = cluster;
    await takeOverQueue({ files: queue, journal, storage, clock, log });
    await saveIfItFits(cluster, log);
    nodeId = await readNodeId(queue, options.createId);
    const ids = { nodeId, instance: options.createId() };
    const config = { ...options.config, ...ids, startedAtMs: clock.nowMs() };
    const locks = createKeyedMutex<StoredName>();
    const arrivals = createArrivals(clock, options.timers, transferLimits);
    const unknownDeletions = createTokenBucket({
      clock,
      perSecond: unknownDeletes,
      capacity: unknownDeletes * burstSeconds,
    });
    const state = { storage, journal, deletions, locks, arrivals, peers: cluster, health };
    return {
      ctx: { ...state, unknownDeletions, access, clock, log, config },
      cluster: { ...cluster, save: () => saveOnStorage(cluster, storage) },
      onOperation: (listener) => journal.onRelease(listener),
      async close() {
        await storage.finished();
        await journal.close();
      },
    };
  } catch (error) {
    await journal.close();
    throw error;
  }
}

/** Also looks whether the storage directory is still there: nobody else would, without uploads. */
async function saveOnStorage(cluster: Cluster, storage: Storage): Promise<void> {
  await storage.isInPlace();
  await cluster.save();
}

/** A full disk stops no start: the positions saved last stand, and are saved again later. */
async function saveIfItFits(cluster: Cluster, log: Log): Promise<void> {
  try {
    await cluster.save();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    log.warn('how far the peers are could not be saved, because the disk is full');
  }
}
