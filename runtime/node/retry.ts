import pRetry from 'p-retry';
import { sleep } from '../../lib/concurrency/sleep.ts';
import type { Retry } from '../../lib/host/retry.ts';
import { nodeTimers } from './timers.ts';

/** Retries by p-retry; how long to wait is decided by the caller, and not by its back-off. */
export const retryWithPRetry: Retry = (attempt, delayMs, signal) =>
  pRetry(attempt, {
    retries: Infinity,
    minTimeout: 0,
    maxTimeout: 0,
    signal,
    async shouldRetry({ error }) {
      const waitMs = delayMs(error);
      if (waitMs === undefined) return false;
      await sleep(nodeTimers, waitMs, signal);
      return true;
    },
  });
