import { expect, test } from 'vitest';
import {
  accepted,
  isDown,
  messages,
  never,
  node,
  type Send,
  setUp,
  status200,
} from '../../../support/node/test-replicator.ts';

/** Lets a node read `/_status` and rejects every operation. */
const rejecting =
  (status: number): Send =>
  async ({ method, name }) => {
    if (method === 'GET') return status200;
    return name === 'probe' ? accepted : { status, ...node };
  };
const gone: Send = async () => {
  throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
};

test.each([400, 500])('a peer that goes while an operation is deferred with %d', async (status) => {
  const { replicator, become, logLines } = await setUp(1, rejecting(status));
  await replicator.drain(never);
  const attemptMs = replicator.status().nextAttemptMs;
  expect(replicator.status().state).toBe('up');
  become(gone);
  await replicator.probe();
  // The operation is sent when its back-off is over, and nothing sooner.
  expect(replicator.status()).toMatchObject({ state: 'down', nextAttemptMs: attemptMs });
  become(rejecting(status));
  await replicator.probe();
  expect(replicator.status().state).toBe('up');
  const down = messages(logLines).filter((message) => message.startsWith('a peer is'));
  expect(down).toEqual(['a peer is down', 'a peer is back']);
});

test('a peer that rejects everything is not up because it shows its status', async () => {
  const { replicator } = await setUp(10, rejecting(500));
  expect(await isDown(replicator)).toBe(true);
  const { nextAttemptMs } = replicator.status();
  await replicator.probe();
  expect(replicator.status()).toMatchObject({ state: 'down', nextAttemptMs });
});

test('what was sent last is known, whether a response came or not', async () => {
  const { replicator, clock, become } = await setUp(1, rejecting(500));
  expect(replicator.lastUsedMs()).toBe(0);
  for (const next of [rejecting(500), gone]) {
    become(next);
    clock.ms += 1000;
    await replicator.probe();
    expect(replicator.lastUsedMs()).toBe(clock.ms);
  }
});

test('a probe has little time to be responded to, and an operation as much as a transfer', async () => {
  const limits: (number | undefined)[] = [];
  const { replicator } = await setUp(1, async ({ method, name, responseTimeoutMs }) => {
    limits.push(responseTimeoutMs);
    if (method === 'GET') return status200;
    return name === 'probe' ? accepted : { status: 500, ...node };
  });
  await replicator.probe();
  await replicator.drain(never);
  // The status and the harmless deletion; with the interval of 7 s that is less than 10 s.
  expect(limits).toEqual([2500, 2500, undefined]);
});
