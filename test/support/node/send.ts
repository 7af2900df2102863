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

/** Sends a request to a node without a socket. */
export function send(
  node: { readonly ctx: Context },
  method: string,
  path: string,
  { headers = {}, body = null }: Sent = {},
): Promise<Response> {
  const sent = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) sent.set(name, value);
  }
  const init: RequestInit & { duplex: 'half' } = { method, headers: sent, body, duplex: 'half' };
  if (body !== null && !(body instanceof ReadableStream) && !sent.has('content-length')) {
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
    sent.set('Content-Length', String(bytes.length));
  }
  return handle(new Request(`http://node${path}`, init), node.ctx);
}
