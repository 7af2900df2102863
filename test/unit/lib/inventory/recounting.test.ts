import { describe, expect, it } from 'vitest';
import { bytesOf } from '../../../support/disk/small-files.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import {
  fileName,
  sizeOfFile,
  sizeOfFiles,
  startTestCounting,
} from '../../../support/node/start-test-counting.ts';

/** So long after a short count nothing is counted. */
const restMs = 10_000;

describe('a total that can not be known', () => {
  it('because a corrupt copy was replaced is found out again, not at once', async () => {
    const node = startTestCounting([2, 3]);
    await settleMicrotasks();
    node.files.set(fileName(3), bytesOf('cut'));
    await node.upload(3);
    expect(node.total()).toBeUndefined();
    await node.timers.pass(restMs - 1);
    expect([node.total(), node.state.counts]).toEqual([undefined, 1]);
    await node.timers.pass(1);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3), 2]);
  });

  it('because a corrupt copy was quarantined is found out again', async () => {
    const node = startTestCounting([2, 3]);
    await settleMicrotasks();
    const name = fileName(3);
    node.files.set(name, bytesOf('cut'));
    await node.storage.quarantine(name, (await node.storage.version(name)) as string);
    expect(node.total()).toBeUndefined();
    await node.timers.pass(restMs);
    expect(node.total()).toBe(sizeOfFile(2));
  });

  it('because somebody removed a file is found out again once that is noticed', async () => {
    const node = startTestCounting([2, 3]);
    await settleMicrotasks();
    node.files.delete(fileName(3));
    expect(node.total()).toBe(sizeOfFiles(2, 3));
    await node.upload(3);
    expect(node.total()).toBeUndefined();
    await node.timers.pass(restMs);
    expect(node.total()).toBe(sizeOfFiles(2, 3));
  });

  it.each([
    ['is gone', undefined],
    ['can not be asked for its size', new Error('EIO')],
  ])('because a file that is deleted %s is found out again', async (_why, error) => {
    const node = startTestCounting([2, 3]);
    await settleMicrotasks();
    node.state.beforeSize = async (name) => {
      if (error !== undefined) throw error;
      node.files.delete(name);
    };
    await node.delete(3);
    node.state.beforeSize = async () => undefined;
    expect([node.total(), node.files.has(fileName(3))]).toEqual([undefined, false]);
    await node.timers.pass(restMs);
    expect([node.total(), node.lines]).toEqual([sizeOfFile(2), []]);
  });

  it('because a file that is adopted can not be asked for its size is found out again', async () => {
    const node = startTestCounting([2]);
    await settleMicrotasks();
    node.files.set(fileName(3), bytesOf('3'.repeat(sizeOfFile(3))));
    node.state.beforeSize = async () => {
      throw new Error('EIO');
    };
    await node.upload(3);
    node.state.beforeSize = async () => undefined;
    expect(node.total()).toBeUndefined();
    await node.timers.pass(restMs);
    expect([node.total(), node.lines]).toEqual([sizeOfFiles(2, 3), []]);
  });

  it('because that happened while files were counted is found out by the next count', async () => {
    const node = startTestCounting([2, 3, 4]);
    node.state.beforeListed = async (name) => {
      if (name !== fileName(3) || node.state.counts > 1) return;
      node.files.delete(fileName(2));
      await node.upload(2);
    };
    await settleMicrotasks();
    expect([node.total(), node.state.counts, node.state.openLists]).toEqual([undefined, 1, 0]);
    await node.timers.pass(restMs);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3, 4), 2]);
  });

  it('because that happened at the last file is found out by the next count', async () => {
    const node = startTestCounting([2, 3]);
    const name = fileName(2);
    node.state.beforeSize = async (counted) => {
      if (counted !== fileName(3) || node.state.counts > 1) return;
      node.files.set(name, bytesOf('cut'));
      await node.storage.quarantine(name, (await node.storage.version(name)) as string);
    };
    await settleMicrotasks();
    expect(node.total()).toBeUndefined();
    await node.timers.pass(restMs);
    expect(node.total()).toBe(sizeOfFile(3));
  });

  it('while the storage is missing is found out when it is there', async () => {
    const node = startTestCounting([2]);
    node.state.beforeListed = async () => {
      node.state.isMissing = node.state.counts === 1;
    };
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([undefined, 1]);
    await node.timers.pass(restMs);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFile(2), 2]);
  });
});

describe('when all files are listed again', () => {
  it('the total is unknown until they are counted again', async () => {
    const node = startTestCounting([2, 3]);
    await settleMicrotasks();
    node.files.delete(fileName(3));
    node.filling.refill();
    expect(node.total()).toBeUndefined();
    await settleMicrotasks();
    expect(node.total()).toBeUndefined();
    await node.timers.pass(restMs);
    expect(node.total()).toBe(sizeOfFile(2));
  });

  it('a count that has begun is given up', async () => {
    const node = startTestCounting([2, 3]);
    node.state.beforeListed = async (name) => {
      if (name === fileName(3) && node.state.counts === 1) node.filling.refill();
    };
    await settleMicrotasks();
    expect([node.total(), node.state.openLists]).toEqual([undefined, 0]);
    await node.timers.pass(restMs);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3), 2]);
  });
});

describe('a count that fails', () => {
  it('is repeated, and logged when that begins and when it is over', async () => {
    const node = startTestCounting([2, 3]);
    node.state.beforeSize = async () => {
      throw new Error('EIO');
    };
    await settleMicrotasks();
    await node.timers.pass(3 * restMs);
    expect([node.total(), node.state.counts, node.state.openLists]).toEqual([undefined, 4, 0]);
    const message = 'the size of the stored files could not be found out; will retry';
    expect(node.lines).toEqual([{ level: 'error', message, fields: { error: new Error('EIO') } }]);
    node.state.beforeSize = async () => undefined;
    await node.timers.pass(restMs);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3), 5]);
    expect(node.lines.slice(1)).toEqual([
      { level: 'warn', message: 'the size of the stored files is known again', fields: {} },
    ]);
  });
});

describe('after a count', () => {
  it.each([
    ['twice as long', 20_000, 40_000],
    ['ten seconds, after a clock was set back', -5_000_000, 10_000],
    ['an hour, after a clock was set forward', 90_000_000, 3_600_000],
  ])('nothing is counted for %s', async (_howLong, tookMs, expectedMs) => {
    const node = startTestCounting([2]);
    node.state.beforeListed = async () => {
      if (node.state.counts === 1) node.clock.ms += tookMs;
    };
    await settleMicrotasks();
    node.filling.refill();
    await node.timers.pass(expectedMs - 1);
    expect([node.total(), node.state.counts]).toEqual([undefined, 1]);
    await node.timers.pass(1);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFile(2), 2]);
  });

  it('nothing waits for a timer', async () => {
    const node = startTestCounting([2]);
    await settleMicrotasks();
    expect(node.timers.count).toBe(0);
  });
});
