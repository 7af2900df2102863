import { describe } from 'vitest';
import { testRetry } from '../../contract/retry-contract.ts';
import { createManualTimers } from '../../support/node/manual-timers.ts';
import { createVirtualRetry } from '../../support/node/virtual-retry.ts';

describe('the retry of the simulator, on virtual time', () => {
  testRetry(() => {
    const clock = { ms: 0 };
    const timers = createManualTimers(clock);
    return {
      retry: createVirtualRetry(timers),
      pass: (ms) => timers.pass(ms),
      nowMs: () => clock.ms,
    };
  });
});
