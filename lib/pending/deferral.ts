import { backoffMs, refusalBackoffMs } from '../concurrency/backoff.ts';

/**
 * Why an operation is deferred. `refused`: the peer won't take it before somebody changes the peer,
 * so its back-off is much longer. `interrupted`: the peer has got a part of the file, so the
 * back-off begins again. `failed`: anything else.
 */
export type DeferralReason = 'failed' | 'refused' | 'interrupted';

/** The back-off of an operation that a peer did not accept. Times are Unix milliseconds. */
export interface Deferral {
  readonly why: DeferralReason;
  readonly failures: number;
  readonly refusals: number;
  /** When it was tried last. */
  readonly atMs: number;
  readonly retryAtMs: number;
}

/** An operation that was deferred before the last restart: it may be tried at once. */
export const deferredBefore: Deferral = {
  why: 'failed',
  failures: 0,
  refusals: 0,
  atMs: 0,
  retryAtMs: 0,
};

/** Defers an operation once more; each reason has a back-off of its own. */
export function deferAgain(before: Deferral, why: DeferralReason, nowMs: number): Deferral {
  const failures = why === 'interrupted' ? 1 : before.failures + (why === 'failed' ? 1 : 0);
  const refusals = before.refusals + (why === 'refused' ? 1 : 0);
  const waitMs = why === 'refused' ? refusalBackoffMs(refusals) : backoffMs(failures);
  return { why, failures, refusals, atMs: nowMs, retryAtMs: nowMs + waitMs };
}

/** By this time a deferred operation that is sent before its back-off is over has its turn. */
export function turnMs({ why, atMs, retryAtMs }: Deferral): number {
  return why === 'refused' ? retryAtMs : atMs;
}
