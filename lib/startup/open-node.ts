import type { Access } from '../access/access.ts';
import { createKeyedMutex } from '../concurrency/keyed-mutex.ts';
import { createTokenBucket } from '../concurrency/token-bucket.ts';
import type { Config, Context } from '../context.ts';
import { createBallast } from '../disk/ballast.ts';
import { createFreeSpace, type FreeSpace } from '../disk/free-space.ts';
import { createNodeHealth } from '../disk/health.ts';
import { isDiskFull } from '../errors/error-code.ts';
import type { Clock } from '../host/clock.ts';
import type { FileSystem } from '../host/file-system.ts';
import type { CreateSha1 } from '../host/hash.ts';
import type { Log } from '../host/log.ts';
import type { Timers } from '../host/timers.ts';
import { openJournal } from '../journal/open-journal.ts';
import { createTombstoneSet } from '../journal/tombstones.ts';
import { defaultMemoryLimits, type MemoryLimits } from '../limits/memory-limits.ts';
import { defaultTransferLimits, type TransferLimits } from '../limits/transfer-limits.ts';
import type { StoredName } from '../names/stored-name.ts';
import { readPositions } from '../pending/peer-positions.ts';
import { openPeerSet, type PeerSet } from '../replication/peer-set.ts';
import { createFileStorage, type FileStorage } from '../storage/file-storage.ts';
import type { Storage } from '../storage/storage.ts';
import { createStorageIdentity, type StorageIdentity } from '../storage/storage-identity.ts';
import { createSingleTransfers } from '../transfers/single-transfer.ts';
import { expectsFiles } from './expects-files.ts';
import { finishDeletions } from './finish-deletions.ts';
import { importLegacyQueue } from './import-legacy-queue.ts';
import { readNodeId, writeNodeId } from './node-id.ts';

const defaultSegmentBytes = 4 * 1024 * 1024;
const defaultReserveBytes = 1024 * 1024;
const defaultUnknownDeletesPerSecond = 100;
/** How many seconds' worth of unknown deletions may come at once. */
const burstSeconds = 100;
const defaultForgetAfterMs = 14 * 24 * 60 * 60 * 1000;

/** What a node's state is made of: two directories, and what else comes from the host. */
export interface OpenNodeOptions {
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
  readonly lock: (directory: 'storage' | 'queue') => Promise<void>;
  /** Whether the storage directory that was claimed was removed, and not moved or unmounted. */
  readonly wasStorageRemoved: () => Promise<boolean>;
  /** Takes a storage directory that the queue does not remember (`--new-storage`). */
  readonly acceptNewStorage?: boolean;
  /** The size at which the journal begins a new segment; 4 MiB unless told. */
  readonly segmentBytes?: number;
  /** The room kept so that deletions can be recorded on a full disk; 1 MiB unless told. */
  readonly ballastBytes?: number;
  /** What uploads leave free on each disk: a hundredth of it, 1 GiB at most, unless told. */
  readonly minFreeBytes?: number | undefined;
  /**
   * How many names that are not here clients may delete a second, or of all names where writing
   * takes no secret; 100 unless told, 0 for no limit.
   */
  readonly unknownDeletesPerSecond?: number;
  /** How much is remembered or held ready at once; `defaultMemoryLimits` unless told. */
  readonly memoryLimits?: Partial<MemoryLimits> | undefined;
  /** What transfers between nodes may take; `defaultTransferLimits` unless told. */
  readonly transferLimits?: Partial<TransferLimits>;
}

/** A context that is ready to serve: what a crash left half done has been finished. */
export interface OpenNode {
  readonly ctx: Context;
  readonly peers: PeerSet;
  /** Calls back whenever there is a new operation for the peers. */
  onOperation(listener: () => void): void;
  close(): Promise<void>;
}

/**
 * Opens a node's directories. The order matters: journal and deletion log first, then the identity
 * of the storage, then the staging directory, then what was deleted but not yet removed; only then
 * may anything be served.
 */
export async function openNode(options: OpenNodeOptions): Promise<OpenNode> {
  const { createSha1, access, clock, log, queue, lock, minFreeBytes } = options;
  const { peerUrls } = options.config;
  const unknownDeletes = options.unknownDeletesPerSecond ?? defaultUnknownDeletesPerSecond;
  const memoryLimits = { ...defaultMemoryLimits, ...options.memoryLimits };
  const health = createNodeHealth(log);
  const tombstones = createTombstoneSet();
  const ballast = createBallast(queue, options.ballastBytes ?? defaultReserveBytes);
  const transferLimits = { ...defaultTransferLimits, ...options.transferLimits };
  // The queue may be on the same disk.
  const freeSpaceOn = (files: FileSystem): FreeSpace =>
    createFreeSpace({ files, clock, minFreeBytes, reclaimable: () => storage.partials });
  let nodeId: string | undefined;
  let opened: PeerSet | undefined;
  const identity: StorageIdentity = createStorageIdentity({
    storage: options.storage,
    queue,
    health,
    log,
    createId: options.createId,
    acceptNew: options.acceptNewStorage === true,
    expectsFiles: () => expectsFiles(queue, journal, tombstones),
    hasPending: () => opened?.hasPending() === true,
    wasRemoved: options.wasStorageRemoved,
  });
  const storage: FileStorage = createFileStorage({
    files: options.storage,
    createSha1,
    health: health.watch('storage'),
    identity,
    freeSpace: freeSpaceOn(options.storage),
    clock,
    log,
    memoryLimits,
    transferLimits,
    onVanished: () => lock('storage'),
  });
  const saved = await readPositions(queue, log);
  const { journal, unfinishedDeletes } = await openJournal({
    files: options.queue,
    tombstones,
    ballast,
    freeSpace: freeSpaceOn(queue),
    health: health.watch('queue'),
    log,
    hasPeers: peerUrls.length > 0 || saved.size > 0,
    segmentBytes: options.segmentBytes ?? defaultSegmentBytes,
    memoryLimits,
    async onVanished() {
      storage.invalidateAll();
      await lock('queue');
      await identity.rememberAgain();
      if (nodeId !== undefined) await writeNodeId(queue, nodeId);
    },
  });
  try {
    await storage.recover();
    await finishDeletions({ storage, journal, clock, log }, unfinishedDeletes);
    const peers = openPeerSet({
      files: queue,
      ballast,
      journal,
      saved,
      peerUrls,
      forget: options.forget ?? [],
      forgetAfterMs: options.forgetAfterMs ?? defaultForgetAfterMs,
      clock,
      log,
      memoryLimits,
    });
    opened = peers;
    await importLegacyQueue({ files: queue, journal, storage, clock, log });
    await saveIfItFits(peers, log);
    nodeId = await readNodeId(queue, options.createId);
    const ids = { nodeId, instance: options.createId() };
    const config = { ...options.config, ...ids, startedAtMs: clock.nowMs() };
    const nameLocks = createKeyedMutex<StoredName>();
    const transfers = createSingleTransfers(clock, options.timers, transferLimits);
    const unknownDeleteLimit = createTokenBucket({
      clock,
      perSecond: unknownDeletes,
      capacity: unknownDeletes * burstSeconds,
    });
    const state = { storage, journal, tombstones, nameLocks, transfers, peers, health };
    return {
      ctx: { ...state, unknownDeleteLimit, access, clock, log, config },
      peers: { ...peers, save: () => saveOnStorage(peers, storage) },
      onOperation: (listener) => journal.onPublish(listener),
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
async function saveOnStorage(cluster: PeerSet, storage: Storage): Promise<void> {
  await storage.isInPlace();
  await cluster.save();
}

/** A full disk stops no start: the positions saved last stand, and are saved again later. */
async function saveIfItFits(cluster: PeerSet, log: Log): Promise<void> {
  try {
    await cluster.save();
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    log.warn('how far the peers are could not be saved, because the disk is full');
  }
}
