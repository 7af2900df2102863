import { nodeTimers } from './node/timers.ts';

/** What is used of the context that a Worker gets with each request. */
export interface Execution {
  /** Lets work go on after the response, and when the client leaves, for up to 30 seconds. */
  waitUntil(work: Promise<unknown>): void;
}

declare const FixedLengthStream: {
  new (sizeBytes: number): TransformStream<Uint8Array, Uint8Array>;
};

/** How many bytes of a body that no handler has read are dropped after the response. */
const maxUnreadBytes = 16 * 1024 * 1024;
/** How long these may take. */
const unreadTimeoutMs = 3000;

/**
 * Sends a body as a stream of its length: a runtime of Workers knows that from the type of a stream
 * only. The connection is reset when the response is over before the request, and the reset can
 * reach the client first. So the stream ends once what the client still sends has come.
 */
export function sendFromWorker(
  response: Response,
  request: Request,
  execution: Execution,
): Response {
  const { body, headers } = response;
  const length = headers.get('content-length');
  if (body === null || length === null) return response;
  const { readable, writable } = new FixedLengthStream(Number(length));
  // An error shows to the client: the stream ends before its length.
  execution.waitUntil(send(body, writable, request).catch(() => undefined));
  return new Response(readable, response);
}

async function send(
  body: ReadableStream<Uint8Array>,
  to: WritableStream<Uint8Array>,
  request: Request,
): Promise<void> {
  await body.pipeTo(to, { preventClose: true });
  if (request.body !== null && !request.bodyUsed) await drop(request.body);
  await to.close();
}

/** Reads a body to its end, or as far as the limits allow. */
async function drop(body: ReadableStream<Uint8Array>): Promise<void> {
  const reader = body.getReader();
  // It ends the read that waits.
  const stopTimer = nodeTimers.after(unreadTimeoutMs, () => void reader.cancel());
  try {
    for (let left = maxUnreadBytes; left > 0; ) {
      const { value } = await reader.read();
      if (value === undefined) return;
      left -= value.length;
    }
    await reader.cancel();
  } finally {
    stopTimer();
  }
}
