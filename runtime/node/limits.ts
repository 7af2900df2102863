import { maxNameBytes } from '../../lib/names/stored-name.ts';

/**
 * How many headers a request may have: enough for any client. Node drops those beyond a thousand or
 * so without a word.
 */
export const maxHeaders = 100;

/** What clients may use of a node, beyond the sizes and times that have flags of their own. */
export interface Limits {
  /** What uploads leave free on each disk; `undefined`: a hundredth of it, 1 GiB at most. */
  readonly minFreeBytes: number | undefined;
  /**
   * How many requests are worked on at once, and how many uploads wait for their clients; beyond
   * that they are told to come again. Peers have as many of both to themselves.
   */
  readonly maxRequests: number;
  /** How large the head of a request may be. */
  readonly maxHeaderBytes: number;
  /** Below this a body comes too slowly, measured over half a minute; 0 for any rate. */
  readonly minBytesPerSecond: number;
  /** The longest name that an upload may get, stamp included. */
  readonly maxNameBytes: number;
  /** How many segments it may have. */
  readonly maxDepth: number;
  /**
   * How many names that are not here clients may delete a second, or of all names where writing
   * takes no secret; 0 for no limit.
   */
  readonly unknownDeletesPerSecond: number;
}

/** The limits of a node that was told nothing else. */
export const defaultLimits: Limits = {
  minFreeBytes: undefined,
  // Clients that take their time hold an upload each, and many of them must not keep others out.
  maxRequests: 2048,
  maxHeaderBytes: 16 * 1024,
  minBytesPerSecond: 100,
  maxNameBytes,
  // Each directory of a name costs an inode, a block and two syncs.
  maxDepth: 32,
  unknownDeletesPerSecond: 100,
};
