import type * as http from 'node:http';
import type { PeerRequest, PeerResponse } from '../../../lib/delivery/peer-link.ts';
import { limitSilence } from './limit-silence.ts';
import { isBodyNeeded, passLines, readPeerResponse, toPeerResponse } from './read-peer-response.ts';

/** A connection that was kept open turned out to be closed before a response came on it. */
export class StaleConnectionError extends Error {}

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

/** How long the parts of a request may take. */
interface ResponseLimits {
  readonly connectMs: number;
  readonly responseMs: number;
  readonly idleTimeoutMs: number;
}

/**
 * Waits for the response, and for all lines of one that is passed on in lines. Rejects when the
 * connection fails or, before there is a response, when sending the body does.
 */
export function receiveResponse(
  outgoing: http.ClientRequest,
  sending: Promise<void> | undefined,
  { connectMs, responseMs, idleTimeoutMs }: ResponseLimits,
  onLine?: PeerRequest['onLine'],
): Promise<PeerResponse> {
  return new Promise((resolve, reject) => {
    let response: PeerResponse | undefined;
    let isInLines = false;
    let isOver = false;
    // Whether an event follows depends on the state of the connection, and on the engine.
    const abort = (error: Error): void => {
      outgoing.destroy(error);
      if (response === undefined || isInLines) reject(error);
    };
    limitConnecting(outgoing, connectMs, abort);
    limitSilence(outgoing, idleTimeoutMs, abort);
    let timer: NodeJS.Timeout | undefined;
    const startTimer = (): void => {
      // The body of a request that is over counts as sent: nothing is waited for any more.
      if (isOver) return;
      timer = setTimeout(() => {
        abort(new Error(`no response within ${responseMs / 1000} seconds`));
      }, responseMs);
    };
    if (sending === undefined) startTimer();
    else sending.then(startTimer, abort);
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      const isReset = outgoing.reusedSocket && error.code === 'ECONNRESET';
      const isStale = isReset && response === undefined;
      reject(isStale ? new StaleConnectionError(error.message) : error);
    });
    outgoing.once('response', (incoming) => {
      response = toPeerResponse(incoming);
      if (onLine !== undefined && response.status === 200) {
        isInLines = true;
        passLines(incoming, response, onLine).then(resolve, reject);
        return;
      }
      clearTimeout(timer);
      readPeerResponse(incoming, outgoing.method, resolve);
    });
    outgoing.once('close', () => {
      isOver = true;
      clearTimeout(timer);
      if (response === undefined) reject(new Error('the connection was closed'));
      // `readPeerResponse` resolves once a body that is needed has ended.
      else if (!isBodyNeeded(outgoing.method, response.status)) resolve(response);
    });
  });
}
