import { streamOf } from './chunks.ts';
import type { OutgoingBody, Transport } from './exchange.ts';
import type { Watch } from './watch.ts';

/** Bodies up to this size are sent at once: nothing is to be seen of their progress. */
const smallBytes = 64 * 1024;

/**
 * Sends requests by `fetch`. A browser can't stream a body, nor read the head of a redirect; it
 * sends the body of an upload again where a node redirects it, which is a `Blob` there.
 */
export function createFetchTransport(send: typeof fetch, isBrowser: boolean): Transport {
  return async ({ method, url, headers = {}, body, accepted }, watch) => {
    const init: RequestInit & { duplex?: 'half' } = {
      method,
      headers,
      signal: watch.signal,
      ...(isBrowser ? { credentials: 'omit' } : accepted === 302 && { redirect: 'manual' }),
    };
    if (body === undefined) return await send(url, init);
    const { source, offset, onSent } = body;
    const { blob, sizeBytes } = source;
    if (blob !== undefined && (isBrowser || blob.size - offset <= smallBytes)) {
      init.body = blob.slice(offset);
      if (blob.size - offset > smallBytes) watch.rest();
      const response = await send(url, init);
      onSent(blob.size - offset);
      return response;
    }
    let failure: unknown;
    init.body = streamOf(
      counted(body, watch, (error) => {
        failure = error;
      }),
    );
    init.duplex = 'half';
    if (sizeBytes !== undefined) {
      init.headers = { ...headers, 'Content-Length': String(sizeBytes - offset) };
    }
    // What the body rejects with comes back in a form that depends on the host.
    return await send(url, init).catch((error) => {
      throw failure ?? error;
    });
  };
}

async function* counted(
  { source, offset, onSent }: OutgoingBody,
  watch: Watch,
  onFailure: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  let sentBytes = 0;
  try {
    // The body may take its time.
    watch.rest();
    for await (const chunk of source.read(offset)) {
      watch.signal.throwIfAborted();
      watch.touch();
      yield chunk;
      sentBytes += chunk.length;
      onSent(sentBytes);
      watch.rest();
    }
    watch.touch();
  } catch (error) {
    onFailure(error);
    throw error;
  }
}
