import { expect, it } from 'vitest';
import { createInventory } from '../../../../lib/inventory/inventory.ts';
import { defaultQuarantineLimits } from '../../../../lib/limits/quarantine-limits.ts';
import { createQuarantineIndex } from '../../../../lib/quarantine/quarantine-index.ts';
import { checkRange } from '../../../../lib/scrub/check-range.ts';
import { positionEnd } from '../../../../lib/scrub/scrub-place.ts';
import { hashText } from '../../../../runtime/node/hash.ts';
import { silentLog } from '../../../support/node/silent-log.ts';
import { fileOf } from '../../../support/node/start-test-scrub.ts';

it('measuring files leaves the disk to others three quarters of the time', async () => {
  const names = Array.from({ length: 1000 }, (_, index) => fileOf(`${index}`));
  const clock = { ms: 0 };
  let restedMs = 0;
  const controller = new AbortController();
  const stopped = new Error('All are measured.');
  const measuring = checkRange(
    { from: 0, end: positionEnd },
    0,
    {
      storage: {
        quarantined: createQuarantineIndex(defaultQuarantineLimits),
        async *list() {
          yield* names;
        },
        async sizeOf() {
          clock.ms += 10;
          return 1;
        },
      },
      inventory: createInventory(hashText),
      checkFile: async () => ({}),
      untilReady: () => Promise.reject(stopped),
      pause: async (waitMs) => {
        restedMs += waitMs;
        clock.ms += waitMs;
      },
      signal: controller.signal,
      clock: { nowMs: () => clock.ms },
      log: silentLog,
    },
    async () => undefined,
  );
  await expect(measuring).rejects.toBe(stopped);
  const workMs = clock.ms - restedMs;
  expect(workMs).toBe(10_000);
  // But for the last ones, behind which the first file is checked.
  expect(restedMs).toBeGreaterThan(2.8 * workMs);
});
