import { randomBytes } from 'node:crypto';
import type { Access } from '../../lib/access/access.ts';
import type { Config } from '../../lib/context.ts';
import type { FileSystem } from '../../lib/host/file-system.ts';
import type { Log } from '../../lib/host/log.ts';
import type { TransferLimits } from '../../lib/limits/transfer-limits.ts';
import { openDiskNode } from '../../lib/startup/open-disk-node.ts';
import type { OpenNode } from '../../lib/startup/open-node.ts';
import { createSha1 } from './hash.ts';
import { nodeTimers } from './timers.ts';

export interface NodeContextOptions {
  readonly storage: FileSystem;
  readonly queue: FileSystem;
  readonly config: Omit<Config, 'startedAtMs' | 'nodeId' | 'instance'>;
  readonly access: Access;
  readonly log: Log;
  /** What uploads leave free on each disk. */
  readonly minFreeBytes: number | undefined;
  /** How many names that are not here clients may delete a second. */
  readonly unknownDeletesPerSecond: number;
  /** What transfers between nodes may take; the defaults of that file unless told. */
  readonly transferLimits?: Partial<TransferLimits>;
  /** Takes a directory for this process again, after it vanished and was made anew. */
  readonly lock: (directory: 'storage' | 'queue') => Promise<void>;
  readonly wasStorageRemoved: () => Promise<boolean>;
  /** Takes a storage directory that the queue does not remember. */
  readonly acceptNewStorage: boolean;
  readonly forget?: readonly string[];
  readonly forgetAfterMs?: number;
}

/** Opens a node's directories with this machine's clock, hashing and randomness. */
export function openNodeContext(options: NodeContextOptions): Promise<OpenNode> {
  const createId = (): string => randomBytes(8).toString('hex');
  const host = { createSha1, createId, timers: nodeTimers };
  return openDiskNode({ ...options, ...host, clock: { nowMs: () => Date.now() } });
}
