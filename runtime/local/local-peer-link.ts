import { handle } from '../../handlers/router.ts';
import type { Context } from '../../lib/context.ts';
import { DeliveryError } from '../../lib/delivery/delivery-error.ts';
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
import { statusName } from '../../lib/delivery/status-report.ts';
import type { Timers } from '../../lib/host/timers.ts';
import { formatLocation } from '../../lib/names/url-path.ts';

export interface LocalPeerLinkOptions extends SenderIdentity, Pick<PeerLink, 'isShared'> {
  /** The context of the peer; rejects as long as it can't be opened, and is called again then. */
  readonly open: () => Promise<Context>;
  readonly timers: Timers;
  /** Rejects where the peer can't reach its files: asked before its status, which shows no such. */
  readonly probe?: (() => Promise<void>) | undefined;
  /** Why the peer can't, if that is known; a 503 of it means that then. */
  readonly failure?: (() => string | undefined) | undefined;
  /** The secret to send; `undefined` to send none. */
  readonly secret?: (() => string | undefined) | undefined;
}

/**
 * A link to a peer in this process, such as a node on a bucket. It sends what a link over HTTP
 * sends, to `handle`; so such a peer is one like all others. But it is sent no batches: there is
 * no request here that they would save.
 */
export function createLocalPeerLink(options: LocalPeerLinkOptions): PeerLink {
  const { open, timers, isShared } = options;

  function headersOf(request: PeerRequest): Record<string, string> {
    const headers = toPeerHeaders(request, options);
    const secret = options.secret?.();
    return secret === undefined ? headers : { ...headers, Authorization: `Bearer ${secret}` };
  }

  async function call(
    request: PeerRequest & Partial<Pick<PeerRead, 'range'>>,
    signal?: AbortSignal,
  ): Promise<Response> {
    const { method, name, body } = request;
    const ctx = await open();
    if (name === statusName) await options.probe?.();
    signal?.throwIfAborted();
    const source = body && openSource(body);
    const init = {
      method,
      headers: headersOf(request),
      ...(signal !== undefined && { signal }),
      // A body that is a stream takes this.
      ...(source !== undefined && { body: source.stream, duplex: 'half' }),
    };
    const response = await handle(new Request(`http://peer${formatLocation('', name)}`, init), ctx);
    if (source?.failure === undefined) return response;
    // To the peer it was a body that broke off: the fault is one of this node.
    cancel(response);
    throw source.failure.error;
  }

  return {
    isShared,
    async send(request): Promise<PeerResponse> {
      const response = await within(timers, request.responseTimeoutMs, (signal) =>
        call(request, signal),
      );
      const { status } = response;
      const header = headerOf(response);
      const text = await response.text();
      const head = readResponseHead(status, header);
      const failure = status === 503 && head.reason === undefined ? options.failure?.() : undefined;
      if (failure !== undefined) throw new DeliveryError(failure, 'unreachable');
      return {
        ...head,
        ...readResponseBody(request.method, status, header('Content-Type'), text),
      };
    },
    async read({ signal, ...request }): Promise<PeerDownload> {
      const response = await abortable(call(request, signal), signal);
      return {
        ...readDownloadHead(response.status, headerOf(response)),
        body: bytesOf(response),
        cancel: () => cancel(response),
      };
    },
  };
}

/** Waits for a response for so long at most, or for as long as it takes. */
async function within(
  timers: Timers,
  timeoutMs: number | undefined,
  work: (signal?: AbortSignal) => Promise<Response>,
): Promise<Response> {
  if (timeoutMs === undefined) return await work();
  const controller = new AbortController();
  const { signal } = controller;
  const cancelTimeout = timers.after(timeoutMs, () => {
    controller.abort(new Error(`no response within ${timeoutMs / 1000} seconds`));
  });
  return await abortable(work(signal), signal).finally(cancelTimeout);
}

/** The same response, unless the signal aborts before it is there: then it is not wanted. */
function abortable(response: Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      reject(signal.reason);
      response.then(cancel, () => undefined);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    response.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function cancel({ body }: Response): void {
  body?.cancel().catch(() => undefined);
}

/** A body on its way to the peer. */
interface Source {
  readonly stream: ReadableStream<Uint8Array<ArrayBuffer>>;
  /** Why it could not be read, if that is so. */
  readonly failure: { readonly error: unknown } | undefined;
}

/** Opens a body once the peer wants its bytes, and keeps why it could not be read. */
function openSource(body: PeerBody): Source {
  let failure: Source['failure'];

  async function* read(): AsyncGenerator<Uint8Array<ArrayBuffer>> {
    try {
      const content = await body.read();
      if (!(content instanceof Uint8Array)) yield* content;
      else if (content.length > 0) yield content;
    } catch (error) {
      failure = { error };
      throw error;
    }
  }

  return {
    stream: toStream(read()),
    get failure() {
      return failure;
    },
  };
}

/** Nothing is read before it is wanted. */
function toStream(
  bytes: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      async pull(controller) {
        const { done, value } = await bytes.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      async cancel() {
        await bytes.return(undefined);
      },
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
