import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { createServerAdapter } from '@whatwg-node/server';
import { addCommonHeaders } from '../../../handlers/common-headers.ts';
import { addCorsHeaders } from '../../../handlers/cors.ts';
import { errorResponse } from '../../../handlers/error-response.ts';
import { handle } from '../../../handlers/router.ts';
import { isFromPeer } from '../../../lib/access/caller.ts';
import type { Context } from '../../../lib/context.ts';
import { withoutUser } from '../../../lib/delivery/peer-url.ts';
import type { LogFields } from '../../../lib/host/log.ts';
import { parseRequestTarget } from '../../../lib/http/request-target.ts';
import type { Connection } from '../connection/connection.ts';
import type { Exchange } from '../connection/exchange.ts';
import type { Limits } from '../limits.ts';
import { type CacheableRequest, toCacheableRequest } from '../response/cacheable-request.ts';
import type { ResponseCache } from '../response/response-cache.ts';
import { isWhole, type ResponseParts, toResponseParts } from '../response/response-parts.ts';
import { sendAndClose, sendAtOnce, sendResponse } from '../response/send-response.ts';
import { createAllowsHost } from './allowed-hosts.ts';
import { createArrivalRate } from './body-rate.ts';
import { createRequestBody } from './request-body.ts';
import { createRequestLimit, isLookAtStatus, tooManyRequests } from './request-limit.ts';
import { createRequestGuard } from './validate-request.ts';

export interface RequestListenerOptions {
  /** How long a client may send, or take, nothing in the middle of a request. */
  readonly idleTimeoutMs: number;
  readonly limits: Limits;
  /** How long a body is waited for before its rate is judged; 30 s by default. */
  readonly rateWindowMs?: number;
  /** Hosts that requests may name beside that of the public URL; `*` for all. */
  readonly allowedHosts?: readonly string[];
  /** Whether every request is logged. */
  readonly verbose?: boolean;
  /** Answers in front of the application. */
  readonly cache: ResponseCache;
}

/** What the listener needs of the server. */
export interface ServerParts {
  readonly connectionOf: (socket: Duplex) => Connection;
  /** Whether a connection is only for peers and for looks at the status. */
  readonly isReserved: (socket: Socket) => boolean;
  readonly isListening: () => boolean;
}

export interface RequestListener {
  serve(request: IncomingMessage, response: ServerResponse, expectsContinue: boolean): void;
  /** Resolves when no request is being served any more. */
  finished(): Promise<void>;
}

const defaultRateWindowMs = 30_000;

/**
 * The adapter makes the Fetch request; sending is ours, because the adapter's own loses errors in
 * mid-body. A read whose answer is in the cache is answered before any of that.
 */
export function createRequestListener(
  ctx: Context,
  { connectionOf, isReserved, isListening }: ServerParts,
  options: RequestListenerOptions,
): RequestListener {
  const { idleTimeoutMs, limits, rateWindowMs, allowedHosts, verbose, cache } = options;
  const { minBytesPerSecond } = limits;
  const windowMs = rateWindowMs ?? defaultRateWindowMs;
  const nowMs = (): number => performance.now();
  const adapter = createServerAdapter((request: Request) => handle(request, ctx));
  const guard = createRequestGuard(createAllowsHost(ctx.config.publicUrl, allowedHosts ?? []));
  const limit = createRequestLimit(limits.maxRequests, isPeer);
  const running = new Set<Promise<void>>();
  const noteBroken = (error: Error): void => ctx.log.debug('a connection broke', { error });

  function noteRequest(request: IncomingMessage, status: number): void {
    if (verbose === true) ctx.log.debug('request', describe(request, status));
  }

  async function answer(
    exchange: Exchange,
    read: CacheableRequest | undefined,
  ): Promise<ResponseParts> {
    const { request, response } = exchange;
    try {
      // A plain read for the same host as the last request has nothing that could be refused.
      if (read?.host === undefined || !guard.isLastHost(read.host)) guard.check(request);
      const known = read && (await cache.getRevalidated(read));
      if (known !== undefined) return known;
      if (!limit.enter(exchange)) return await refuse(tooManyRequests(), exchange);
      request.url = parseRequestTarget(request.method ?? '', request.url ?? '');
      // The only handler that reads a body: for all others it need not be made.
      if (request.method === 'PUT') {
        const mayWait = (): boolean => limit.awaitBody(exchange);
        const rate = createArrivalRate({ minBytesPerSecond, windowMs, nowMs });
        Object.assign(request, { body: createRequestBody(exchange, rate, mayWait) });
      }
      const fetched = await adapter.handleNodeRequestAndResponse(request, response);
      const result = await toResponseParts(fetched, request.method);
      if (read !== undefined && isWhole(result)) cache.set(read, result);
      return result;
    } catch (error) {
      exchange.mustClose = true;
      return await refuse(error, exchange);
    }
  }

  function isPeer({ headers }: IncomingMessage): boolean {
    return isFromPeer(
      { headers: { get: (name) => headers[name]?.toString() ?? null } },
      ctx.access,
    );
  }

  async function refuse(error: unknown, { request }: Exchange): Promise<ResponseParts> {
    const { method = '', headers } = request;
    const refusal = addCommonHeaders(errorResponse(error, ctx.log), ctx.config);
    addCorsHeaders(refusal, method, headers.origin ?? null, ctx.config);
    return await toResponseParts(refusal, method);
  }

  /** Beyond the cap of connections there is room for those only without whom nothing is mended. */
  function isTurnedAway(request: IncomingMessage): boolean {
    return isReserved(request.socket) && !isLookAtStatus(request) && !isPeer(request);
  }

  async function turnAway(exchange: Exchange): Promise<void> {
    const refusal = await refuse(tooManyRequests(), exchange);
    if (isWhole(refusal)) sendAndClose(refusal, exchange);
  }

  async function serve(exchange: Exchange, read: CacheableRequest | undefined): Promise<void> {
    const { socket } = exchange.request;
    // The answer before this one may have left its own limit.
    if (socket.timeout !== undefined && socket.timeout > 0) socket.setTimeout(0);
    try {
      const result = await answer(exchange, read);
      // A client that is slow to take it, or to leave, keeps nobody out.
      limit.leave(exchange);
      exchange.mustClose ||= !isListening();
      noteRequest(exchange.request, result.status);
      await sendResponse(result, exchange);
    } catch (error) {
      ctx.log.error('an answer broke off', { ...describe(exchange.request), error });
      exchange.response.destroy();
    }
  }

  return {
    serve(request, response, expectsContinue) {
      response.on('error', noteBroken);
      const exchange: Exchange = {
        request,
        response,
        expectsContinue,
        bodyReadStarted: false,
        bodyUnparseable: false,
        idleTimeoutMs,
        mustClose: false,
      };
      const connection = connectionOf(request.socket);
      if (isTurnedAway(request)) return connection.serve(exchange, () => turnAway(exchange));
      // Where reading takes a secret, each reader's is looked at.
      const read = ctx.access.isRestricted('read') ? undefined : toCacheableRequest(request);
      if (read?.host !== undefined && guard.isLastHost(read.host) && isListening()) {
        const known = connection.isBusy ? undefined : cache.get(read);
        if (known !== undefined) {
          noteRequest(request, known.status);
          connection.trackImmediate(response);
          return sendAtOnce(known, exchange);
        }
      }
      connection.serve(exchange, () => {
        const work = serve(exchange, read).finally(() => running.delete(work));
        running.add(work);
        return work;
      });
    },
    async finished() {
      await Promise.all(running);
    },
  };
}

/** For the log: without a query, which may be a signature that is still good, and any password. */
function describe({ method, url = '' }: IncomingMessage, status?: number): LogFields {
  const end = url.indexOf('?');
  const target = end === -1 ? url : url.slice(0, end);
  return { method, url: target.startsWith('/') ? target : withoutUser(target), status };
}
