import type { RetryPolicy } from '../host/retry.ts';

/** The waits after failures in a row: 0.5 s, 1 s, 2, 4 … up to 30 s. */
export const backoffPolicy: RetryPolicy = { firstDelayMs: 500, factor: 2, maxDelayMs: 30_000 };

/** How long the policy waits after this many failures in a row (at least 1), in milliseconds. */
export function backoffMs(failures: number): number {
  const { firstDelayMs, factor, maxDelayMs } = backoffPolicy;
  return Math.min(firstDelayMs * factor ** (failures - 1), maxDelayMs);
}
