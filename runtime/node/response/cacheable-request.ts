import type { IncomingMessage } from 'node:http';
import { maxHeaders } from '../limits.ts';

/** A GET or HEAD whose answer depends on nothing else than what is written here. */
export interface CacheableRequest {
  readonly method: 'GET' | 'HEAD';
  /** As it stands in the request line. */
  readonly target: string;
  /** `If-None-Match`, whatever it says. */
  readonly tag: string | undefined;
  /** Its one `Host`; `undefined` where there is none, or more than one. */
  readonly host: string | undefined;
}

/** A request that says more than this, in characters, is not worth remembering. */
const maxCharacters = 2048;
/** Headers that may change what is answered, or announce a body. */
const uncacheableHeaders = new Set([
  ...['range', 'if-range', 'if-match', 'if-modified-since', 'if-unmodified-since'],
  ...['content-length', 'transfer-encoding', 'expect', 'origin', 'service-worker'],
  ...['x-cockatiel-node', 'x-cockatiel-name'],
]);

/** Reads a request as a plain read; `undefined` when it may be more than that. */
export function toCacheableRequest(request: IncomingMessage): CacheableRequest | undefined {
  const { method, url: target = '', httpVersion, rawHeaders } = request;
  if ((method !== 'GET' && method !== 'HEAD') || httpVersion !== '1.1') return undefined;
  // For the guard to refuse.
  if (rawHeaders.length / 2 > maxHeaders) return undefined;
  let tag: string | undefined;
  let host: string | undefined;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] as string).toLowerCase();
    if (name === 'host') {
      host = rawHeaders[at + 1];
      hosts += 1;
    } else if (name === 'if-none-match') {
      if (tag !== undefined) return undefined;
      tag = rawHeaders[at + 1];
    } else if (uncacheableHeaders.has(name)) {
      return undefined;
    }
  }
  if (target.length + (tag?.length ?? 0) > maxCharacters) return undefined;
  return { method, target, tag, host: hosts === 1 ? host : undefined };
}
