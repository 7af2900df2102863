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

  it('as many different operations as the window holds is refusing', async () => {
    const { replicator, logLines } = await setUp(4, async () => tooLarge);
    expect(await isDown(replicator)).toBe(true);
    expect(replicator.status().state).toBe('down');
    expect(messages(logLines)).toEqual([rejects, 'a peer is down']);
  });

  it('is probed once it refuses, until it takes what it rejected', async () => {
    let sent = 0;
    let isMended = false;
    const { replicator, queue, clock, logLines } = await setUp(20, async ({ method }) => {
      sent += 1;
      if (method === 'GET') return { status: 200, nodeId, instance };
      return isMended ? accepted : tooLarge;
    });
    expect(await isDown(replicator)).toBe(true);
    clock.ms += 30_000;
    const before = sent;
    expect(await isDown(replicator)).toBe(true);
    expect(sent).toBe(before + 1);
    isMended = true;
    clock.ms += 30_000;
    await replicator.drain(never);
    expect([queue.length, replicator.observed().refused]).toEqual([0, []]);
    clock.ms += 60_000;
    await replicator.probe();
    expect(messages(logLines)).toEqual([rejects, 'a peer is down', 'a peer is back', accepts]);
  });

  it('is reported without its text, unless a node gives that', async () => {
    const { replicator } = await setUp(1, async () => ({ status: 413, text: 'Bearer secret' }));
    await replicator.drain(never);
    expect(JSON.stringify(replicator.observed())).toMatch(/413: the file is larger/u);
    expect(JSON.stringify(replicator.observed())).not.toContain('secret');
  });
});
