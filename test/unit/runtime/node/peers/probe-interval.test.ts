import { expect, it } from 'vitest';
import { sleep } from '../../../../../lib/concurrency/sleep.ts';
import { startReplication } from '../../../../../lib/replication/start-replication.ts';
import { probeIntervalMs } from '../../../../../runtime/node/peers/start-http-replication.ts';
import { createTestContext } from '../../../../support/node/create-test-context.ts';
import { createManualTimers } from '../../../../support/node/manual-timers.ts';
import { createVirtualRetry } from '../../../../support/node/virtual-retry.ts';

const peer = 'http://peer';
const shown = { status: 200, nodeId: '00000000000000aa', instance: '00000000000000a1' };

it('an idle peer that does not respond any more is down within ten seconds, at any time', async () => {
  for (let goneMs = 10_000; goneMs <= 10_000 + probeIntervalMs; goneMs += 500) {
    const node = await createTestContext({ config: { peerUrls: [peer] } });
    const timers = createManualTimers(node.clock);
    let isGone = false;
    const running = startReplication({
      peers: node.cluster,
      ctx: node.ctx,
      connect: () => ({
        async send({ responseTimeoutMs = Infinity }) {
          if (!isGone) return shown;
          await sleep(timers, responseTimeoutMs, new AbortController().signal);
          throw new Error('no response');
        },
      }),
      concurrency: 4,
      timers,
      retry: createVirtualRetry(timers),
      probeIntervalMs,
    });
    const state = () => node.ctx.peers.report()[peer]?.state;
    await timers.pass(goneMs);
    expect(state()).toBe('up');
    isGone = true;
    await timers.pass(10_000);
    expect([goneMs, state()]).toEqual([goneMs, 'down']);
    await running.stop();
  }
});
