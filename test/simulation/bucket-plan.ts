import type { ObjectLimits } from '../../lib/limits/object-limits.ts';

/** Which nodes of a run use its bucket. */
export interface BucketPlan {
  /** Nodes on a disk that have the bucket behind them. */
  readonly behind: readonly string[];
  /** Nodes that keep their files in it, and have no peers. */
  readonly on: readonly string[];
  /** Those of them that have no disk, either: they spool large bodies in the bucket, in parts. */
  readonly diskless: readonly string[];
  /** So small that most bodies are spooled, in some runs. */
  readonly limits: Partial<ObjectLimits>;
}
