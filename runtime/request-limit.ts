import { HttpError } from '../lib/http-error.ts';
import type { Exchange } from './exchange.ts';

/** Caps how many requests are worked on at once; answers on their way out are not among them. */
export interface RequestLimit {
  /**
   * Lets a request in, or says `false`. An operator's look at `/_status` is always let in: it shows
   * what is wrong, when something is, and costs next to nothing.
   */
  enter(exchange: Exchange): boolean;
  /** The answer is known, or the client gone; nothing, for one that was not let in. */
  leave(exchange: Exchange): void;
}

export function createRequestLimit(maxRequests: number): RequestLimit {
  const inside = new Set<Exchange>();
  return {
    enter(exchange) {
      if (isLookAtStatus(exchange)) return true;
      if (inside.size >= maxRequests) return false;
      inside.add(exchange);
      return true;
    },
    leave: (exchange) => void inside.delete(exchange),
  };
}

function isLookAtStatus({ request: { method, url = '' } }: Exchange): boolean {
  return (method === 'GET' || method === 'HEAD') && /^\/_status(?:\?|$)/u.test(url);
}

/** What those are told that are not let in. */
export function tooManyRequests(): HttpError {
  const headers = { 'Retry-After': '1' };
  return new HttpError(503, 'The node serves as many requests as it may; come again.', headers);
}
