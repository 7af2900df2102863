/** How much of its bodies a node on a bucket has in memory; tests set small limits. */
export interface ObjectLimits {
  /** Bodies of uploads, and small files that are read, together, in bytes. */
  readonly maxMemoryBytes: number;
  /** A body up to this size stays in memory if there is space for it; others are spooled. */
  readonly maxBodyBytes: number;
  /** An object up to this size is verified before its first byte is sent. */
  readonly maxKeptBytes: number;
  /** The parts in which a host without a disk spools a body in the bucket, in bytes. */
  readonly partBytes: number;
}

/** The limits of a node that is configured with no others. */
export const defaultObjectLimits: ObjectLimits = {
  maxMemoryBytes: 64 * 1024 * 1024,
  maxBodyBytes: 1024 * 1024,
  maxKeptBytes: 1024 * 1024,
  // Every store takes them (S3 wants 5 MiB at least), and 640 of them are 5 GiB.
  partBytes: 8 * 1024 * 1024,
};
