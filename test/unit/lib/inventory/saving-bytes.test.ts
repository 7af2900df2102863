import { describe, expect, it } from 'vitest';
import {
  replaceCorrupt,
  savedTextOf,
  saveOf,
  stopAndSave,
} from '../../../support/node/saved-total.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import { sizeOfFiles, startTestCounting } from '../../../support/node/start-test-counting.ts';

/** So often the total is saved at most. */
const saveMs = 60_000;
/** So long after a short count nothing is counted. */
const restMs = 10_000;

describe('the total', () => {
  it('is saved while the node runs, at most once a minute, where it has changed', async () => {
    const node = startTestCounting([1, 2]);
    const { save } = node.filling.savedBytes;
    await settleMicrotasks();
    await save();
    const first = savedTextOf(node, sizeOfFiles(1, 2));
    expect(node.savedBytes.written).toEqual([first]);
    await node.upload(3);
    node.clock.ms += saveMs - 1;
    await save();
    expect(node.savedBytes.written).toEqual([first]);
    node.clock.ms += 1;
    await save();
    const second = savedTextOf(node, sizeOfFiles(1, 2, 3));
    expect(node.savedBytes.written).toEqual([first, second]);
    node.clock.ms += saveMs;
    await save();
    expect(node.savedBytes.written).toEqual([first, second]);
  });

  it('is saved soon after a clock was set back', async () => {
    const node = startTestCounting([1]);
    await settleMicrotasks();
    await node.filling.savedBytes.save();
    await node.upload(2);
    node.clock.ms -= saveMs;
    await node.filling.savedBytes.save();
    expect(node.savedBytes.text).toBe(savedTextOf(node, sizeOfFiles(1, 2)));
  });

  it('is saved when the node stops', async () => {
    const node = startTestCounting([1]);
    await settleMicrotasks();
    await node.filling.savedBytes.save();
    await node.upload(2);
    const { text } = await stopAndSave(node);
    expect(text).toBe(savedTextOf(node, sizeOfFiles(1, 2)));
  });

  it('that was taken over is not saved again', async () => {
    const node = startTestCounting([1, 2], await saveOf([1, 2]));
    await settleMicrotasks();
    node.savedBytes.written.length = 0;
    expect((await stopAndSave(node)).written).toEqual([]);
  });

  it('is not saved until it is known, and what was saved before stays', async () => {
    const savedBytes = await saveOf([1, 2]);
    const { text } = savedBytes;
    const node = startTestCounting([1, 3], savedBytes);
    node.state.beforeSize = async () => await node.filling.savedBytes.saveNow();
    await settleMicrotasks();
    expect([savedBytes.text, node.total()]).toEqual([text, sizeOfFiles(1, 3)]);
  });

  it('that could not be saved is saved later', async () => {
    const node = startTestCounting([1, 2]);
    await settleMicrotasks();
    node.savedBytes.before = async () => {
      throw new Error('ENOSPC');
    };
    await node.filling.savedBytes.save();
    expect(node.lines).toEqual([
      {
        level: 'debug',
        message: 'the size of the stored files could not be saved',
        fields: { error: new Error('ENOSPC') },
      },
    ]);
    node.savedBytes.before = async () => undefined;
    node.clock.ms += saveMs;
    await node.filling.savedBytes.save();
    expect(node.savedBytes.text).toBe(savedTextOf(node, sizeOfFiles(1, 2)));
  });

  it('that turned out to be false is not taken over after a crash', async () => {
    const savedBytes = await saveOf([2, 3]);
    const node = startTestCounting([2, 3], savedBytes);
    await settleMicrotasks();
    await replaceCorrupt(node, 3);
    await settleMicrotasks();
    expect(savedBytes.text).toBe('');
    const again = startTestCounting([2, 3], savedBytes);
    await settleMicrotasks();
    expect([again.total(), again.state.counts]).toEqual([sizeOfFiles(2, 3), 1]);
  });

  it('that was found out again is saved', async () => {
    const node = startTestCounting([2, 3]);
    await settleMicrotasks();
    await replaceCorrupt(node, 3);
    await node.timers.pass(restMs);
    expect((await stopAndSave(node)).text).toBe(savedTextOf(node, sizeOfFiles(2, 3)));
  });
});
