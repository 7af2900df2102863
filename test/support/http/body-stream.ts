/**
 * A body that comes in pieces. A function is run when it is its turn: what it throws, the body
 * breaks off with. Nothing is made before it is asked for.
 */
export function bodyStream(
  ...pieces: readonly (string | (() => void | Promise<void>))[]
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        for (;;) {
          const piece = pieces[next];
          next += 1;
          if (piece === undefined) return controller.close();
          if (typeof piece === 'string') return controller.enqueue(encoder.encode(piece));
          await piece();
        }
      },
    },
    { highWaterMark: 0 },
  );
}
