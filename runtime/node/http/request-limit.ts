import type { IncomingMessage } from 'node:http';
import { HttpError } from '../../../lib/http/http-error.ts';
import type { Exchange } from '../connection/exchange.ts';
import { createUploadLimit } from './upload-limit.ts';

/**
 * Caps how many requests are worked on at once, and how many uploads wait for their clients.
 * Answers on their way out are not counted. Peers use the same room as clients, and where that is
 * full one of the same size of their own, so that clients can't keep them out.
 */
export interface RequestLimit {
  /**
   * Lets a request in, or says `false`. An operator's look at `/_status` is always let in: it shows
   * what is wrong, when something is, and costs next to nothing.
   */
  enter(exchange: Exchange): boolean;
  /**
   * Counts a request among the uploads from now on, and no more among those that are worked on;
   * `false` when there is no room for it there.
   */
  awaitBody(exchange: Exchange): boolean;
  /** The answer is known, or the client gone; nothing, for one that was not let in. */
  leave(exchange: Exchange): void;
}

/** `isPeer` is asked only where the common room is full. */
export function createRequestLimit(
  maxRequests: number,
  isPeer: (request: IncomingMessage) => boolean,
): RequestLimit {
  const working = new Set<Exchange>();
  const workingForPeers = new Set<Exchange>();
  const uploads = createUploadLimit(maxRequests);
  const uploadsByPeers = new Set<Exchange>();

  function enterPeer(exchange: Exchange, room: Set<Exchange>): boolean {
    if (room.size >= maxRequests || !isPeer(exchange.request)) return false;
    room.add(exchange);
    return true;
  }

  function leave(exchange: Exchange): void {
    if (working.delete(exchange) || workingForPeers.delete(exchange)) return;
    uploadsByPeers.delete(exchange);
    uploads.leave(exchange);
  }

  return {
    enter(exchange) {
      if (isLookAtStatus(exchange.request)) return true;
      if (working.size >= maxRequests) return enterPeer(exchange, workingForPeers);
      working.add(exchange);
      return true;
    },
    awaitBody(exchange) {
      leave(exchange);
      return uploads.enter(exchange) || enterPeer(exchange, uploadsByPeers);
    },
    leave,
  };
}

/** Tells whether a request only looks at how the node is. */
export function isLookAtStatus({ method, url = '' }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && /^\/_status(?:\?|$)/u.test(url);
}

/** What those are told that are not let in. */
export function tooManyRequests(): HttpError {
  const headers = { 'Retry-After': '1' };
  return new HttpError(503, 'Too many concurrent requests; retry later.', headers);
}
