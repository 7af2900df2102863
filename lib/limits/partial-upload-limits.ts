/** Limits to the resumable uploads of clients. */
export interface PartialUploadLimits {
  /** How long an unfinished upload is kept after its last byte. */
  readonly maxAgeMs: number;
  /** How long is known where a finished one was stored; no longer than `maxAgeMs`. */
  readonly maxStoredAgeMs: number;
  /** How many unfinished uploads there may be, and of how many finished ones is known. */
  readonly maxUploads: number;
  /** After so many bytes what has come of a body is made durable, while more of it comes. */
  readonly checkpointBytes: number;
  /** The same after so long. */
  readonly checkpointMs: number;
}

/** The limits of a node that is configured with no others. */
export const defaultPartialUploadLimits: PartialUploadLimits = {
  maxAgeMs: 24 * 60 * 60 * 1000,
  maxStoredAgeMs: 60 * 60 * 1000,
  // With the longest metadata a few megabytes of memory.
  maxUploads: 2048,
  checkpointBytes: 32 * 1024 * 1024,
  // On a slow line this is what a crash of the node costs the client.
  checkpointMs: 10_000,
};
