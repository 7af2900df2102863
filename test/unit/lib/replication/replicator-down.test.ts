import { describe, expect, it } from 'vitest';
import { systemError } from '../../../support/disk/memory-tree.ts';
import { createTestContext } from '../../../support/node/create-test-context.ts';
import { entries, queueOver } from '../../../support/node/test-queue.ts';
import {
  accepted,
  createTestReplicator,
  isDown,
  messages,
  never,
  nodeId,
  setUp,
  ticks,
} from '../../../support/node/test-replicator.ts';

describe('a replicator', () => {
  it('of a peer that rejects everything sends each operation once, and then one at a time', async () => {
    let sent = 0;
    let running = 0;
    const together: number[] = [];
    const { replicator, queue, clock, logLines } = await setUp(50, async () => {
      sent += 1;
      running += 1;
      together.push(running);
      await ticks();
      running -= 1;
      return { status: 507, nodeId };
    });
    expect(await isDown(replicator)).toBe(true);
    expect([sent, queue.length, replicator.status().state]).toEqual([51, 50, 'down']);
    // By the time that a window has failed, another one is in flight.
    expect([Math.max(...together), Math.max(...together.slice(8))]).toEqual([4, 1]);
    clock.ms += 60_000;
    expect(await isDown(replicator)).toBe(true);
    const rejects = 'a peer rejects operations that this node has accepted';
    expect([sent, messages(logLines)]).toEqual([52, ['a peer is down', rejects]]);
  });

  it('marks an unreachable peer down at once and probes it with one operation', async () => {
    let sent = 0;
    let isBack = false;
    const { replicator, queue, clock, logLines } = await setUp(500, async () => {
      sent += 1;
      await ticks();
      if (!isBack) throw systemError('ECONNREFUSED', 'peer');
      return accepted;
    });
    expect(await isDown(replicator)).toBe(true);
    expect(sent).toBe(4);
    for (const delayMs of [500, 1000, 2000, 4000]) {
      expect(replicator.status()).toMatchObject({
        state: 'down',
        nextAttemptMs: clock.ms + delayMs,
      });
      clock.ms += delayMs;
      expect(await isDown(replicator)).toBe(true);
    }
    expect([sent, queue.length]).toEqual([8, 500]);
    isBack = true;
    await replicator.drain(never);
    expect([queue.length, replicator.status().state]).toEqual([0, 'up']);
    expect(messages(logLines)).toEqual(['a peer is down', 'a peer is back']);
  });

  it('defers no more than a hundred operations of a peer that is down for long', async () => {
    const { replicator, queue } = await setUp(500, () =>
      Promise.reject(systemError('ENOTFOUND', '')),
    );
    for (let count = 0; count < 300; count += 1) expect(await isDown(replicator)).toBe(true);
    expect([queue.deferredCount, queue.length]).toEqual([100, 500]);
  });

  it('marks a peer down when a whole window in a row breaks off, not before', async () => {
    let left = 3;
    const { replicator, queue, clock } = await setUp(20, async () => {
      left -= 1;
      if (left >= 0) throw new Error('cut');
      return accepted;
    });
    await replicator.drain(never);
    expect([queue.length, replicator.status().state]).toEqual([3, 'up']);
    left = 4;
    clock.ms += 30_000;
    await replicator.drain(never);
    expect(queue.length).toBe(3);
    left = 100;
    clock.ms += 30_000;
    expect(await isDown(replicator)).toBe(true);
    expect(replicator.status().lastError).toBe('cut');
  });

  it('marks a peer as refusing, no longer down, when it rejects a probe', async () => {
    let mode: 'away' | 'refuses once' | 'takes' = 'away';
    const { replicator, queue, logLines } = await setUp(30, async () => {
      if (mode === 'away') throw systemError('ECONNREFUSED', '');
      const isRefusal = mode === 'refuses once';
      mode = 'takes';
      return isRefusal ? { status: 400, nodeId } : accepted;
    });
    expect(await isDown(replicator)).toBe(true);
    mode = 'refuses once';
    await replicator.drain(never);
    expect([queue.length, replicator.status().state]).toEqual([0, 'up']);
    const rejects = 'a peer rejects operations that this node has accepted';
    expect(messages(logLines)).toEqual(['a peer is down', rejects, 'a peer is back']);
  });

  it('does not count a peer as back because its operations were skipped', async () => {
    const { ctx } = await createTestContext();
    const queue = queueOver(entries(30));
    const link = { send: () => Promise.reject(systemError('ECONNREFUSED', '')) };
    const replicator = createTestReplicator({ link, queue, ctx });
    await replicator.drain(never);
    expect([queue.length, replicator.status().state]).toEqual([0, 'unknown']);
  });
});
