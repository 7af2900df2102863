import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { within } from '../../../lib/concurrency/within.ts';
import { reservedBytes } from '../../../lib/disk/free-space.ts';
import type { Timers } from '../../../lib/host/timers.ts';
import type { VolumeReport, Volumes } from '../../../lib/host/volumes.ts';

/** The directories of a node. */
export interface NodeDirectories {
  /** Absent where the files are in a bucket. */
  readonly storage: string | undefined;
  readonly queue: string;
}

/** Who asks waits no longer for a disk that hangs. */
const timeoutMs = 1000;

export interface VolumesOptions {
  readonly timers: Timers;
  /** What `--min-free` says. */
  readonly minFreeBytes?: number | undefined;
  /** Asks the system; another function in tests. */
  readonly spaceOf?: (path: string) => Promise<StatsFs>;
}

/** The disks of these directories; none as long as one of them does not respond. */
export function createVolumes(
  directories: NodeDirectories,
  { timers, minFreeBytes, spaceOf = statfs }: VolumesOptions,
): Volumes {
  let measuring: Promise<readonly VolumeReport[]> | undefined;

  async function measure(): Promise<readonly VolumeReport[]> {
    const paths = Object.entries(directories).filter(([, path]) => path !== undefined);
    const reports = paths.map(async ([name, path]) => {
      const found = await spaceOf(path).catch(() => undefined);
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
    async report() {
      // On a disk that hangs, each measurement would take more threads from everything else.
      measuring ??= measure().finally(() => {
        measuring = undefined;
      });
      const shared = measuring;
      return await within(timers, timeoutMs, () => shared).catch(() => []);
    },
  };
}
