import { createBallast } from '../disk/ballast.ts';
import { createNodeHealth } from '../disk/health.ts';
import { createTextFile } from '../disk/text-store.ts';
import { openJournal } from '../journal/open-journal.ts';
import { defaultMemoryLimits } from '../limits/memory-limits.ts';
import { createFingerprintName, hashTextWith } from '../names/name-fingerprint.ts';
import { openPositionsFile } from '../pending/positions-file.ts';
import type { DiskNodeOptions } from './disk-node-options.ts';
import { expectsFiles } from './expects-files.ts';
import { readNodeId, writeNodeId } from './node-id.ts';
import type { OpenNodeOptions } from './open-node-options.ts';
import { createStorageDirectory } from './storage-directory.ts';

const defaultSegmentBytes = 4 * 1024 * 1024;
const defaultBallastBytes = 1024 * 1024;

/** What `openNode` needs of a node's directories. */
export type OpenDirectories = Required<
  Pick<
    OpenNodeOptions,
    | 'storage'
    | 'journal'
    | 'unfinishedDeletes'
    | 'positions'
    | 'savedBytes'
    | 'scrubPlaces'
    | 'health'
    | 'onStorageRemade'
    | 'config'
  >
>;

/**
 * Opens the two directories of a node: the positions of the peers, the journal with its tombstones,
 * the storage, which is identified but not recovered yet, and the id of the node. The storage comes
 * after the journal: only what is recorded tells it from an empty mount point at its path.
 * `hasPending` says whether an operation is pending for a peer, once there are peers.
 */
export async function openDirectories(
  options: DiskNodeOptions,
  hasPending: () => boolean,
): Promise<OpenDirectories> {
  const { queue, log, lock, createId, hashText = hashTextWith(options.createSha1) } = options;
  const health = createNodeHealth(log);
  const ballast = createBallast(queue, options.ballastBytes ?? defaultBallastBytes);
  const { storage, identity, onRemade, freeSpaceOn } = createStorageDirectory(options, {
    health,
    expectsFiles: () => expectsFiles(queue, journal, journal.tombstones),
    hasPending,
  });
  const positions = await openPositionsFile({ files: queue, ballast, log });
  let nodeId: string | undefined;
  const { journal, unfinishedDeletes } = await openJournal({
    files: queue,
    fingerprintName: createFingerprintName(hashText),
    ballast,
    freeSpace: freeSpaceOn(queue),
    health: health.watch('queue'),
    log,
    hasPeers: options.config.peerUrls.length > 0 || positions.saved.size > 0,
    segmentBytes: options.segmentBytes ?? defaultSegmentBytes,
    memoryLimits: { ...defaultMemoryLimits, ...options.memoryLimits },
    async onVanished() {
      storage.invalidateAll();
      await lock('queue');
      await identity.rememberAgain();
      if (nodeId !== undefined) await writeNodeId(queue, nodeId);
    },
  });
  try {
    // A start on another storage is refused before it leaves an id.
    await identity.open();
    // The queue directory may vanish at any time, and the node needs an id that it keeps.
    await journal.ensureInPlace();
    nodeId = await readNodeId(queue, createId);
  } catch (error) {
    await journal.close();
    throw error;
  }
  const config = { ...options.config, nodeId, instance: createId() };
  return {
    storage,
    journal,
    unfinishedDeletes,
    positions,
    savedBytes: createTextFile(queue, 'bytes.json'),
    scrubPlaces: createTextFile(queue, 'scrub.json'),
    health,
    onStorageRemade: onRemade,
    config,
  };
}
