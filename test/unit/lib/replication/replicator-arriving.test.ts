import { expect, it } from 'vitest';
import type { PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import {
  accepted,
  isDown,
  messages,
  nodeId,
  setUp,
} from '../../../support/node/test-replicator.ts';

const arriving: PeerResponse = { status: 503, nodeId, reason: 'arriving' };

it('files that a peer is receiving from another sender are deferred, and the peer stays up', async () => {
  const { replicator, queue, clock, logLines } = await setUp(50, async () => arriving);
  expect(await isDown(replicator)).toBe(false);
  expect(queue.deferredCount).toBe(50);
  expect(replicator.status()).toMatchObject({ state: 'up', nextAttemptMs: clock.ms + 500 });
  expect(messages(logLines)).toEqual([]);
});

it('a peer that was down and responds that a file is arriving is up again', async () => {
  let response: PeerResponse | undefined;
  const { replicator, queue, logLines } = await setUp(1, async () => {
    if (response === undefined) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    return response;
  });
  expect(await isDown(replicator)).toBe(true);
  response = arriving;
  expect(await isDown(replicator)).toBe(false);
  response = accepted;
  expect(messages(logLines)).toEqual(['a peer is down', 'a peer is back']);
  expect(queue.length).toBe(1);
});

it('a file that is arriving at the peer is acknowledged later', async () => {
  const responses = [arriving, arriving, accepted];
  const { replicator, queue, clock } = await setUp(
    1,
    async () => responses.shift() as PeerResponse,
  );
  for (let round = 0; round < 3; round += 1) {
    await isDown(replicator);
    clock.ms += 1000;
  }
  expect(queue.length).toBe(0);
});
