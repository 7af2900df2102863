import type { Context } from '../../../lib/context.ts';
import { tooManyRequests } from '../../../lib/requests/admission.ts';
import type { Exchange } from '../connection/exchange.ts';
import type { CacheableRequest } from '../response/cacheable-request.ts';
import { createPlainReads } from '../response/plain-reads.ts';
import {
  type BufferedResponse,
  isBuffered,
  type ResponseParts,
} from '../response/response-parts.ts';
import { createApplication } from './application.ts';
import { callerOf } from './caller-of.ts';
import { createErrorResponder } from './error-responder.ts';
import type { RequestOptions } from './request-options.ts';
import { validateMessage } from './request-validator.ts';

/** Finds the response to a request; sending it is not its business. */
export interface Responder {
  /** Returns the response if that is possible at once: it is cached, and the request is valid. */
  respondImmediately(cacheable: CacheableRequest): BufferedResponse | undefined;
  /**
   * Validates the request, then asks the cache, then the application. `cacheable` is `undefined` if
   * the cache must not be used. Errors become responses; after an invalid request `mustClose` is
   * set.
   */
  respond(exchange: Exchange, cacheable: CacheableRequest | undefined): Promise<ResponseParts>;
  /** The response to a request that is rejected because there are too many connections. */
  rejectOverload(exchange: Exchange): Promise<ResponseParts>;
}

/** Creates the responder of a server. */
export function createResponder(ctx: Context, { cache, traffic }: RequestOptions): Responder {
  const application = createApplication(ctx);
  const readPlainly = createPlainReads(ctx);
  const respondWithError = createErrorResponder(ctx);

  /** A cacheable request for the same host as the last valid one has nothing left to validate. */
  function isKnownToBeValid({ host }: CacheableRequest): boolean {
    return host !== undefined && ctx.admission.isLastHost(host);
  }

  async function respondAnew(
    exchange: Exchange,
    cacheable: CacheableRequest | undefined,
  ): Promise<ResponseParts> {
    // A peer gets nothing that is not durable yet.
    if (cacheable !== undefined && !callerOf(exchange, ctx.access).isPeer) {
      const plain = await readPlainly(cacheable, exchange.request.socket.remoteAddress);
      if (plain !== undefined) return plain;
    }
    return await application(exchange);
  }

  async function tryRespond(
    exchange: Exchange,
    cacheable: CacheableRequest | undefined,
  ): Promise<ResponseParts> {
    const { request } = exchange;
    if (cacheable === undefined || !isKnownToBeValid(cacheable)) validateMessage(request, ctx);
    const cached = cacheable && (await cache.getRevalidated(cacheable));
    if (cached !== undefined) {
      traffic.cacheHits += 1;
      return cached;
    }
    const response = await respondAnew(exchange, cacheable);
    if (cacheable !== undefined && isBuffered(response)) cache.set(cacheable, response);
    return response;
  }

  return {
    respondImmediately: (cacheable) =>
      isKnownToBeValid(cacheable) ? cache.get(cacheable) : undefined,
    async respond(exchange, cacheable) {
      // It may have waited behind others of its connection while secrets were introduced.
      const isPublic = !ctx.access.isRestricted('read');
      try {
        return await tryRespond(exchange, isPublic ? cacheable : undefined);
      } catch (error) {
        exchange.mustClose = true;
        return await respondWithError(error, exchange.request);
      }
    },
    rejectOverload: ({ request }) => respondWithError(tooManyRequests(), request),
  };
}
