/*
 * Serves the requests that Node's HTTP server emits: the way of one request from the event to the
 * end of its response.
 *
 * A request takes one of three ways. *Rejected*: its connection is beyond the cap, and it comes
 * from no peer and is not for the status; it gets a 503 and the connection is closed. *Immediate*:
 * its response is cached and its connection not busy; the response is written in the same tick.
 * *Queued*: all others wait in their connection for the responses before them, then are validated
 * and passed to the cache, a plain read or the application, whose response is sent.
 *
 * Invariant: the responses of a connection are sent one at a time, in the order of the requests,
 * and each request gets one response at most. A queued request is running until its response is
 * sent or its connection gone; `finished()` waits for those, so that the locks of the directories
 * outlive every handler.
 *
 * If a connection breaks, the body of the request fails with a 400 that nobody sees, and the body
 * of the response is cancelled. If an error shows when part of a response is sent, the connection
 * is destroyed: the client sees that the body is incomplete. Nothing here is kept on disk; after a
 * crash clients repeat requests that got no response.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createInFlight } from '../../../lib/concurrency/in-flight.ts';
import type { Context } from '../../../lib/context.ts';
import type { Connection } from '../connection/connection.ts';
import type { Exchange } from '../connection/exchange.ts';
import { type CacheableRequest, toCacheableRequest } from '../response/cacheable-request.ts';
import { isBuffered, type ResponseParts } from '../response/response-parts.ts';
import { sendAndClose, sendImmediately, sendResponse } from '../response/send-response.ts';
import { callerNow } from './caller-of.ts';
import { describeExchange, describeRequest } from './describe-request.ts';
import { isLimited } from './find-route.ts';
import type { RequestOptions } from './request-options.ts';
import { createResponder } from './responder.ts';

/** What is told of a response once it is sent. */
type ResponseHead = Pick<ResponseParts, 'status' | 'head'>;

/** What the listener needs of the server. */
export interface ServerParts {
  readonly connectionOf: (socket: Duplex) => Connection;
  /** Whether a connection may be used by peers and for the status only. */
  readonly isReserved: (socket: Socket) => boolean;
  readonly isListening: () => boolean;
}

/** Serves requests. */
export interface RequestListener {
  /** Serves a request. `expectsContinue`: the client waits for `100 Continue`. */
  serve(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void;
  /** Resolves when no request is running any more. */
  finished(): Promise<void>;
}

/** Creates the listener of a server. */
export function createRequestListener(
  ctx: Context,
  { connectionOf, isReserved, isListening }: ServerParts,
  options: RequestOptions,
): RequestListener {
  const { idleTimeoutMs, verbose, traffic, findClient } = options;
  const { bytes } = traffic;
  const responder = createResponder(ctx, options);
  const running = createInFlight();
  const logBroken = (error: Error): void => ctx.log.debug('a connection broke', { error });

  const ownPrefix = `${ctx.config.mount ?? ''}/_`;

  function note(exchange: Exchange, parts: ResponseHead, beganMs: number): void {
    const ms = performance.now() - beganMs;
    const { method, url } = exchange.request;
    const { status } = parts;
    if (method === 'GET' && status === 200 && url?.startsWith(ownPrefix)) traffic.ownGets += 1;
    traffic.note(method, status, ms / 1000);
    if (verbose !== true) return;
    ctx.log.debug('request', describeExchange(exchange, parts, { ms, findClient }));
  }

  function mustReject(request: IncomingMessage): boolean {
    if (!isReserved(request.socket) || !isLimited(request, ctx)) return false;
    return !callerNow(request, ctx.access).isPeer;
  }

  async function reject(exchange: Exchange, beganMs: number): Promise<void> {
    const response = await responder.rejectOverload(exchange);
    if (isBuffered(response)) sendAndClose(response, exchange);
    note(exchange, response, beganMs);
  }

  function serveImmediately(
    cacheable: CacheableRequest,
    connection: Connection,
    exchange: Exchange,
    beganMs: number,
  ): boolean {
    if (connection.isBusy || !isListening()) return false;
    const cached = responder.respondImmediately(cacheable);
    if (cached === undefined) return false;
    connection.trackImmediate(exchange.response);
    sendImmediately(cached, exchange);
    traffic.cacheHits += 1;
    note(exchange, cached, beganMs);
    return true;
  }

  async function serveQueued(
    exchange: Exchange,
    cacheable: CacheableRequest | undefined,
    beganMs: number,
  ): Promise<void> {
    const { request, response } = exchange;
    // The previous response may have left its idle timeout on the socket.
    const { socket } = request;
    if (socket.timeout !== undefined && socket.timeout > 0) socket.setTimeout(0);
    let head: ResponseHead = { status: 500, head: [] };
    try {
      const parts = await responder.respond(exchange, cacheable);
      head = parts;
      exchange.mustClose ||= !isListening();
      await sendResponse(parts, exchange);
    } catch (error) {
      ctx.log.error('sending a response failed', { ...describeRequest(request), error });
      response.destroy();
    } finally {
      note(exchange, head, beganMs);
    }
  }

  return {
    serve(request, response, expectsContinue) {
      const beganMs = performance.now();
      response.on('error', logBroken);
      const exchange: Exchange = {
        request,
        response,
        expectsContinue,
        bodyReadStarted: false,
        bodyUnparseable: false,
        idleTimeoutMs,
        mustClose: false,
        bytes,
        received: 0,
        sent: 0,
      };
      const connection = connectionOf(request.socket);
      if (mustReject(request)) return connection.serve(exchange, () => reject(exchange, beganMs));
      // With read secrets, the application checks the secret of each request.
      const isPublic = !ctx.access.isRestricted('read');
      const cacheable = isPublic ? toCacheableRequest(request) : undefined;
      if (cacheable !== undefined && serveImmediately(cacheable, connection, exchange, beganMs))
        return;
      connection.serve(exchange, () => running.add(serveQueued(exchange, cacheable, beganMs)));
    },
    finished: running.finished,
  };
}
