import { maxNameBytes } from '../../lib/names/stored-name.ts';

/**
 * How many headers a request may have: enough for any client. Node silently drops headers beyond
 * about a thousand.
 */
export const maxHeaders = 100;

/** Limits on what clients may use of a node, beyond the sizes and times in `NodeOptions`. */
export interface Limits {
  /** Free space to keep on each disk; `undefined`: 1 % of the disk, at most 1 GiB. */
  readonly minFreeBytes: number | undefined;
  /**
   * How many client requests are handled at once, and how many uploads may wait for data from
   * their clients. Requests beyond that get a 503. Peers have separate limits of the same size.
   */
  readonly maxRequests: number;
  /** How large the request line and headers may be together. */
  readonly maxHeaderBytes: number;
  /** The minimum rate of a request body, measured over half a minute; 0 for no minimum. */
  readonly minBytesPerSecond: number;
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
  // Each slow client occupies an upload, and many of them must not keep others out.
  maxRequests: 2048,
  maxHeaderBytes: 16 * 1024,
  minBytesPerSecond: 100,
  maxNameBytes,
  // Each directory of a name costs an inode, a block and two fsyncs.
  maxDepth: 32,
  unknownDeletesPerSecond: 100,
};
