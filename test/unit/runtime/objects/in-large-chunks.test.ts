import { describe, expect, it } from 'vitest';
import { inLargeChunks } from '../../../../runtime/objects/in-large-chunks.ts';

type Bytes = Uint8Array<ArrayBuffer>;

/** A stream that fills the buffers of its reader, as those of Workers do. */
function bytesOf(sizeBytes: number, broken?: Error) {
  const asked: number[] = [];
  let left = sizeBytes;
  let reason: unknown;
  const stream = new ReadableStream({
    type: 'bytes',
    pull(controller) {
      const view = controller.byobRequest?.view;
      if (left === 0 && broken !== undefined) throw broken;
      if (left === 0) controller.close();
      const length = Math.min(view?.byteLength ?? 0, left);
      asked.push(view?.byteLength ?? 0);
      left -= length;
      controller.byobRequest?.respond(length);
    },
    cancel(given) {
      reason = given;
    },
  }) as ReadableStream<Bytes>;
  return { stream, asked, reason: () => reason };
}

async function sizesOf(stream: ReadableStream<Bytes>): Promise<number[]> {
  const sizes: number[] = [];
  for await (const { length } of stream) sizes.push(length);
  return sizes;
}

describe('a stream in large chunks', () => {
  it('is read 64 KiB at a time, and not ahead', async () => {
    const { stream, asked } = bytesOf(150_000);
    const large = inLargeChunks(stream);
    expect(asked).toEqual([]);
    expect(await sizesOf(large)).toEqual([65_536, 65_536, 18_928]);
  });

  it('has no bytes where there are none', async () => {
    expect(await sizesOf(inLargeChunks(bytesOf(0).stream))).toEqual([]);
  });

  it('breaks off where the other does', async () => {
    const { stream } = bytesOf(70_000, new Error('the client is gone'));
    await expect(sizesOf(inLargeChunks(stream))).rejects.toThrow('the client is gone');
  });

  it('cancels the other', async () => {
    const { stream, reason } = bytesOf(150_000);
    const reader = inLargeChunks(stream).getReader();
    await reader.read();
    await reader.cancel('enough');
    expect(reason()).toBe('enough');
  });

  it('is the other where that takes no buffers', () => {
    const stream = new ReadableStream<Bytes>();
    expect(inLargeChunks(stream)).toBe(stream);
  });
});
