import type { RetryPolicy } from '../host/retry.ts';

/** The waits after failures in a row: 0.5 s, 1 s, 2, 4 … up to 30 s. */
export const backoffPolicy: RetryPolicy = { firstDelayMs: 500, factor: 2, maxDelayMs: 30_000 };

/** The waits after refusals that last until somebody changes the peer: 1 s, 2 … up to an hour. */
const refusalPolicy: RetryPolicy = { firstDelayMs: 1000, factor: 2, maxDelayMs: 3_600_000 };

/** How long the policy waits after this many failures in a row (at least 1), in milliseconds. */
export function backoffMs(failures: number): number {
  return waitMs(backoffPolicy, failures);
}

/** The same for an operation that the peer has refused so many times for good. */
export function refusalBackoffMs(refusals: number): number {
  return waitMs(refusalPolicy, refusals);
}

function waitMs({ firstDelayMs, factor, maxDelayMs }: RetryPolicy, failures: number): number {
  return Math.min(firstDelayMs * factor ** (failures - 1), maxDelayMs);
}
