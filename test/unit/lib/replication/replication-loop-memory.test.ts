import { expect, it } from 'vitest';
import { usedHeapBytes } from '../../../support/node/collect-garbage.ts';
import { setUpLoop } from '../../../support/node/test-replication-loop.ts';

/** A probe leaves at most this behind: a day has more than 10,000. */
const maxBytesPerProbe = 100;

it('an idle peer that is probed for days takes no more memory', { timeout: 60_000 }, async () => {
  let probes = 0;
  const probe = async (): Promise<void> => {
    probes += 1;
  };
  const { replication, timers } = setUpLoop(['done'], false, probe, false);
  await timers.pass(8000 * 1000);
  const before = usedHeapBytes();
  await timers.pass(8000 * 20_000);
  const growth = usedHeapBytes() - before;
  expect(probes).toBe(21_000);
  expect(growth).toBeLessThan(20_000 * maxBytesPerProbe);
  await replication.stop();
});
