import { handle } from '../../../handlers/router.ts';
import type { Context } from '../../../lib/context.ts';

/** What a request has besides its method and its path. */
export interface Sent {
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** A text or bytes go with their Content-Length, a stream without. */
  readonly body?: string | Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null;
}

/** The header by which a peer is known. */
export const peerHeaders = { 'User-Agent': 'cockatiel/1.0.0' };

/** A request to a node without a socket. */
export function createRequest(
  method: string,
  path: string,
  { headers = {}, body = null }: Sent = {},
): Request {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) sent.set(name, value);
  }
  const init: RequestInit & { duplex: 'half' } = { method, headers: sent, body, duplex: 'half' };
  if (body !== null && !(body instanceof ReadableStream) && !sent.has('content-length')) {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    sent.set('Content-Length', String(bytes.length));
  }
  return new Request(`http://node${path}`, init);
}

/** Sends a request to a node without a socket. */
export function send(
  node: { readonly ctx: Context },
  method: string,
  path: string,
  sent?: Sent,
): Promise<Response> {
  return handle(createRequest(method, path, sent), node.ctx);
}
