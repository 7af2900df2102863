import { isAscii, isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { fetchRemote } from '../../handlers/open-remote.ts';
import type { DiskNodeOptions } from '../../lib/startup/disk-node-options.ts';
import { openDiskNode } from '../../lib/startup/open-disk-node.ts';
import type { OpenNode } from '../../lib/startup/open-node.ts';
import { createSha1, hashText } from './hash.ts';
import type { ResolvedNodeOptions } from './node-options.ts';
import { nodeTimers } from './timers.ts';
import { version } from './version.ts';

/** The directories of a node, with their locks and secrets. */
export type NodeDirectories = Pick<
  DiskNodeOptions,
  'storage' | 'queue' | 'lock' | 'wasStorageRemoved' | 'access'
>;

/**
 * Opens a node on two locked directories, with this machine's clock, hashing and randomness, and
 * begins to check its files.
 */
export async function openNodeContext(
  directories: NodeDirectories,
  options: ResolvedNodeOptions,
): Promise<OpenNode> {
  const { publicUrl, mount, allowedHosts, peerUrls, maxSizeBytes, corsOrigins } = options;
  const { limits, idleTimeoutMs, rateWindowMs, forget } = options;
  const { maxRequests, maxNameBytes, maxDepth, minFreeBytes, unknownDeletesPerSecond } = limits;
  const node = await openDiskNode({
    ...directories,
    createSha1,
    hashText,
    textCheck: { isAscii, isUtf8 },
    createId: () => randomBytes(8).toString('hex'),
    timers: nodeTimers,
    clock: { nowMs: () => Date.now() },
    log: options.log,
    config: {
      version,
      publicUrl,
      mount,
      allowedHosts,
      peerUrls,
      maxSizeBytes,
      maxNameBytes,
      maxDepth,
      corsOrigins,
    },
    acceptNewStorage: options.newStorage === true,
    forgetAfterMs: options.forgetAfterMs,
    minFreeBytes,
    unknownDeletesPerSecond,
    requestLimits: {
      maxRequests,
      minBytesPerSecond: limits.minBytesPerSecond,
      idleTimeoutMs,
      ...(rateWindowMs !== undefined && { rateWindowMs }),
    },
    // A wait takes the place of an upload: most places are left for others.
    maxCopyWaits: Math.ceil(maxRequests / 4),
    ...(forget !== undefined && { forget }),
  });
  node.scrub.start({
    periodMs: options.scrubPeriodMs,
    fetch: (name) => fetchRemote(name, node.ctx),
  });
  return node;
}
