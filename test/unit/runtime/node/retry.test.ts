import { afterEach, beforeEach, describe, vi } from 'vitest';
import { retryWithPRetry } from '../../../../runtime/node/retry.ts';
import { testRetry } from '../../../contract/retry-contract.ts';

describe('p-retry, on the timers of Node', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  testRetry(() => ({
    retry: retryWithPRetry,
    pass: async (ms) => void (await vi.advanceTimersByTimeAsync(ms)),
    nowMs: () => Date.now(),
  }));
});
