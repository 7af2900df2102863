import { describe, expect, it } from 'vitest';
import { formatDigest } from '../../../../lib/inventory/format-digest.ts';
import { bytesOf } from '../../../support/disk/small-files.ts';
import {
  replaceCorrupt,
  savedTextOf,
  saveOf,
  stopAndSave,
} from '../../../support/node/saved-total.ts';
import { settleMicrotasks } from '../../../support/node/settle-microtasks.ts';
import {
  fileName,
  sizeOfFile,
  sizeOfFiles,
  startTestCounting,
} from '../../../support/node/start-test-counting.ts';

describe('a start', () => {
  it('takes the saved total of the same files over, and asks for no size', async () => {
    const node = startTestCounting([1, 2, 3], await saveOf([1, 2, 3]));
    await settleMicrotasks();
    expect(node.total()).toBe(sizeOfFiles(1, 2, 3));
    expect([node.state.counts, node.state.sizes]).toEqual([0, 0]);
    await node.upload(4);
    await node.delete(1);
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3, 4), 0]);
  });

  it('takes over that there are no files', async () => {
    const node = startTestCounting([], await saveOf([]));
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([0, 0]);
  });

  it.each([
    ['another one', [1, 2, 4]],
    ['one more', [1, 2, 3, 4]],
    ['one less', [1, 2]],
  ])('counts its files where there is %s', async (_what, numbers) => {
    const node = startTestCounting(numbers, await saveOf([1, 2, 3]));
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(...numbers), 1]);
  });

  it.each([
    ['', 'is none'],
    ['{', 'is none'],
    ['null', 'is none'],
    ['{"digest":"DIGEST"}\n', 'has no total'],
    ['{"digest":"DIGEST","bytes":"12"}\n', 'has no number'],
    ['{"digest":"DIGEST","bytes":-12}\n', 'is negative'],
    ['{"digest":"DIGEST","bytes":1.5}\n', 'is no whole number'],
    ['{"digest":"DIGEST","bytes":1e400}\n', 'is too large'],
    ['{"digest":"DIGEST","bytes":12}', 'is cut off'],
  ])('counts its files where the saved text %j %s', async (text) => {
    const node = startTestCounting([2, 3]);
    await settleMicrotasks();
    const savedBytes = await stopAndSave(node);
    savedBytes.text = text.replace('DIGEST', formatDigest(node.inventory.stored));
    const again = startTestCounting([2, 3], savedBytes);
    await settleMicrotasks();
    expect([again.total(), again.state.counts]).toEqual([sizeOfFiles(2, 3), 1]);
    expect((await stopAndSave(again)).text).toBe(savedTextOf(again, sizeOfFiles(2, 3)));
  });

  it('counts its files where the saved total can not be read', async () => {
    const savedBytes = await saveOf([2, 3]);
    savedBytes.before = async () => {
      throw new Error('EIO');
    };
    const node = startTestCounting([2, 3], savedBytes);
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3), 1]);
    expect(node.lines).toEqual([
      {
        level: 'debug',
        message: 'the saved size of the stored files could not be read',
        fields: { error: new Error('EIO') },
      },
    ]);
  });

  it('counts its files where a copy was replaced before the total was read', async () => {
    const savedBytes = await saveOf([2, 3]);
    let replaced: Promise<void> | undefined;
    savedBytes.before = async (operation) => {
      if (operation === 'read') replaced ??= replaceCorrupt(node, 3);
      await replaced;
    };
    const node = startTestCounting([2, 3], savedBytes);
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3), 1]);
  });

  it('counts its files where a copy was quarantined before it was listed', async () => {
    const savedBytes = await saveOf([2, 3]);
    const node = startTestCounting([2, 3], savedBytes);
    const name = fileName(3);
    node.state.beforeFound = async (found) => {
      if (found !== fileName(2)) return;
      node.files.set(name, bytesOf('cut'));
      await node.storage.quarantine(name, (await node.storage.version(name)) as string);
      await node.upload(3);
    };
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3), 1]);
  });

  it('does not take a total over while the files are listed again', async () => {
    const savedBytes = await saveOf([]);
    savedBytes.before = async (operation) => {
      if (operation === 'write') return;
      node.files.set(fileName(3), bytesOf('3'.repeat(sizeOfFile(3))));
      node.filling.refill();
    };
    const node = startTestCounting([], savedBytes);
    const totals: unknown[] = [];
    node.state.beforeFound = async () => {
      await settleMicrotasks();
      totals.push(node.total());
    };
    await expect.poll(() => node.total()).toBe(sizeOfFile(3));
    expect([totals, node.state.counts]).toEqual([[undefined], 1]);
  });
});

describe('files that are listed again', () => {
  it('are counted, whatever was saved', async () => {
    const node = startTestCounting([2, 3], await saveOf([2, 3]));
    await settleMicrotasks();
    node.filling.refill();
    await settleMicrotasks();
    expect([node.total(), node.state.counts]).toEqual([sizeOfFiles(2, 3), 1]);
  });
});
