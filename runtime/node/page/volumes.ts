import type { StatsFs } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { within } from '../../../lib/concurrency/within.ts';
import { reservedBytes } from '../../../lib/disk/free-space.ts';
import type { VolumeReport, Volumes } from '../../../lib/host/volumes.ts';
import type { NodeDirectories } from '../metrics/disk-metrics.ts';
import { nodeTimers } from '../timers.ts';

/** Who asks waits no longer for a disk that hangs. */
const timeoutMs = 1000;

/** The disks of these directories; none as long as one of them does not respond. */
export function createVolumes(
  directories: NodeDirectories,
  minFreeBytes: number | undefined,
  spaceOf: (path: string) => Promise<StatsFs> = statfs,
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
      return await within(nodeTimers, timeoutMs, () => shared).catch(() => []);
    },
  };
}
