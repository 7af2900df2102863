import { expect, it } from 'vitest';
import type { PeerResponse } from '../../../../lib/delivery/peer-link.ts';
import { isDown, messages, nodeId, setUp, taken } from '../../../support/node/test-replicator.ts';

const arriving: PeerResponse = { status: 503, nodeId, reason: 'arriving' };

it('files that arrive at a peer from elsewhere are deferred, and it is not down for it', async () => {
  const { replicator, queue, clock, logLines } = await setUp(50, async () => arriving);
  expect(await isDown(replicator)).toBe(false);
  expect(queue.deferredCount).toBe(50);
  expect(replicator.status()).toMatchObject({ state: 'up', nextAttemptMs: clock.ms + 500 });
  expect(messages(logLines)).toEqual([]);
});

it('a peer that was down and says that a file is arriving is back', async () => {
  let answer: PeerResponse | undefined;
  const { replicator, queue, logLines } = await setUp(1, async () => {
    if (answer === undefined) throw Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
    return answer;
  });
  expect(await isDown(replicator)).toBe(true);
  answer = arriving;
  expect(await isDown(replicator)).toBe(false);
  answer = taken;
  expect(messages(logLines)).toEqual(['a peer is down', 'a peer is back']);
  expect(queue.length).toBe(1);
});

it('what is arriving there is found there later', async () => {
  const answers = [arriving, arriving, taken];
  const { replicator, queue, clock } = await setUp(1, async () => answers.shift() as PeerResponse);
  for (let round = 0; round < 3; round += 1) {
    await isDown(replicator);
    clock.ms += 1000;
  }
  expect(queue.length).toBe(0);
});
