import { describe, expect, it } from 'vitest';
import {
  accepted,
  instance,
  isDown,
  messages,
  never,
  nodeId,
  setUp,
} from '../../../support/node/test-replicator.ts';

const rejects = 'a peer rejects operations that this node has accepted';
const accepts = 'a peer accepts the operations that it rejected';
const tooLarge = { status: 413, nodeId, instance, text: 'Too large.' };
const reason = 'it responded 413: Too large.';

describe('a peer that rejects for good', () => {
  it('three operations, as often as they are sent, is up, and gets them ever more rarely', async () => {
    let sent = 0;
    const { replicator, clock, logLines } = await setUp(3, async () => {
      sent += 1;
      return tooLarge;
    });
    for (let attempt = 0; attempt < 50; attempt += 1) {
      await replicator.drain(never);
      clock.ms += 30_000;
    }
    // In 25 minutes.
    expect(sent).toBe(3 * 11);
    expect(replicator.status()).toMatchObject({ state: 'up', lastError: reason });
    expect(replicator.observed().refused).toEqual([{ reason, count: 3 }]);
    expect(messages(logLines)).toEqual([rejects]);
  });

  it.each([
    [413, 'a size'],
    [400, 'a name'],
    [501, 'a method'],
  ])('twenty different operations with %d, such as for %s, is up', async (status) => {
    const { replicator, queue, logLines } = await setUp(20, async () => ({ ...tooLarge, status }));
    expect(await isDown(replicator)).toBe(false);
    expect([replicator.status().state, queue.deferredCount]).toEqual(['up', 20]);
    expect(messages(logLines)).toEqual([rejects]);
  });

  it('every operation, and is no node, is down and gets no more of them', async () => {
    let operations = 0;
    const { replicator } = await setUp(20, async ({ method }) => {
      if (method === 'DELETE') operations += 1;
      return { status: 400 };
    });
    expect(await isDown(replicator)).toBe(true);
    expect(replicator.status()).toMatchObject({ state: 'down', problem: expect.any(String) });
    expect(operations).toBeLessThan(10);
  });

  it('some operations, and fails at others, is refusing until it takes one', async () => {
    let isMended = false;
    const { replicator, records, clock } = await setUp(10, async ({ name }) => {
      if (isMended) return accepted;
      return records.findIndex((entry) => entry.name === name) % 2 === 0
        ? tooLarge
        : { status: 500, nodeId, instance };
    });
    expect(await isDown(replicator)).toBe(true);
    expect(replicator.status().state).toBe('down');
    isMended = true;
    clock.ms += 30_000;
    await replicator.drain(never);
    expect(replicator.status().state).toBe('up');
  });

  it('is reported without its text, unless a node gives that', async () => {
    const { replicator } = await setUp(1, async () => ({ status: 413, text: 'Bearer secret' }));
    await replicator.drain(never);
    expect(JSON.stringify(replicator.observed())).toMatch(/413: the file is larger/u);
    expect(JSON.stringify(replicator.observed())).not.toContain('secret');
  });
});

it('a peer that fails at everything is probed, until it takes what it rejected', async () => {
  let sent = 0;
  let isMended = false;
  const { replicator, queue, clock, logLines } = await setUp(20, async ({ method }) => {
    sent += 1;
    if (method === 'GET') return { status: 200, nodeId, instance };
    return isMended ? accepted : { status: 500, nodeId, instance };
  });
  expect(await isDown(replicator)).toBe(true);
  clock.ms += 60_000;
  const before = sent;
  expect(await isDown(replicator)).toBe(true);
  expect(sent).toBe(before + 1);
  isMended = true;
  clock.ms += 30_000;
  await replicator.drain(never);
  expect([queue.length, replicator.observed().refused]).toEqual([0, []]);
  clock.ms += 60_000;
  await replicator.probe();
  expect(messages(logLines)).toEqual(['a peer is down', rejects, 'a peer is back', accepts]);
});

const otherProcess = { nodeId, instance: '00000000000000a2' };
const noInstance = { nodeId };

/** A peer that refuses one operation for good for an hour, and then can't be reached for a moment. */
async function setUpRefused(first: object) {
  let shown: object | undefined = first;
  let sent = 0;
  const { replicator, queue, clock } = await setUp(1, async ({ method }) => {
    if (shown === undefined) throw Object.assign(new Error(), { code: 'ECONNREFUSED' });
    if (method === 'GET') return { status: 200, isStatus: true, ...shown };
    sent += 1;
    return { status: 413, ...shown };
  });
  for (let count = 0; count < 12; count += 1) {
    await replicator.drain(never);
    clock.ms = queue.nextRetryMs() as number;
  }
  await replicator.drain(never);
  expect((queue.nextRetryMs() as number) - clock.ms).toBe(3_600_000);
  return {
    replicator,
    async sentAfter(second: object) {
      const before = sent;
      shown = undefined;
      await replicator.probe();
      expect(replicator.status().state).toBe('down');
      shown = second;
      await replicator.probe();
      const probes = sent;
      await replicator.drain(never);
      expect(replicator.status().state).toBe('up');
      return { probes: probes - before, operations: sent - probes };
    },
  };
}

describe('an operation that a peer refuses for good', () => {
  it.each([
    ['the same process', { nodeId, instance }, { nodeId, instance }, 0],
    ['another process', { nodeId, instance }, otherProcess, 1],
    ['a node that shows no process', noInstance, noInstance, 1],
    ['a node that shows its process after an upgrade', noInstance, { nodeId, instance }, 1],
  ])('is sent to %s that is back', async (_what, first, second, expected) => {
    const { sentAfter } = await setUpRefused(first);
    expect((await sentAfter(second)).operations).toBe(expected);
  });
});
