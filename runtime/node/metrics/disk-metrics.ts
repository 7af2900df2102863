import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample, SeriesMaker } from './series.ts';

/** The directories of a node. */
export interface NodeDirectories {
  /** Absent where the files are in a bucket. */
  readonly storage: string | undefined;
  readonly queue: string;
}

/** Declares the metrics of the disks that a node keeps its files and its journal on. */
export function addDiskMetrics(make: SeriesMaker, directories: NodeDirectories): void {
  const volumes = Object.entries(directories).filter(([, path]) => path !== undefined);

  async function measure(kind: 'bavail' | 'blocks'): Promise<Sample[]> {
    const samples = volumes.map(async ([volume, path]): Promise<Sample[]> => {
      // It may not be mounted; others say that it is missing.
      const found = await statfs(path).catch(() => undefined);
      return found === undefined ? [] : [[{ volume }, found[kind] * found.bsize]];
    });
    return (await Promise.all(samples)).flat();
  }

  make.gauge(
    'disk_free_bytes',
    'Free space on the disk of a directory, what is kept free included.',
    () => measure('bavail'),
    ['volume'],
  );
  make.gauge('disk_size_bytes', 'Size of that disk.', () => measure('blocks'), ['volume']);
  make.gauge('journal_bytes', 'Size of the journal.', async () => [
    [{}, await sizeOf(join(directories.queue, 'journal'))],
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
