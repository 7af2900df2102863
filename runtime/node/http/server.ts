import { createServer, type Server } from 'node:http';
import type { Context } from '../../../lib/context.ts';
import type { LogFields } from '../../../lib/host/log.ts';
import { engine } from '../../engine/engine.ts';
import { limitConnections } from '../connection/connection-limit.ts';
import { trackConnections } from '../connection/connection-tracker.ts';
import { createConnections } from '../connection/connections.ts';
import type { Limits } from '../limits.ts';
import { connectRefusal, parserRefusal, sendRawResponse } from '../response/raw-response.ts';
import { describeRequest } from './describe-request.ts';
import { createRequestListener } from './request-listener.ts';
import type { RequestOptions } from './request-options.ts';

export interface HttpServerOptions extends RequestOptions {
  readonly maxConnections: number;
  readonly limits: Pick<Limits, 'maxHeaderBytes'>;
  /** How long a request's head may take, from its first byte or the connect; 30 s by default. */
  readonly headersTimeoutMs?: number;
  /** How long a connection may stay open between two requests. */
  readonly keepAliveTimeoutMs: number;
}

const defaultHeadersTimeoutMs = 30_000;
const checkIntervalMs = 1000;

export interface NodeServer {
  /** Not yet listening. */
  readonly server: Server;
  /** Stops accepting connections; the server emits `close` when the last one is closed. */
  close(): void;
  /** Resolves when no request is running any more. */
  finished(): Promise<void>;
}

/** Puts the application behind an HTTP server of Node's. */
export function createHttpServer(ctx: Context, options: HttpServerOptions): NodeServer {
  const { headersTimeoutMs = defaultHeadersTimeoutMs } = options;
  const server = createServer({
    // No limit: an upload may take long as long as bytes arrive, which the idle timeout ensures.
    requestTimeout: 0,
    headersTimeout: headersTimeoutMs,
    // Node counts the time for a head from its first byte, so this may well be the longer one.
    keepAliveTimeout: options.keepAliveTimeoutMs,
    maxHeaderSize: options.limits.maxHeaderBytes,
    connectionsCheckingInterval: Math.min(checkIntervalMs, headersTimeoutMs),
    noDelay: true,
    // The validator rejects a missing or repeated Host, so that the response has our headers.
    requireHostHeader: false,
  });
  // A client that has closed its side of the connection still gets its response. Node supports
  // this, but has no documented option for it. Deno would not notice clients that go away.
  Object.assign(server, { httpAllowHalfOpen: engine !== 'deno' });
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
  function noteUnread(status: number, fields: LogFields): void {
    options.traffic.note(undefined, status, 0);
    if (options.verbose === true) ctx.log.debug('request', { ...fields, status });
  }
  server.on('connect', (request, socket) => {
    // Node has detached this socket from its parser: a response that is still being sent on it
    // would hang, and its errors are no longer handled by Node.
    socket.on('error', (error) => ctx.log.debug('a connection broke', { error }));
    const connection = connectionOf(request.socket);
    if (connection.isBusy) socket.destroy();
    else
      connection.fail(() => {
        noteUnread(connectRefusal.status, describeRequest(request));
        return sendRawResponse(socket, connectRefusal);
      });
  });
  server.on('clientError', ({ code }: NodeJS.ErrnoException, socket) => {
    const connection = connectionOf(socket);
    const refuse = (): Promise<void> => {
      const refusal = parserRefusal(code);
      noteUnread(refusal.status, { code });
      return sendRawResponse(socket, refusal);
    };
    if (code === 'ERR_HTTP_REQUEST_TIMEOUT') connection.failOnHeadTimeout(headersTimeoutMs, refuse);
    else connection.fail(refuse);
  });
  return { server, close: () => connections.close(), finished };
}
