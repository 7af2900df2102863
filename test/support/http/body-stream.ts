/**
 * A body that arrives in these chunks, none of which is produced before it is read. A function in
 * their place is called; if it throws, the body fails with that error.
 */
export function bodyStream(
  ...chunks: readonly (string | (() => void | Promise<void>))[]
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const chunk = chunks[next];
          next += 1;
          if (chunk === undefined) return controller.close();
          if (typeof chunk === 'string') return controller.enqueue(encoder.encode(chunk));
          await chunk();
        }
      },
    },
    { highWaterMark: 0 },
  );
}
