import { expect, test } from 'vitest';
import { startMonitor } from '../../../../lib/monitor/monitor.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { createManualTimers } from '../../../support/node/manual-timers.ts';

test('a monitor samples every ten seconds, until it is stopped', async () => {
  const { ctx, clock } = await createTestContext({ config: { peerUrls: ['http://a'] } });
  const timers = createManualTimers(clock);
  const totals = { uploads: 0, downloads: 0, receivedBytes: 0, sentBytes: 0 };
  const line = { atMs: 1, level: 'warn', text: 'look' } as const;
  const monitor = startMonitor({
    peers: ctx.peers,
    asked: [],
    readTotals: () => ({ ...totals }),
    warnings: () => [line],
    clock: ctx.clock,
    timers,
  });
  totals.uploads = 4;
  await timers.pass(20_000);
  const { times, uploads, peers } = monitor.history();
  expect([times, uploads]).toEqual([
    [1_700_000_010, 1_700_000_020],
    [4, 0],
  ]);
  expect(peers).toEqual({ 'http://a': { pending: [0, 0], oldestAgeSeconds: [0, 0] } });
  expect(await monitor.peers()).toEqual({
    'http://a': { response: undefined, downSinceMs: null, node: null },
  });
  expect(monitor.warnings()).toEqual([line]);
  monitor.stop();
  expect(timers.count).toBe(0);
  await timers.pass(60_000);
  expect(monitor.history().times).toHaveLength(2);
});
