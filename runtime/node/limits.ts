import { defaultPartialUploadLimits } from '../../lib/limits/partial-upload-limits.ts';
import { defaultRequestLimits, type RequestLimits } from '../../lib/limits/request-limits.ts';
import { maxNameBytes } from '../../lib/names/stored-name.ts';

/**
 * How many headers a request may have: enough for any client. Node silently drops headers beyond
 * about a thousand.
 */
export const maxHeaders = 100;

/** Limits on what clients may use of a node, beyond the sizes and times in `NodeOptions`. */
export interface Limits extends Pick<RequestLimits, 'maxRequests' | 'minBytesPerSecond'> {
  /** Free space to keep on each disk; `undefined`: 1 % of the disk, at most 1 GiB. */
  readonly minFreeBytes: number | undefined;
  /** How long an unfinished resumable upload is kept after its last byte. */
  readonly partialUploadAgeMs: number;
  /** How large the request line and headers may be together. */
  readonly maxHeaderBytes: number;
  /** How long the stored name of an upload may be, including time and hash. */
  readonly maxNameBytes: number;
  /** How many path segments that name may have. */
  readonly maxDepth: number;
  /**
   * How many names that this node does not have clients may delete per second; 0 for no limit.
   * Where writing takes no secret, deletes of any name count.
   */
  readonly unknownDeletesPerSecond: number;
}

/** The limits of a node where nothing else is set. */
export const defaultLimits: Limits = {
  minFreeBytes: undefined,
  partialUploadAgeMs: defaultPartialUploadLimits.maxAgeMs,
  maxRequests: defaultRequestLimits.maxRequests,
  maxHeaderBytes: 16 * 1024,
  minBytesPerSecond: defaultRequestLimits.minBytesPerSecond,
  maxNameBytes,
  // Each directory of a name costs an inode, a block and two fsyncs.
  maxDepth: 32,
  unknownDeletesPerSecond: 100,
};
