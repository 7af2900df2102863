import { statfs } from 'node:fs/promises';
import { reservedBytes } from '../../../lib/disk/free-space.ts';
import type { VolumeReport, Volumes } from '../../../lib/host/volumes.ts';

/** The directories of a node. */
export interface NodeDirectories {
  /** Absent where the files are in a bucket. */
  readonly storage: string | undefined;
  readonly queue: string;
}

/** The disks of these directories. */
export function createVolumes(
  directories: NodeDirectories,
  minFreeBytes: number | undefined,
): Volumes {
  let measuring: Promise<readonly VolumeReport[]> | undefined;

  async function measure(): Promise<readonly VolumeReport[]> {
    const paths = Object.entries(directories).filter(([, path]) => path !== undefined);
    const reports = paths.map(async ([name, path]) => {
      const found = await statfs(path).catch(() => undefined);
      if (found === undefined) return [];
      const totalBytes = found.blocks * found.bsize;
      const freeBytes = found.bavail * found.bsize;
      return [
        { name, freeBytes, totalBytes, reservedBytes: reservedBytes(totalBytes, minFreeBytes) },
      ];
    });
    return (await Promise.all(reports)).flat();
  }

  return {
    report() {
      // On a disk that hangs, each measurement would take more threads from everything else.
      measuring ??= measure().finally(() => {
        measuring = undefined;
      });
      return measuring;
    },
  };
}
