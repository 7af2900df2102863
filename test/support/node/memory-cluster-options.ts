import type { MemoryLimits } from '../../../lib/limits/memory-limits.ts';

/** What nodes a cluster in memory has, and how they know each other. */
export interface MemoryClusterOptions {
  /** Which peers each node has, `b` or `b/a/path`; the keys are the nodes. */
  readonly peers: Readonly<Record<string, readonly string[]>>;
  /** Nodes that respond as the Python version: without an id, and unaware of `from`. */
  readonly legacyNodes?: readonly string[];
  /** Nodes that show no instance and give no reasons, as 1.0.0. */
  readonly older?: readonly string[];
  /** Nodes that begin with the node id of another, as a copied machine does. */
  readonly copies?: Readonly<Record<string, string>>;
  readonly windows?: Partial<MemoryLimits>;
  /** Whether nodes compare what they hold, each second in which nothing else happens. */
  readonly repairs?: boolean;
}
