import type { MemoryDisk } from './memory-disk.ts';

/**
 * How many files of its queue a node at rest has open at most: the last segment, `recorded`,
 * `deletion.log`, and the files of its index.
 */
export function mostOpenAtRest(queueDisk: Pick<MemoryDisk, 'paths'>): number {
  return 3 + queueDisk.paths().filter((path) => path.startsWith('deletion.index/')).length;
}
