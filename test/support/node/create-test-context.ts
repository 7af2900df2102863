import { randomBytes } from 'node:crypto';
import type { Secrets } from '../../../lib/access/secrets.ts';
import type { Config, Context } from '../../../lib/context.ts';
import type { Timers } from '../../../lib/host/timers.ts';
import type { MemoryLimits } from '../../../lib/limits/memory-limits.ts';
import type { PartialUploadLimits } from '../../../lib/limits/partial-upload-limits.ts';
import type { RequestLimits } from '../../../lib/limits/request-limits.ts';
import type { TransferLimits } from '../../../lib/limits/transfer-limits.ts';
import type { PeerSet } from '../../../lib/replication/peer-set.ts';
import type { Scrub } from '../../../lib/scrub/scrub.ts';
import { openDiskNode } from '../../../lib/startup/open-disk-node.ts';
import { createSha1 } from '../../../runtime/node/hash.ts';
import { createMemoryDisk, type MemoryDisk } from '../disk/memory-disk.ts';
import { collectLog, type LogLine } from './collect-log.ts';
import { noTimers } from './no-timers.ts';
import { createTestAccess } from './test-access.ts';
import { testConfig } from './test-config.ts';

export type { LogLine } from './collect-log.ts';

/** A whole node in memory, without a socket: `handle(request, node.ctx)` gives its responses. */
export interface TestContext {
  readonly ctx: Context;
  readonly cluster: PeerSet;
  /** Not started. */
  readonly scrub: Scrub;
  /** Calls back whenever there is a new operation for the peers. */
  onOperation(listener: () => void): void;
  readonly storageDisk: MemoryDisk;
  readonly queueDisk: MemoryDisk;
  /** The time on the node's clock; a test turns it by hand. */
  readonly clock: { ms: number };
  /** All lines logged so far, also before a restart. */
  readonly logLines: LogLine[];
  /**
   * Stops gracefully and opens a new context on the same disks; `this` one must not be used
   * again.
   */
  restart(): Promise<TestContext>;
  /** The same after the process was killed. */
  restartAfterKill(): Promise<TestContext>;
  /** The same after a power cut, which leaves on the disks only what was synced. */
  restartAfterCrash(): Promise<TestContext>;
  close(): Promise<void>;
}

/** What a test may choose; everything has a default. */
export interface TestContextOptions {
  readonly config?: Partial<Config>;
  readonly secrets?: Secrets;
  /** The id that the node gets at its first start. */
  readonly nodeId?: string;
  readonly segmentBytes?: number;
  readonly reserveBytes?: number;
  readonly minFreeBytes?: number;
  readonly unknownDeletesPerSecond?: number;
  readonly windows?: Partial<MemoryLimits>;
  readonly transferLimits?: Partial<TransferLimits>;
  readonly partialUploadLimits?: Partial<PartialUploadLimits>;
  readonly requestLimits?: Partial<RequestLimits>;
  readonly maxCopyWaits?: number;
  /** Timers that a test fires; by default they never fire. */
  readonly timers?: Timers;
  readonly storageDisk?: MemoryDisk;
  readonly queueDisk?: MemoryDisk;
  readonly clock?: { ms: number };
  readonly logLines?: LogLine[];
  /**
   * Whether a storage directory that is gone was removed, and not only unmounted; by default it
   * was.
   */
  readonly wasStorageRemoved?: boolean;
  readonly acceptNewStorage?: boolean;
  readonly forget?: readonly string[];
  readonly forgetAfterMs?: number;
  /** Called when a directory vanished and was made again. */
  readonly claim?: (directory: 'storage' | 'queue') => Promise<void>;
}

/**
 * Opens a node on two memory disks, new ones by default. The clock stands at second 1,700,000,000.
 */
export async function createTestContext(options: TestContextOptions = {}): Promise<TestContext> {
  const storageDisk = options.storageDisk ?? createMemoryDisk();
  const queueDisk = options.queueDisk ?? createMemoryDisk();
  const clock = options.clock ?? { ms: 1_700_000_000_000 };
  const logLines = options.logLines ?? [];
  const { segmentBytes, reserveBytes: ballastBytes = 4096, nodeId = '0123456789abcdef' } = options;
  const { minFreeBytes, unknownDeletesPerSecond, transferLimits, maxCopyWaits } = options;
  const hasNodeId = (): boolean => queueDisk.paths().includes('node-id');
  storageDisk.nowMs = () => clock.ms;
  const { ctx, peers, scrub, onOperation, close } = await openDiskNode({
    storage: storageDisk.mount(),
    queue: queueDisk.mount(),
    createSha1,
    // The first id is that of the node, the others are those of its processes.
    createId: () => (hasNodeId() ? randomBytes(8).toString('hex') : nodeId),
    clock: { nowMs: () => clock.ms },
    timers: options.timers ?? noTimers,
    log: collectLog(logLines),
    lock: options.claim ?? (async () => undefined),
    wasStorageRemoved: async () => options.wasStorageRemoved ?? true,
    acceptNewStorage: options.acceptNewStorage === true,
    ...(options.forget && { forget: options.forget }),
    ...(options.forgetAfterMs !== undefined && { forgetAfterMs: options.forgetAfterMs }),
    access: createTestAccess(options.secrets),
    config: { ...testConfig, peerUrls: [], ...options.config },
    ballastBytes,
    minFreeBytes,
    memoryLimits: options.windows,
    partialUploadLimits: options.partialUploadLimits,
    ...(unknownDeletesPerSecond !== undefined && { unknownDeletesPerSecond }),
    ...(segmentBytes !== undefined && { segmentBytes }),
    ...(transferLimits !== undefined && { transferLimits }),
    ...(options.requestLimits && { requestLimits: options.requestLimits }),
    ...(maxCopyWaits !== undefined && { maxCopyWaits }),
  });
  const reopen = (): Promise<TestContext> =>
    createTestContext({ ...options, storageDisk, queueDisk, clock, logLines });
  return {
    ctx,
    cluster: peers,
    scrub,
    onOperation,
    storageDisk,
    queueDisk,
    clock,
    logLines,
    async restart() {
      await close();
      return await reopen();
    },
    async restartAfterKill() {
      storageDisk.kill();
      queueDisk.kill();
      return await reopen();
    },
    async restartAfterCrash() {
      storageDisk.crash();
      queueDisk.crash();
      return await reopen();
    },
    close,
  };
}
