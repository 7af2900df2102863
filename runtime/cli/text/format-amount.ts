const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A number with its digits in groups of three. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A size in the largest unit of which it has one. */
export function formatBytes(bytes: number): string {
  let power = 0;
  while (bytes >= 1024 ** (power + 1) && power + 1 < units.length) power += 1;
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : value.toFixed(1)} ${units[power]}`;
}

/** A time in seconds, in minutes, or in hours and minutes. */
export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
