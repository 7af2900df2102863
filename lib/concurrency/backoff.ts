const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** How long to wait after so many failures in a row, in milliseconds: 0.5 s, 1, 2 … to 30 s. */
export function backoffMs(failures: number): number {
  return Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs);
}
