/* Numbers and times as people read them, on the page and in a terminal. */

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A size such as `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** A number with its thousands set apart, such as `12,345`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-GB');
}

/** The same of a number that may not be known. */
export function formatIfKnown(
  value: number | null | undefined,
  format: (value: number) => string,
): string {
  return value === null || value === undefined ? 'not known' : format(value);
}

/** A duration such as `12 s`, `3 min`, `5 h` or `2 d`. */
export function formatDuration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** A time of day; with the date where that is another one than that of `nowMs`. */
export function formatTime(ms: number, nowMs: number): string {
  const time = new Date(ms);
  const clock = [time.getHours(), time.getMinutes(), time.getSeconds()].map(twoDigits).join(':');
  if (new Date(nowMs).toDateString() === time.toDateString()) return clock;
  const day = [time.getFullYear(), ...[time.getMonth() + 1, time.getDate()].map(twoDigits)];
  return `${day.join('-')} ${clock}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

/** A URL as it is called here: without its scheme and a slash at its end. */
export function shortUrl(url: string): string {
  return url.replace(/^https?:\/\//u, '').replace(/\/$/u, '');
}
