import type { ServerResponse } from 'node:http';
import type { Context } from '../../../lib/context.ts';
import type { Exchange, FrameworkRequest } from '../connection/exchange.ts';
import { defaultOptions } from '../default-options.ts';
import { createTraffic } from '../metrics/traffic.ts';
import { createResponseCache } from '../response/response-cache.ts';
import type { ResponseParts } from '../response/response-parts.ts';
import { sendResponse } from '../response/send-response.ts';
import { describeRequest } from './describe-request.ts';
import { createErrorResponder } from './error-responder.ts';
import { createClientFinder } from './find-client.ts';
import { findRoute } from './find-route.ts';
import { createResponder } from './responder.ts';

/** An `IncomingMessage` of `node:http`, for who has no types of Node's. */
export interface NodeRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
}

/** A `ServerResponse` of `node:http`. */
export interface NodeResponse {
  readonly headersSent: boolean;
}

/** Serves a request of Node's HTTP server; resolves when it is over, and never rejects. */
export type NodeHandler = (request: NodeRequest, response: NodeResponse) => Promise<void>;

export interface NodeHandlerOptions {
  /** How long a client may take nothing of a response; 60 s by default. */
  readonly idleTimeoutMs?: number;
  /**
   * Addresses and CIDR blocks of the proxies in front of your server; by default none is believed
   * when it says in `X-Forwarded-For` where its client is.
   */
  readonly trustedProxies?: readonly string[];
}

/**
 * Puts the application of a node behind an HTTP server of yours, or a framework on one, such as
 * Express. An upload whose body something else has read, such as a parser of forms, is a 500, and
 * logged. In `app.use` of Express, too, a `mount` is a part of the path. How many connections there
 * are, and how long a head may take, is the server's affair.
 *
 * @example
 * createServer(createNodeHandler(await createMemoryContext())).listen(8080);
 */
export function createNodeHandler(ctx: Context, options: NodeHandlerOptions = {}): NodeHandler {
  const { idleTimeoutMs = defaultOptions.idleTimeoutMs } = options;
  const { storage, tombstones } = ctx;
  const cache = createResponseCache({ maxBytes: 0, storage, tombstones, nowMs: () => 0 });
  const findClient = createClientFinder(options.trustedProxies);
  const traffic = createTraffic();
  const responder = createResponder(ctx, { cache, idleTimeoutMs, traffic, findClient });
  const respondWithError = createErrorResponder(ctx);

  async function respond(exchange: Exchange): Promise<ResponseParts> {
    const { request } = exchange;
    const isTaken = request.readableDidRead && findRoute(request, ctx)?.readsBody === true;
    if (!isTaken) return await responder.respond(exchange, undefined);
    return await respondWithError(new Error('the body was read before the node saw it'), request);
  }

  return async (given, to) => {
    const [request, response] = [given as FrameworkRequest, to as ServerResponse];
    // A mount begins the path that the client sent, also where the framework has taken it off.
    if (ctx.config.mount !== undefined) request.url = request.originalUrl ?? request.url;
    response.on('error', (error) => ctx.log.debug('a connection broke', { error }));
    // The server has sent `100 Continue` by now to a client that waits for it.
    const body = { expectsContinue: false, bodyReadStarted: false, bodyUnparseable: false };
    const bytes = { received: 0, sent: 0 };
    const count = { bytes, received: 0, sent: 0 };
    const exchange = { request, response, ...body, idleTimeoutMs, mustClose: false, ...count };
    try {
      await sendResponse(await respond(exchange), exchange);
    } catch (error) {
      ctx.log.error('sending a response failed', { ...describeRequest(request), error });
      response.destroy();
    }
  };
}
