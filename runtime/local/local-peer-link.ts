import { handle } from '../../handlers/router.ts';
import type { Context } from '../../lib/context.ts';
import { type SenderIdentity, toPeerHeaders } from '../../lib/delivery/peer-headers.ts';
import type {
  PeerBody,
  PeerDownload,
  PeerLink,
  PeerRead,
  PeerRequest,
  PeerResponse,
} from '../../lib/delivery/peer-link.ts';
import { readResponseBody } from '../../lib/delivery/response-body.ts';
import {
  type HeaderOf,
  readDownloadHead,
  readResponseHead,
} from '../../lib/delivery/response-head.ts';
import { formatLocation } from '../../lib/names/url-path.ts';

export interface LocalPeerLinkOptions extends SenderIdentity {
  /** The context of the peer; rejects as long as it can't be opened, and is called again then. */
  readonly open: () => Promise<Context>;
  /** The secret to send; `undefined` to send none. */
  readonly secret?: (() => string | undefined) | undefined;
}

/**
 * A link to a peer in this process, such as a node on a bucket. It sends what a link over HTTP
 * sends, to `handle`; so such a peer is one like all others.
 */
export function createLocalPeerLink(options: LocalPeerLinkOptions): PeerLink {
  const { open } = options;

  function headersOf(request: PeerRequest): Record<string, string> {
    const headers = toPeerHeaders(request, options);
    const secret = options.secret?.();
    return secret === undefined ? headers : { ...headers, Authorization: `Bearer ${secret}` };
  }

  async function call(
    request: PeerRequest & Partial<Pick<PeerRead, 'range' | 'signal'>>,
  ): Promise<Response> {
    const { method, name, body, signal } = request;
    const ctx = await open();
    signal?.throwIfAborted();
    const init = {
      method,
      headers: headersOf(request),
      // A body that is a stream takes this.
      ...(body !== undefined && { body: streamOf(body), duplex: 'half' }),
    };
    return await handle(new Request(`http://peer${formatLocation('', name)}`, init), ctx);
  }

  return {
    async send(request): Promise<PeerResponse> {
      const response = await call(request);
      const { status } = response;
      const header = headerOf(response);
      const text = await response.text();
      return {
        ...readResponseHead(status, header),
        ...readResponseBody(request.method, status, header('Content-Type'), text),
      };
    },
    async read(request): Promise<PeerDownload> {
      const response = await call(request);
      return {
        ...readDownloadHead(response.status, headerOf(response)),
        body: bytesOf(response),
        cancel: () => void response.body?.cancel().catch(() => undefined),
      };
    },
  };
}

/** The bytes of a body, which is opened once the peer wants them. */
function streamOf(body: PeerBody): ReadableStream<Uint8Array<ArrayBuffer>> {
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        if (reader === undefined) {
          const content = await body.read();
          if (content instanceof Uint8Array) {
            if (content.length > 0) controller.enqueue(content);
            return controller.close();
          }
          reader = content.getReader();
        }
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

async function* bytesOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (body !== null) yield* body as unknown as AsyncIterable<Uint8Array<ArrayBuffer>>;
}

function headerOf({ headers }: Response): HeaderOf {
  return (name) => headers.get(name) ?? undefined;
}
