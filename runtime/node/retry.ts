import pRetry from 'p-retry';
import { sleep } from '../../lib/concurrency/sleep.ts';
import type { Retry } from '../../lib/host/retry.ts';
import { nodeTimers } from './timers.ts';

/** Retries with p-retry. The caller decides how long to wait, so p-retry's back-off is unused. */
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
