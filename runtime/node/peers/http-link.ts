import type * as http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type {
  PassedRequest,
  PassedResponse,
  PeerDownload,
  PeerResponse,
} from '../../../lib/delivery/peer-link.ts';
import type { HttpBody, HttpRead, HttpRequest } from './http-request.ts';
import { limitResponse } from './limit-response.ts';
import { passToPeer } from './pass-to-peer.ts';
import { createPeerTarget, type PeerTargetOptions } from './peer-target.ts';
import { readFromPeer } from './read-from-peer.ts';
import { receiveResponse, StaleConnectionError } from './receive-response.ts';

export interface HttpLinkOptions extends PeerTargetOptions {
  /** A request fails when no byte is sent or received for this long. */
  readonly idleTimeoutMs: number;
  /** How long connecting may take to send something; as long as `idleTimeoutMs` if absent. */
  readonly connectTimeoutMs?: number;
}

/** A link to a node over HTTP; it keeps connections open between requests. */
export interface HttpLink {
  /** Sends a request, as a `PeerLink` does. */
  send(request: HttpRequest): Promise<PeerResponse>;
  /** Reads a file, as a `PeerLink` does. */
  read(request: HttpRead): Promise<PeerDownload>;
  /** Has a request of a client served, as a `PeerLink` does. */
  pass(request: PassedRequest): Promise<PassedResponse>;
  readonly passesLines: true;
  /** Aborts all requests in flight, and rejects further ones. */
  close(): void;
}

/**
 * How long a peer may take from the end of the request to the head of its response, or to the last
 * line of one in lines, even if it sends something all the time. A silent peer fails sooner, by the
 * idle timeout.
 */
const responseTimeoutMs = 120_000;
/** How many files are read from a peer at once; lib/read-through has lower limits. */
const maxReads = 64;
/** How long to wait for `100 Continue` from a peer that may not know it (RFC 9110 §10.1.1). */
const continueTimeoutMs = 1000;
/** The same for a peer that does know it: a proxy in front of it may not. */
const knownContinueTimeoutMs = 10_000;

/** How much of a body is given to the connection at once. */
const sliceBytes = 64 * 1024;

/** Creates a link to a node. Redirects are responses, and are not followed. */
export function createHttpLink(options: HttpLinkOptions): HttpLink {
  const target = createPeerTarget(options);
  // Connections of their own: neither clients nor replication wait for the other.
  const readTarget = createPeerTarget({ ...options, concurrency: maxReads });
  const inFlight = new Set<http.ClientRequest>();
  let speaksOurProtocol = false;
  let isClosed = false;

  async function send(request: HttpRequest): Promise<PeerResponse> {
    if (isClosed) throw stoppingError();
    const outgoing = target.createRequest(request);
    inFlight.add(outgoing);
    limitResponse(outgoing);
    outgoing.setTimeout(options.idleTimeoutMs, () => {
      outgoing.destroy(new Error(`no data for ${options.idleTimeoutMs / 1000} seconds`));
    });
    try {
      const sending =
        request.body === undefined ? undefined : sendBody(outgoing, request, speaksOurProtocol);
      if (sending === undefined) outgoing.end();
      const { idleTimeoutMs, connectTimeoutMs = idleTimeoutMs } = options;
      const connectMs = request.responseTimeoutMs ?? connectTimeoutMs;
      const responseMs = request.responseTimeoutMs ?? responseTimeoutMs;
      const limits = { connectMs, responseMs, idleTimeoutMs };
      const response = await receiveResponse(outgoing, sending, limits, request.onLine);
      speaksOurProtocol ||= response.nodeId !== undefined;
      return response;
    } finally {
      inFlight.delete(outgoing);
      // A peer that responds before the body is sent leaves the connection in mid-request.
      if (!outgoing.writableEnded) outgoing.destroy();
    }
  }

  return {
    passesLines: true,
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
    async pass(request) {
      if (isClosed) throw stoppingError();
      return await passToPeer(request, readTarget, options.idleTimeoutMs, inFlight);
    },
    close() {
      isClosed = true;
      for (const outgoing of inFlight) outgoing.destroy(stoppingError());
      target.agent.destroy();
      readTarget.agent.destroy();
    },
  };
}

function stoppingError(): Error {
  return new Error('this node is stopping');
}

/**
 * Sends the body after `100 Continue`, or when that does not come in time. Sends nothing if the
 * peer responds or closes first. A batch is sent at once.
 */
async function sendBody(
  outgoing: http.ClientRequest,
  { body, onLine }: HttpRequest,
  sends100Continue: boolean,
): Promise<void> {
  const isWanted = onLine !== undefined || (await isBodyWanted(outgoing, sends100Continue));
  if (!isWanted) return;
  const content = await (body as HttpBody).read();
  if (content instanceof Uint8Array && content.length <= sliceBytes) outgoing.end(content);
  else if (content instanceof Uint8Array) await pipeline(slicesOf(content), outgoing);
  else if (content instanceof ReadableStream) {
    await pipeline(Readable.fromWeb(content as never), outgoing);
  } else await pipeline(content, outgoing);
}

/** On a slow link nothing else would show that bytes move, nor when the last of them was sent. */
function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let first = 0; first < bytes.length; first += sliceBytes) {
    yield bytes.subarray(first, first + sliceBytes);
  }
}

async function isBodyWanted(
  outgoing: http.ClientRequest,
  sends100Continue: boolean,
): Promise<boolean> {
  outgoing.flushHeaders();
  return await new Promise<boolean>((resolve) => {
    const timeoutMs = sends100Continue ? knownContinueTimeoutMs : continueTimeoutMs;
    const timer = setTimeout(() => resolve(true), timeoutMs);
    const decide = (wanted: boolean) => (): void => {
      clearTimeout(timer);
      resolve(wanted);
    };
    outgoing.once('continue', decide(true));
    outgoing.once('response', decide(false)).once('close', decide(false));
  });
}
