/** Bytes in pieces, as streams of the web and of Node.js have them. */
export type Chunks = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;

/** Reads a stream, and cancels it where its reader stops before the end. */
export async function* chunksOf(source: Chunks): AsyncGenerator<Uint8Array> {
  // Not every browser can iterate over a stream.
  if (!('getReader' in source)) return yield* source;
  const reader = source.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** A stream that reads no more than it is asked for. `onCancel` is called where it is cancelled. */
export function streamOf(
  chunks: AsyncGenerator<Uint8Array>,
  onCancel: () => void = () => undefined,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value as Uint8Array<ArrayBuffer>);
      },
      cancel() {
        onCancel();
        // It may wait for a chunk that does not come.
        void chunks.return(undefined).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
