const chunkBytes = 64 * 1024;

type Bytes = Uint8Array<ArrayBuffer>;

/**
 * The same bytes in chunks of up to 64 KiB. A Worker is given 4 KiB at a time, and would spend five
 * times the CPU time on a body. Nothing is read ahead. A stream that takes no buffers of its reader
 * is returned as it is.
 */
export function inLargeChunks(stream: ReadableStream<Bytes>): ReadableStream<Bytes> {
  const reader = readerWithBuffers(stream);
  if (reader === undefined) return stream;
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const { done, value } = await reader.read(new Uint8Array(chunkBytes));
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

function readerWithBuffers(stream: ReadableStream<Bytes>): ReadableStreamBYOBReader | undefined {
  try {
    return stream.getReader({ mode: 'byob' });
  } catch {
    return undefined;
  }
}
