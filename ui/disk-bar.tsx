import type { VolumeReport } from '../lib/host/volumes.ts';
import { formatBytes } from '../lib/monitor/format.ts';

const titles: Readonly<Record<string, string>> = {
  storage: 'Disk of the files',
  queue: 'Disk of the queue',
};

/** How full a disk is; what uploads may not fill is marked at the end. */
export function DiskBar({ volume }: { volume: VolumeReport }) {
  const { name, freeBytes, totalBytes, reservedBytes } = volume;
  // Some file systems do not say how large they are.
  if (totalBytes === 0) return null;
  const share = (bytes: number): number => (100 * bytes) / totalBytes;
  const used = share(totalBytes - freeBytes);
  const reserved = share(reservedBytes);
  const tone = freeBytes <= reservedBytes ? 'bad' : used > 90 ? 'busy' : 'good';
  const title = titles[name] ?? name;
  return (
    <div class="disk">
      <p>
        <span>{title}</span>
        <span>
          {formatBytes(freeBytes)} free of {formatBytes(totalBytes)}
        </span>
      </p>
      <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" class={tone}>
        <rect class="all" width="100" height="4" />
        <rect class="used" width={used} height="4" />
        <rect
          class="reserved"
          x={100 - Math.max(reserved, 0.6)}
          width={Math.max(reserved, 0.6)}
          height="4"
        />
      </svg>
      <p class="small">{formatBytes(reservedBytes)} are kept free of uploads</p>
    </div>
  );
}
