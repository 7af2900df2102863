import { createServer, type Server } from 'node:http';
import type { Context } from '../../../lib/context.ts';
import { limitConnections } from '../connection/connection-limit.ts';
import { trackConnections } from '../connection/connection-tracker.ts';
import { createConnections } from '../connection/connections.ts';
import { connectRefusal, parserRefusal, sendRawResponse } from '../response/raw-response.ts';
import { createRequestListener, type RequestListenerOptions } from './request-listener.ts';

export interface HttpServerOptions extends RequestListenerOptions {
  readonly maxConnections: number;
  /**
   * How long the head of a request may take from the first byte of it or of the connection; 30 s
   * by default.
   */
  readonly headersTimeoutMs?: number;
  /** How long a connection may stay open between two requests; 65 s by default. */
  readonly keepAliveTimeoutMs?: number;
}

const defaultHeadersTimeoutMs = 30_000;
/**
 * Longer than the 60 s of common proxies, so that they, not we, close a connection they may be
 * using.
 */
const defaultKeepAliveTimeoutMs = 65_000;
const checkIntervalMs = 1000;

export interface NodeServer {
  /** Not yet listening. */
  readonly server: Server;
  /** Takes no more connections; the server tells by `close` when the last one is gone. */
  close(): void;
  /** Resolves when no request is being served any more. */
  finished(): Promise<void>;
}

/** Binds the application to an HTTP server of Node's. */
export function createHttpServer(ctx: Context, options: HttpServerOptions): NodeServer {
  const { headersTimeoutMs = defaultHeadersTimeoutMs } = options;
  const { keepAliveTimeoutMs = defaultKeepAliveTimeoutMs } = options;
  const server = createServer({
    // Off: a long upload is welcome as long as bytes come, and the idle limit looks after that.
    requestTimeout: 0,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    maxHeaderSize: options.limits.maxHeaderBytes,
    connectionsCheckingInterval: Math.min(checkIntervalMs, headersTimeoutMs),
    noDelay: true,
    // A Host that is missing, or there twice, is refused by our own guard: in our own words and
    // with our headers.
    requireHostHeader: false,
  });
  // A client that has said all it wants to say still wants its answer. Node has this switch but
  // no option for it.
  Object.assign(server, { httpAllowHalfOpen: true });
  const connections = trackConnections(server);
  const { isReserved } = limitConnections(server, connections, options.maxConnections);
  const { of: connectionOf, open } = createConnections(connections.sockets, () =>
    performance.now(),
  );
  server.on('connection', open);
  const parts = { connectionOf, isReserved, isListening: () => server.listening };
  const { serve, finished } = createRequestListener(ctx, parts, options);
  server.on('request', (request, response) => serve(request, response, false));
  server.on('checkContinue', (request, response) => serve(request, response, true));
  server.on('checkExpectation', (request, response) => serve(request, response, false));
  server.on('connect', ({ socket: own }, socket) => {
    // Node has let go of this socket: answers before this one would hang on it, and its errors
    // are ours.
    socket.on('error', (error) => ctx.log.debug('a connection broke', { error }));
    const connection = connectionOf(own);
    if (connection.isBusy) socket.destroy();
    else connection.fail(() => sendRawResponse(socket, connectRefusal));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    const connection = connectionOf(socket);
    const refuse = (): Promise<void> => sendRawResponse(socket, parserRefusal(error.code));
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') connection.expire(headersTimeoutMs, refuse);
    else connection.fail(refuse);
  });
  return { server, close: () => connections.close(), finished };
}
