import type { PeerRequest } from '../../../lib/delivery/peer-link.ts';

/** A request's body as a stream that reads nothing before it is read, and notes when it is. */
export function lazyBody(
  { body }: PeerRequest,
  note: () => void,
): ReadableStream<Uint8Array> | null {
  if (body === undefined) return null;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        note();
        const content = await body.read();
        const bytes =
          content instanceof Uint8Array
            ? content
            : new Uint8Array(await new Response(content).arrayBuffer());
        if (bytes.length > 0) controller.enqueue(bytes);
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
}
