import { expect, it } from 'vitest';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { send } from '../../../support/node/send.ts';

it('a peer that is restarted is noticed by the first request of its new process', async () => {
  const node = await createTestContext({ config: { peerUrls: ['http://b'] } });
  const seenMs: number[] = [];
  node.cluster.onProcess(() => void seenMs.push(node.clock.ms));
  const startMs = node.clock.ms;
  const ids = ['b1', 'b2', 'b2', 'b2', 'b2', node.ctx.config.instance, 'b3', 'no id'];
  for (const id of ids) {
    const headers = {
      'User-Agent': 'cockatiel/1.0',
      'X-Cockatiel-Node': '00000000000000bb',
      'X-Cockatiel-Instance': id.padStart(16, '0'),
    };
    await send(node, 'HEAD', '/_status', { headers });
    node.clock.ms += 600;
  }
  // One that comes within a second of another counts a little later.
  expect(seenMs.map((ms) => ms - startMs)).toEqual([0, 1200, 3600]);
});
