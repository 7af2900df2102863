import type { IncomingMessage } from 'node:http';
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
import { clientOf } from './find-client.ts';
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
export function createResponder(ctx: Context, options: RequestOptions): Responder {
  const { cache, traffic, findClient } = options;
  const application = createApplication(ctx, findClient);
  const readPlainly = createPlainReads(ctx);
  const respondWithError = createErrorResponder(ctx);

  /** A cacheable request for the same host as the last valid one has nothing left to validate. */
  function isKnownToBeValid({ host }: CacheableRequest): boolean {
    return host !== undefined && ctx.admission.isLastHost(host);
  }

  /** Asks the cache, then the disk, then the application. */
  async function respondToRead(
    exchange: Exchange,
    cacheable: CacheableRequest,
  ): Promise<ResponseParts> {
    const isStale = cache.isStale(cacheable);
    const cached = isStale ? await cache.getRevalidated(cacheable) : cache.get(cacheable);
    if (cached !== undefined) {
      traffic.cacheHits += 1;
      return cached;
    }
    // A peer gets nothing that is not durable yet.
    const isPeer = callerOf(exchange, ctx.access).isPeer;
    const plain = isPeer ? undefined : await readPlainly(cacheable, clientOf(exchange, findClient));
    const response = plain ?? (await application(exchange));
    if (isBuffered(response)) cache.set(cacheable, response);
    return response;
  }

  function validate(request: IncomingMessage, cacheable: CacheableRequest | undefined): void {
    if (cacheable === undefined || !isKnownToBeValid(cacheable)) validateMessage(request, ctx);
  }

  return {
    respondImmediately: (cacheable) =>
      isKnownToBeValid(cacheable) ? cache.get(cacheable) : undefined,
    async respond(exchange, cacheable) {
      // It may have waited behind others of its connection while secrets were introduced.
      const isPublic = !ctx.access.isRestricted('read');
      const read = isPublic ? cacheable : undefined;
      try {
        validate(exchange.request, read);
        return await (read === undefined ? application(exchange) : respondToRead(exchange, read));
      } catch (error) {
        exchange.mustClose = true;
        return await respondWithError(error, exchange.request);
      }
    },
    rejectOverload: ({ request }) => respondWithError(tooManyRequests(), request),
  };
}
