import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServerAdapter } from '@whatwg-node/server';
import { addCommonHeaders } from '../handlers/common-headers.ts';
import { errorResponse } from '../handlers/error-response.ts';
import { handle } from '../handlers/router.ts';
import type { Context } from '../lib/context.ts';
import { parseRequestTarget } from '../lib/request-target.ts';
import { connectionOf } from './connection.ts';
import { limitConnections } from './connection-limit.ts';
import type { Exchange } from './exchange.ts';
import { answerRaw, connectRefusal, parserRefusal } from './raw-answer.ts';
import { createRequestBody } from './request-body.ts';
import { guardRequest } from './request-guard.ts';
import { sendResponse } from './send-response.ts';

export interface NodeServerOptions {
  /** How long a client may send, or take, nothing in the middle of a request. */
  readonly idleTimeoutMs: number;
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
  /** Resolves when no request is being served any more. */
  finished(): Promise<void>;
}

/** Binds the application to an HTTP server of Node's. */
export function createNodeServer(ctx: Context, options: NodeServerOptions): NodeServer {
  const { headersTimeoutMs = defaultHeadersTimeoutMs } = options;
  const { keepAliveTimeoutMs = defaultKeepAliveTimeoutMs } = options;
  const server = createServer({
    // Off: a long upload is welcome as long as bytes come, and the idle limit looks after that.
    requestTimeout: 0,
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: keepAliveTimeoutMs,
    connectionsCheckingInterval: Math.min(checkIntervalMs, headersTimeoutMs),
    noDelay: true,
    // A Host that is missing, or there twice, is refused by our own guard: in our own words and
    // with our headers.
    requireHostHeader: false,
  });
  // A client that has said all it wants to say still wants its answer. Node has this switch but
  // no option for it.
  Object.assign(server, { httpAllowHalfOpen: true });
  limitConnections(server, options.maxConnections);
  const running = new Set<Promise<void>>();
  const serve = createListener(ctx, server, running, options);
  server.on('request', (request, response) => serve(request, response, false));
  server.on('checkContinue', (request, response) => serve(request, response, true));
  server.on('checkExpectation', (request, response) => serve(request, response, false));
  server.on('connect', (_request, socket) => {
    // Node has let go of this socket: answers before this one would hang on it, and its errors
    // are ours.
    socket.on('error', (error) => ctx.log.debug('a connection broke', { error }));
    const connection = connectionOf(socket);
    if (connection.isBusy) socket.destroy();
    else connection.fail(() => answerRaw(socket, connectRefusal));
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    connectionOf(socket).fail(() => answerRaw(socket, parserRefusal(error.code)));
  });
  return {
    server,
    async finished() {
      await Promise.all(running);
    },
  };
}

type Listener = (
  request: IncomingMessage,
  response: ServerResponse,
  expectsContinue: boolean,
) => void;

/**
 * The adapter makes the Fetch request; sending is ours, because the adapter's own loses errors in
 * mid-body.
 */
function createListener(
  ctx: Context,
  server: Server,
  running: Set<Promise<void>>,
  { idleTimeoutMs }: NodeServerOptions,
): Listener {
  const adapter = createServerAdapter((request: Request) => handle(request, ctx));

  async function answer(exchange: Exchange): Promise<Response> {
    const { request, response } = exchange;
    try {
      guardRequest(request);
      request.url = parseRequestTarget(request.method ?? '', request.url ?? '');
    } catch (error) {
      exchange.mustClose = true;
      return addCommonHeaders(errorResponse(error, ctx.log), ctx.config);
    }
    // The only handler that reads a body: for all others it need not be made.
    if (request.method === 'PUT') Object.assign(request, { body: createRequestBody(exchange) });
    return await adapter.handleNodeRequestAndResponse(request, response);
  }

  async function serve(exchange: Exchange): Promise<void> {
    const { method, url, socket } = exchange.request;
    // The answer before this one may have left its own limit.
    socket.setTimeout(0);
    try {
      const result = await answer(exchange);
      exchange.mustClose ||= !server.listening;
      ctx.log.debug('request', { method, url, status: result.status });
      await sendResponse(result, exchange);
    } catch (error) {
      ctx.log.error('an answer broke off', { method, url, error });
      exchange.response.destroy();
    }
    // After `close` an idle connection would hold up the end of the process.
    if (!server.listening) server.closeIdleConnections();
  }

  return (request, response, isBodyAwaited) => {
    response.on('error', (error) => ctx.log.debug('a connection broke', { error }));
    const exchange: Exchange = {
      request,
      response,
      isBodyAwaited,
      isBodyBegun: false,
      isBodyBroken: false,
      idleTimeoutMs,
      mustClose: false,
    };
    connectionOf(request.socket).serve(exchange, () => {
      const work = serve(exchange).finally(() => running.delete(work));
      running.add(work);
      return work;
    });
  };
}
