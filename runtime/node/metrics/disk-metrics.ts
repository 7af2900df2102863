import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Volumes } from '../../../lib/host/volumes.ts';
import type { Sample, SeriesMaker } from './series.ts';

/** Declares the metrics of the disks that a node keeps its files and its journal on. */
export function addDiskMetrics(make: SeriesMaker, volumes: Volumes, queue: string): void {
  async function measure(kind: 'freeBytes' | 'totalBytes'): Promise<Sample[]> {
    return (await volumes.report()).map((volume) => [{ volume: volume.name }, volume[kind]]);
  }

  make.gauge(
    'disk_free_bytes',
    'Free space on the disk of a directory, what is kept free included.',
    () => measure('freeBytes'),
    ['volume'],
  );
  make.gauge('disk_size_bytes', 'Size of that disk.', () => measure('totalBytes'), ['volume']);
  make.gauge('journal_bytes', 'Size of the journal.', async () => [
    [{}, await sizeOf(join(queue, 'journal'))],
  ]);
}

/** The size of all files right in a directory; 0 where there is none. */
async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory).catch(() => []);
  const sizes = names.map(async (name) => {
    // A segment may be removed meanwhile.
    const found = await stat(join(directory, name)).catch(() => undefined);
    return found?.size ?? 0;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
