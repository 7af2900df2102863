import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import {
  fileName,
  sizeOfFile,
  sizeOfFiles,
  startTestCounting,
} from '../../../support/node/start-test-counting.ts';
import { namesOf } from '../../../support/node/start-test-filling.ts';

/** So long after a short count nothing is counted. */
const restMs = 10_000;

/** Puts so many files there that they are not listed in one go. */
function plantMany({ files }: ReturnType<typeof startTestCounting>): void {
  for (const name of namesOf(300)) files.set(name, bytesOf('content'));
}

describe('the total size', () => {
  it('is found out once all files are listed', async () => {
    const node = startTestCounting([0, 1, 2]);
    expect(node.total()).toBeUndefined();
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(0, 1, 2), 1]);
    expect([node.state.openLists, node.lines]).toEqual([0, []]);
  });

  it('of no files is 0', async () => {
    const node = startTestCounting([]);
    await settleMicrotasks();
    expect(node.total()).toBe(0);
  });

  it('follows uploads and deletions, and nothing is counted for that', async () => {
    const node = startTestCounting([0, 1]);
    await settleMicrotasks();
    await node.upload(5);
    await node.upload(5);
    expect(node.total()).toBe(sizeOfFiles(0, 1, 5));
    await node.delete(1);
    await node.delete(1);
    await node.delete(7);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(0, 5), 1]);
    await node.timers.pass(restMs);
    expect(node.state.counts).toBe(1);
  });

  it('does not change where a file that is counted is adopted', async () => {
    const node = startTestCounting([3]);
    await settleMicrotasks();
    await node.upload(3);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFile(3), 1]);
  });

  it('has a file that somebody put there once that is adopted', async () => {
    const node = startTestCounting([1]);
    await settleMicrotasks();
    node.files.set(fileName(3), bytesOf('3'.repeat(8)));
    expect(node.total()).toBe(sizeOfFile(1));
    await node.upload(3);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(1, 3), 1]);
  });

  it('is known while a file that was put there by hand is none of the inventory', async () => {
    const node = startTestCounting([1]);
    let isPlanted = false;
    node.state.beforeListed = async () => {
      if (!isPlanted) node.files.set(fileName(3), bytesOf('3'.repeat(8)));
      isPlanted = true;
    };
    await settleMicrotasks();
    node.files.delete(fileName(1));
    await node.storage.stateOf(fileName(1));
    await node.timers.pass(restMs);
    expect([node.total(), node.state.counts]).toEqual([0, 2]);
  });
});

describe('while files are counted', () => {
  it('one that is uploaded is counted once, whether it is listed then or was before', async () => {
    const node = startTestCounting([0, 1]);
    node.state.beforeListed = async (name) => {
      if (name === fileName(0)) await node.upload(4);
    };
    node.state.beforeSize = async (name) => {
      if (name === fileName(1)) await node.upload(5);
    };
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(0, 1, 4, 5), 1]);
  });

  it.each([
    ['before it is counted', 0],
    ['after that', 1],
  ])('one that is removed %s is not in the total', async (_when, at) => {
    const node = startTestCounting([0, 1]);
    node.state.beforeListed = async (name) => {
      if (name === fileName(at)) await node.delete(0);
    };
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFile(1), 1]);
  });

  it('one that is uploaded and then removed is not in the total', async () => {
    const node = startTestCounting([0, 1]);
    node.state.beforeListed = async (name) => {
      if (name !== fileName(1)) return;
      await node.upload(4);
      await node.delete(4);
    };
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(0, 1), 1]);
  });

  it('one that is removed while it is counted is not in the total', async () => {
    const node = startTestCounting([0, 1]);
    let removal: Promise<void> | undefined;
    node.state.afterSize = async (name) => {
      if (name !== fileName(0) || removal !== undefined) return;
      removal = node.delete(0);
      // As long as it can get on.
      await settleMicrotasks();
    };
    await expect.poll(() => node.total()).toBeDefined();
    await removal;
    expect([node.total(), node.state.counts]).toEqual([sizeOfFile(1), 1]);
  });

  it('one that somebody removes meanwhile is not in the total', async () => {
    const node = startTestCounting([0, 1]);
    node.state.beforeSize = async (name) => {
      if (name === fileName(0)) node.files.delete(name);
    };
    await settleMicrotasks();
    expect(node.total()).toBe(sizeOfFile(1));
  });
});

describe('after a turn of a count', () => {
  it.each([
    ['nine times as long', 20, 180],
    ['nine seconds, after a clock was set forward', 90_000_000, 9000],
    ['no time, after a clock was set back', -5_000_000, 0],
  ])('nothing is counted for %s', async (_howLong, tookMs, expectedMs) => {
    const node = startTestCounting([2]);
    node.state.beforeListed = async (name) => {
      if (name !== fileName(2)) return;
      plantMany(node);
      node.clock.ms += tookMs;
    };
    await settleMicrotasks();
    await node.timers.pass(expectedMs - 1);
    expect([node.total(), node.state.openLists]).toEqual([undefined, 1]);
    await node.timers.pass(1);
    expect([node.total(), node.state.openLists]).toEqual([sizeOfFile(2), 0]);
  });
});

describe('a node that stops', () => {
  it('ends a count', async () => {
    const node = startTestCounting([2, 3]);
    let stopped: Promise<void> | undefined;
    node.state.beforeListed = async () => {
      stopped ??= node.filling.stop();
    };
    await settleMicrotasks();
    await stopped;
    expect([node.total(), node.state.openLists, node.timers.count]).toEqual([undefined, 0, 0]);
    expect(node.lines).toEqual([]);
  });

  it('ends a count that has paused', async () => {
    const node = startTestCounting([2]);
    node.state.beforeListed = async (name) => {
      if (name === fileName(2)) plantMany(node);
    };
    await settleMicrotasks();
    expect(node.state.openLists).toBe(1);
    await node.filling.stop();
    expect([node.total(), node.state.openLists, node.timers.count]).toEqual([undefined, 0, 0]);
    expect(node.lines).toEqual([]);
  });

  it('does not wait for the next count', async () => {
    const node = startTestCounting([2]);
    await settleMicrotasks();
    node.filling.refill();
    await settleMicrotasks();
    expect(node.timers.count).toBe(1);
    await node.filling.stop();
    expect(node.timers.count).toBe(0);
  });
});
