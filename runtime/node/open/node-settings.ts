import { isAscii, isUtf8 } from 'node:buffer';
import { randomBytes } from 'node:crypto';
import type { TextCheck } from '../../../lib/host/text-check.ts';
import type { NodeSettings } from '../../../lib/startup/open-node-options.ts';
import { createSha1, hashText } from '../hash.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';
import { nodeTimers } from '../timers.ts';
import { version } from '../version.ts';

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
    clock: { nowMs: () => Date.now() },
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
