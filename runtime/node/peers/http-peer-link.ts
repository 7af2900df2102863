import type * as http from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type {
  PeerBody,
  PeerLink,
  PeerRequest,
  PeerResponse,
} from '../../../lib/delivery/peer-link.ts';
import { limitAnswer } from './limit-response.ts';
import { createPeerTarget, type PeerTargetOptions } from './peer-target.ts';
import { readPeerAnswer, toPeerAnswer } from './read-peer-response.ts';

export interface HttpPeerLinkOptions extends PeerTargetOptions {
  /** A transfer in which nothing moves for this long has failed. */
  readonly idleTimeoutMs: number;
}

/** A link that holds connections open between requests. */
export interface HttpPeerLink extends PeerLink {
  /** Cuts off what is under way, and sends nothing more. */
  close(): void;
}

/**
 * How long an answer may take in all, from when the request is sent, even if bytes of it drip in:
 * a peer that says nothing is given up sooner, by the idle limit.
 */
const answerTimeoutMs = 120_000;
/** How long to wait for `100 Continue` from a peer that may not know of it (RFC 9110 §10.1.1). */
const continueTimeoutMs = 1000;
/** The same for one that does, but may be behind a proxy that does not. */
const knownContinueTimeoutMs = 10_000;

/** Reaches a peer over HTTP. Redirects are not followed, whatever they say. */
export function createHttpPeerLink(options: HttpPeerLinkOptions): HttpPeerLink {
  const target = createPeerTarget(options);
  const underWay = new Set<http.ClientRequest>();
  let speaksOurProtocol = false;
  let isClosed = false;

  async function send(request: PeerRequest): Promise<PeerResponse> {
    if (isClosed) throw new Error('this node stops');
    const outgoing = target.begin(request);
    underWay.add(outgoing);
    limitAnswer(outgoing);
    outgoing.setTimeout(options.idleTimeoutMs, () => {
      outgoing.destroy(new Error(`nothing moved for ${options.idleTimeoutMs / 1000} seconds`));
    });
    try {
      const sending =
        request.body === undefined
          ? undefined
          : sendBody(outgoing, request.body, speaksOurProtocol);
      if (sending === undefined) outgoing.end();
      const answer = await receiveAnswer(outgoing, sending, options.idleTimeoutMs);
      speaksOurProtocol ||= answer.nodeId !== undefined;
      return answer;
    } finally {
      underWay.delete(outgoing);
      // An answer that came before the body leaves the connection in the middle of a request.
      if (!outgoing.writableEnded) outgoing.destroy();
    }
  }

  return {
    async send(request) {
      try {
        return await send(request);
      } catch (error) {
        // An idle connection that the peer closed just now says nothing about the peer.
        if (!(error instanceof StaleConnectionError)) throw error;
        return await send(request);
      }
    },
    close() {
      isClosed = true;
      for (const outgoing of underWay) outgoing.destroy(new Error('this node stops'));
      target.agent.destroy();
    },
  };
}

/** A kept connection turned out to be closed before anything came back. */
class StaleConnectionError extends Error {}

/** Sends the body once the peer asks for it; one that does not ask gets it after a while. */
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

function noAnswer(): Error {
  return new Error(`no answer for ${answerTimeoutMs / 1000} seconds`);
}

/**
 * Node counts no time before a connection stands, and tells a request without one nothing of its
 * end.
 */
function limitConnecting(
  outgoing: http.ClientRequest,
  limitMs: number,
  giveUp: (error: Error) => void,
): void {
  const timer = setTimeout(() => {
    giveUp(new Error(`no connection within ${limitMs / 1000} seconds`));
  }, limitMs);
  const stop = (): void => clearTimeout(timer);
  outgoing.once('close', stop).once('socket', (socket) => {
    if (socket.connecting) socket.once('connect', stop);
    else stop();
  });
  // The answer of a proxy to CONNECT is none of the peer's.
  outgoing.once('proxyConnect', ({ statusCode }: { statusCode: number }) => {
    if (statusCode !== 200) giveUp(new Error(`the proxy answered ${statusCode}`));
  });
}

/**
 * Waits for the status; what goes wrong with the body's sending is an error as long as there is
 * none.
 */
function receiveAnswer(
  outgoing: http.ClientRequest,
  sending: Promise<void> | undefined,
  connectTimeoutMs: number,
): Promise<PeerResponse> {
  return new Promise((resolve, reject) => {
    limitConnecting(outgoing, connectTimeoutMs, (error) => {
      outgoing.destroy(error);
      reject(error);
    });
    let timer: NodeJS.Timeout | undefined;
    const startTimer = (): void => {
      timer = setTimeout(() => outgoing.destroy(noAnswer()), answerTimeoutMs);
    };
    if (sending === undefined) startTimer();
    else sending.then(startTimer, (error: Error) => outgoing.destroy(error));
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      const isStale = outgoing.reusedSocket && error.code === 'ECONNRESET';
      reject(isStale ? new StaleConnectionError(error.message) : error);
    });
    let answer: PeerResponse | undefined;
    outgoing.once('response', (incoming) => {
      clearTimeout(timer);
      answer = toPeerAnswer(incoming);
      readPeerAnswer(incoming, outgoing.method, resolve);
    });
    outgoing.once('close', () => {
      clearTimeout(timer);
      if (answer === undefined) reject(new Error('the connection was closed'));
      // The body of a status is read to its end, which is the response's own.
      else if (outgoing.method !== 'GET') resolve(answer);
    });
  });
}
