import { ObjectStoreError } from '../../../lib/errors/domain-errors.ts';

/** The error of a call that failed for a reason that passes. */
export function transientError(code = 'SlowDown'): ObjectStoreError {
  return new ObjectStoreError({ code, detail: 'injected', isTransient: true });
}

/** All bytes of a body. */
export async function collect(body: AsyncIterable<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return join(chunks);
}

/** Chunks as one. */
export function join(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.concat(chunks));
}

/** A body that comes in chunks of some size, and breaks off where it is told to. */
export function breakingStream(
  bytes: Uint8Array<ArrayBuffer>,
  breakAfterBytes = Infinity,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunkBytes = 50_000;
  let position = 0;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      pull(controller) {
        if (position >= breakAfterBytes) throw transientError('BodyBrokenOff');
        const end = Math.min(position + chunkBytes, breakAfterBytes);
        const chunk = bytes.slice(position, end);
        position = end;
        if (chunk.length > 0) controller.enqueue(chunk);
        if (position >= bytes.length) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/** A body that fails before its first byte, as a connection does that breaks. */
export function failingStream(
  error: Error = new TypeError('terminated'),
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream({ start: (controller) => controller.error(error) });
}
