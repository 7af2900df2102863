import type * as http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type {
  PeerBody,
  PeerDownload,
  PeerLink,
  PeerRead,
  PeerRequest,
  PeerResponse,
} from '../../../lib/delivery/peer-link.ts';
import { limitResponse } from './limit-response.ts';
import { createPeerTarget, type PeerTargetOptions } from './peer-target.ts';
import { readFromPeer } from './read-from-peer.ts';
import { isBodyNeeded, readPeerResponse, toPeerResponse } from './read-peer-response.ts';

export interface HttpPeerLinkOptions extends PeerTargetOptions {
  /** A request fails when no byte is sent or received for this long. */
  readonly idleTimeoutMs: number;
}

/** A link to a peer over HTTP; it keeps connections open between requests. */
export interface HttpPeerLink extends PeerLink {
  read(request: PeerRead): Promise<PeerDownload>;
  /** Aborts all requests in flight, and rejects further ones. */
  close(): void;
}

/**
 * How long a peer may take from the end of the request to the head of its response, even if it
 * sends something all the time. A silent peer fails sooner, by the idle timeout.
 */
const responseTimeoutMs = 120_000;
/** How many files are read from a peer at once; lib/read-through has lower limits. */
const maxReads = 64;
/** How long to wait for `100 Continue` from a peer that may not know it (RFC 9110 §10.1.1). */
const continueTimeoutMs = 1000;
/** The same for a peer that does know it: a proxy in front of it may not. */
const knownContinueTimeoutMs = 10_000;

/** Creates a link to a peer. Redirects are responses, and are not followed. */
export function createHttpPeerLink(options: HttpPeerLinkOptions): HttpPeerLink {
  const target = createPeerTarget(options);
  // Connections of their own: neither clients nor replication wait for the other.
  const readTarget = createPeerTarget({ ...options, concurrency: maxReads });
  const inFlight = new Set<http.ClientRequest>();
  let speaksOurProtocol = false;
  let isClosed = false;

  async function send(request: PeerRequest): Promise<PeerResponse> {
    if (isClosed) throw stoppingError();
    const outgoing = target.createRequest(request);
    inFlight.add(outgoing);
    limitResponse(outgoing);
    outgoing.setTimeout(options.idleTimeoutMs, () => {
      outgoing.destroy(new Error(`no data for ${options.idleTimeoutMs / 1000} seconds`));
    });
    try {
      const sending =
        request.body === undefined
          ? undefined
          : sendBody(outgoing, request.body, speaksOurProtocol);
      if (sending === undefined) outgoing.end();
      const connectMs = request.responseTimeoutMs ?? options.idleTimeoutMs;
      const responseMs = request.responseTimeoutMs ?? responseTimeoutMs;
      const response = await receiveResponse(outgoing, sending, { connectMs, responseMs });
      speaksOurProtocol ||= response.nodeId !== undefined;
      return response;
    } finally {
      inFlight.delete(outgoing);
      // A peer that responds before the body is sent leaves the connection in mid-request.
      if (!outgoing.writableEnded) outgoing.destroy();
    }
  }

  return {
    async send(request) {
      try {
        return await send(request);
      } catch (error) {
        // The peer closed the idle connection at this moment. That is no failure: try a new one.
        if (!(error instanceof StaleConnectionError)) throw error;
        return await send(request);
      }
    },
    async read(request) {
      if (isClosed) throw stoppingError();
      return await readFromPeer(request, readTarget, options.idleTimeoutMs, inFlight);
    },
    close() {
      isClosed = true;
      for (const outgoing of inFlight) outgoing.destroy(stoppingError());
      target.agent.destroy();
      readTarget.agent.destroy();
    },
  };
}

/** A connection that was kept open turned out to be closed before a response came. */
class StaleConnectionError extends Error {}

function stoppingError(): Error {
  return new Error('this node is stopping');
}

/**
 * Sends the body after `100 Continue`, or when that does not come in time. Sends nothing if the
 * peer responds or closes first.
 */
async function sendBody(
  outgoing: http.ClientRequest,
  body: PeerBody,
  sends100Continue: boolean,
): Promise<void> {
  outgoing.flushHeaders();
  const isWanted = await new Promise<boolean>((resolve) => {
    const timeoutMs = sends100Continue ? knownContinueTimeoutMs : continueTimeoutMs;
    const timer = setTimeout(() => resolve(true), timeoutMs);
    const decide = (wanted: boolean) => (): void => {
      clearTimeout(timer);
      resolve(wanted);
    };
    outgoing.once('continue', decide(true));
    outgoing.once('response', decide(false)).once('close', decide(false));
  });
  if (!isWanted) return;
  const content = await body.read();
  if (content instanceof Uint8Array) outgoing.end(content);
  else await pipeline(Readable.fromWeb(content as never), outgoing);
}

/**
 * Limits how long connecting may take. Node's own idle timeout starts only once the socket is
 * connected, and destroying a request that has no socket yet emits no `error`, hence `abort`.
 */
function limitConnecting(
  outgoing: http.ClientRequest,
  timeoutMs: number,
  abort: (error: Error) => void,
): void {
  const timer = setTimeout(() => {
    abort(new Error(`no connection within ${timeoutMs / 1000} seconds`));
  }, timeoutMs);
  const stop = (): void => clearTimeout(timer);
  outgoing.once('close', stop).once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', stop);
    else stop();
  });
  // A proxy's response to CONNECT must not be taken for the peer's response.
  outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
    if (statusCode !== 200) abort(new Error(`the proxy responded with ${statusCode}`));
  });
}

/**
 * Waits for the response. Rejects when the connection fails or, before there is a response, when
 * sending the body does.
 */
function receiveResponse(
  outgoing: http.ClientRequest,
  sending: Promise<void> | undefined,
  { connectMs, responseMs }: { readonly connectMs: number; readonly responseMs: number },
): Promise<PeerResponse> {
  return new Promise((resolve, reject) => {
    limitConnecting(outgoing, connectMs, (error) => {
      outgoing.destroy(error);
      reject(error);
    });
    let timer: NodeJS.Timeout | undefined;
    const startTimer = (): void => {
      timer = setTimeout(() => {
        outgoing.destroy(new Error(`no response within ${responseMs / 1000} seconds`));
      }, responseMs);
    };
    if (sending === undefined) startTimer();
    else sending.then(startTimer, (error: Error) => outgoing.destroy(error));
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? new StaleConnectionError(error.message) : error);
    });
    let response: PeerResponse | undefined;
    outgoing.once('response', (incoming) => {
      clearTimeout(timer);
      response = toPeerResponse(incoming);
      readPeerResponse(incoming, outgoing.method, resolve);
    });
    outgoing.once('close', () => {
      clearTimeout(timer);
      if (response === undefined) reject(new Error('the connection was closed'));
      // `readPeerResponse` resolves once a body that is needed has ended.
      else if (!isBodyNeeded(outgoing.method, response.status)) resolve(response);
    });
  });
}
