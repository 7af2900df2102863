import type { StatsFs } from 'node:fs';
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
  /** What all metrics of one collection share. */
  let measuring: Promise<readonly Volume[]> | undefined;

  async function measure(kind: 'bavail' | 'blocks'): Promise<Sample[]> {
    measuring ??= Promise.all(volumes.map(measureVolume)).finally(() => {
      measuring = undefined;
    });
    return (await measuring).flatMap(({ volume, found }) =>
      found === undefined ? [] : [[{ volume }, found[kind] * found.bsize]],
    );
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

/** What the system says of the disk of a directory. */
interface Volume {
  readonly volume: string;
  /** Absent where it is not mounted; others say that it is missing. */
  readonly found: StatsFs | undefined;
}

async function measureVolume([volume, path]: readonly [string, string]): Promise<Volume> {
  return { volume, found: await statfs(path).catch(() => undefined) };
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
