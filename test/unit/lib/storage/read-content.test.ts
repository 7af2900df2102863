import { describe, expect, it } from 'vitest';
import type { FileHandle } from '../../../../lib/host/file-system.ts';
import { chunkBytes, readWhole, streamSpan } from '../../../../lib/storage/read-content.ts';
import { createMemoryDisk, type MemoryDisk } from '../../../support/disk/memory-disk.ts';
import { textOf } from '../../../support/disk/small-files.ts';

async function openFile(content: string): Promise<{ disk: MemoryDisk; file: FileHandle }> {
  const disk = createMemoryDisk();
  disk.write('file', content);
  return { disk, file: (await disk.mount().open('file')) as FileHandle };
}

describe('a span of a file', () => {
  it('streams its bytes and closes the file', async () => {
    const content = 'x'.repeat(chunkBytes) + 'y'.repeat(chunkBytes);
    const { disk, file } = await openFile(content);
    const span = { first: chunkBytes - 2, end: chunkBytes + 3 };
    expect(await new Response(streamSpan(file, span, new Set())).text()).toBe('xxyyy');
    expect(disk.openFileCount).toBe(0);
  });

  it('that is left half-read closes the file', async () => {
    const { disk, file } = await openFile('x'.repeat(3 * chunkBytes));
    const reader = streamSpan(file, { first: 0, end: 3 * chunkBytes }, new Set()).getReader();
    expect((await reader.read()).value).toHaveLength(chunkBytes);
    await reader.cancel();
    expect(disk.openFileCount).toBe(0);
  });

  it('that is never read reads nothing, and closes the file when it is cancelled', async () => {
    const { disk, file } = await openFile('content');
    let reads = 0;
    disk.intercept = ({ operation }) => {
      if (operation === 'read') reads += 1;
    };
    await streamSpan(file, { first: 0, end: 7 }, new Set()).cancel();
    expect([reads, disk.openFileCount]).toEqual([0, 0]);
  });

  it('is read in smaller chunks the more files are read at once, and in large ones again', async () => {
    const readers = new Set<FileHandle>();
    const open = async () => {
      const { file } = await openFile('x'.repeat(3 * chunkBytes));
      return streamSpan(file, { first: 0, end: 3 * chunkBytes }, readers).getReader();
    };
    const streams = await Promise.all(Array.from({ length: 1000 }, open));
    const [reader] = streams;
    /** The size of a chunk that is read from now on: one was read ahead. */
    const readNext = async (): Promise<number | undefined> => {
      await reader?.read();
      return (await reader?.read())?.value?.length;
    };
    expect(await readNext()).toBe(chunkBytes / 8);
    for (const stream of streams.splice(128)) await stream.cancel();
    expect(await readNext()).toBe(chunkBytes / 2);
    for (const stream of streams.splice(64)) await stream.cancel();
    expect(await readNext()).toBe(chunkBytes);
    for (const stream of streams) await stream.cancel();
    expect(readers.size).toBe(0);
  });

  it('of a file that became shorter breaks off', async () => {
    const { disk, file } = await openFile('content');
    disk.truncate('file', 3);
    const reading = new Response(streamSpan(file, { first: 0, end: 7 }, new Set())).text();
    await expect(reading).rejects.toThrow('became shorter');
    expect(disk.openFileCount).toBe(0);
  });
});

describe('a small file', () => {
  it('is read at once and closed', async () => {
    const { disk, file } = await openFile('content');
    expect(textOf(await readWhole(file, 7))).toBe('content');
    expect(disk.openFileCount).toBe(0);
  });

  it('that became shorter is refused', async () => {
    const { disk, file } = await openFile('content');
    disk.truncate('file', 3);
    await expect(readWhole(file, 7)).rejects.toThrow('became shorter');
    expect(disk.openFileCount).toBe(0);
  });
});
