import pRetry from 'p-retry';
import type { Retry } from '../../lib/host/retry.ts';

/** Retries with p-retry, which does the waiting; the policy becomes its own options. */
export const retryWithPRetry: Retry = (attempt, options) => {
  const { firstDelayMs, factor, maxDelayMs, shouldRetry, signal } = options;
  return pRetry(attempt, {
    retries: Infinity,
    minTimeout: firstDelayMs,
    factor,
    maxTimeout: maxDelayMs,
    randomize: false,
    shouldRetry: ({ error }) => shouldRetry(error),
    signal,
  });
};
