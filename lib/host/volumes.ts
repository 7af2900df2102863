/** The disks of a node's directories. Only some hosts know them. */
export interface Volumes {
  /** Measures them now; without one that can't be measured. */
  report(): Promise<readonly VolumeReport[]>;
}

/** A disk, in bytes. */
export interface VolumeReport {
  /** Which directory lies there: `storage` or `queue`. */
  readonly name: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** How much of the free space uploads may not fill. */
  readonly reservedBytes: number;
}
