import { isAscii, isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import { createFreeSpace, type FreeSpace } from '../../../lib/disk/free-space.ts';
import type { FileSystem } from '../../../lib/host/file-system.ts';
import type { TextCheck } from '../../../lib/host/text-check.ts';
import type { NodeSettings } from '../../../lib/startup/open-node-options.ts';
import { createSha1, hashText } from '../hash.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { nodeTimers } from '../timers.ts';
import { version } from '../version.ts';

const clock = { nowMs: () => Date.now() };

/** What a node gets of this machine and of its options, wherever its files are. */
export function settingsOf(options: ResolvedNodeOptions) {
  const { publicUrl, mount, allowedHosts, maxSizeBytes, corsOrigins, log, limits } = options;
  const { maxRequests, minBytesPerSecond, maxNameBytes, maxDepth } = limits;
  const { idleTimeoutMs, rateWindowMs } = options;
  return {
    createSha1,
    hashText,
    textCheck: { isAscii, isUtf8 },
    createId: () => randomBytes(8).toString('hex'),
    timers: nodeTimers,
    clock,
    log,
    config: {
      version,
      publicUrl,
      mount,
      allowedHosts,
      maxSizeBytes,
      maxNameBytes,
      maxDepth,
      corsOrigins,
    },
    unknownDeletesPerSecond: limits.unknownDeletesPerSecond,
    requestLimits: {
      maxRequests,
      minBytesPerSecond,
      idleTimeoutMs,
      ...(rateWindowMs !== undefined && { rateWindowMs }),
    },
    // A wait takes the place of an upload: most places are left for others.
    maxCopyWaits: Math.ceil(maxRequests / 4),
  } satisfies Omit<NodeSettings, 'access'> & {
    readonly textCheck: TextCheck;
    readonly createId: () => string;
    readonly config: object;
  };
}

/** The free space on the disk of a directory in which a node spools what it sends to a bucket. */
export function freeSpaceOn(
  files: FileSystem,
  { limits: { minFreeBytes } }: Pick<ResolvedNodeOptions, 'limits'>,
): FreeSpace {
  return createFreeSpace({ files, clock, minFreeBytes });
}
