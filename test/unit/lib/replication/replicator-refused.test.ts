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
  it('three operations, as often as they are sent, is up, and they are reported', async () => {
    let sent = 0;
    const { replicator, clock, logLines } = await setUp(3, async () => {
      sent += 1;
      return tooLarge;
    });
    for (let attempt = 0; attempt < 50; attempt += 1) {
      await replicator.drain(never);
      clock.ms += 30_000;
    }
    expect(sent).toBe(150);
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
