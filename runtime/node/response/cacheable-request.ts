import type { IncomingMessage } from 'node:http';
import { maxHeaders } from '../limits.ts';

/** A GET or HEAD whose response depends on nothing but the file and these properties. */
export interface CacheableRequest {
  readonly method: 'GET' | 'HEAD';
  /** The request target, unchanged from the request line. */
  readonly target: string;
  /** The value of `If-None-Match`, unparsed. */
  readonly ifNoneMatch: string | undefined;
  /** The value of `Host`; `undefined` if there is none, or more than one. */
  readonly host: string | undefined;
}

/** A target and `If-None-Match` longer than this together are not worth the memory. */
const maxCharacters = 2048;
/** Headers that may change the response, or that announce a body. */
const uncacheableHeaders = new Set([
  ...['range', 'if-range', 'if-match', 'if-modified-since', 'if-unmodified-since'],
  ...['content-length', 'transfer-encoding', 'expect', 'origin', 'service-worker'],
  ...['x-cockatiel-node', 'x-cockatiel-name', 'cockatiel-copies'],
]);

/** Returns what a cached response is found by; `undefined` if the cache must not be used. */
export function toCacheableRequest(request: IncomingMessage): CacheableRequest | undefined {
  const { method, url: target = '', httpVersion, rawHeaders } = request;
  if ((method !== 'GET' && method !== 'HEAD') || httpVersion !== '1.1') return undefined;
  // Validation rejects this one.
  if (rawHeaders.length / 2 > maxHeaders) return undefined;
  let ifNoneMatch: string | undefined;
  let host: string | undefined;
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = (rawHeaders[index] as string).toLowerCase();
    if (name === 'host') {
      host = rawHeaders[index + 1];
      hosts += 1;
    } else if (name === 'if-none-match') {
      if (ifNoneMatch !== undefined) return undefined;
      ifNoneMatch = rawHeaders[index + 1];
    } else if (uncacheableHeaders.has(name)) {
      return undefined;
    }
  }
  if (target.length + (ifNoneMatch?.length ?? 0) > maxCharacters) return undefined;
  return { method, target, ifNoneMatch, host: hosts === 1 ? host : undefined };
}
