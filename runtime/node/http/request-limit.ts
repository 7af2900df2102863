import type { IncomingMessage } from 'node:http';
import { HttpError } from '../../../lib/http/http-error.ts';
import type { Exchange } from '../connection/exchange.ts';
import { findRoute } from './find-route.ts';
import { createUploadLimit } from './upload-limit.ts';

/**
 * Limits how many requests are served concurrently, and how many uploads wait for their clients.
 * Responses that are being sent are not counted. Peers share the places of clients. When those are
 * taken, peers have as many places of their own, so that clients can't keep them out.
 */
export interface RequestLimit {
  /** Admits a request, or returns `false`. Routes that are not limited are always admitted. */
  enter(exchange: Exchange): boolean;
  /**
   * Counts a request among the waiting uploads from now on, and no longer among the requests being
   * served. Returns `false` if there is no place for it there.
   */
  awaitBody(exchange: Exchange): boolean;
  /** The response is known, or the client gone. Does nothing for a request that is not counted. */
  leave(exchange: Exchange): void;
}

/** Creates a limit. `isPeer` is called only when the common places are taken. */
export function createRequestLimit(
  maxRequests: number,
  isPeer: (exchange: Exchange) => boolean,
): RequestLimit {
  const serving = new Set<Exchange>();
  const servingPeers = new Set<Exchange>();
  const uploads = createUploadLimit(maxRequests);
  const uploadsByPeers = new Set<Exchange>();

  function enterPeer(exchange: Exchange, places: Set<Exchange>): boolean {
    if (places.size >= maxRequests || !isPeer(exchange)) return false;
    places.add(exchange);
    return true;
  }

  function leave(exchange: Exchange): void {
    if (serving.delete(exchange) || servingPeers.delete(exchange)) return;
    uploadsByPeers.delete(exchange);
    uploads.leave(exchange);
  }

  return {
    enter(exchange) {
      if (!isLimited(exchange.request)) return true;
      if (serving.size >= maxRequests) return enterPeer(exchange, servingPeers);
      serving.add(exchange);
      return true;
    },
    awaitBody(exchange) {
      leave(exchange);
      return uploads.enter(exchange) || enterPeer(exchange, uploadsByPeers);
    },
    leave,
  };
}

/** Whether the limits count a request; they do if no route serves it. */
export function isLimited(request: IncomingMessage): boolean {
  return findRoute(request)?.isLimited !== false;
}

/** The response to a request beyond a limit. */
export function tooManyRequests(): HttpError {
  return new HttpError(503, 'Too many concurrent requests; retry later.', { 'Retry-After': '1' });
}
