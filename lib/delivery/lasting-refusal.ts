import { LastingRefusalError } from './delivery-error.ts';
import type { IdentifiedResponse } from './peer.ts';

/** The same request may well be accepted later, or means that the peer's URL is wrong. */
const passing = new Set([401, 403, 404, 408, 409, 416, 421, 425, 429]);

/** What such a status means where no node says why: a proxy in front of it may have sent it. */
const explanations = new Map([
  [405, 'a proxy in front of it does not let this method through'],
  [413, 'the file is larger than it, or a proxy in front of it, allows'],
  [414, 'the name is longer than a proxy in front of it allows'],
  [431, 'the name is longer than it, or a proxy in front of it, allows'],
  [501, 'a proxy in front of it does not let this method through'],
]);

/**
 * The refusal of an operation that is not accepted before somebody changes the peer, such as its
 * limits or its disk; `undefined` for any other response.
 */
export function toLastingRefusal(response: IdentifiedResponse): LastingRefusalError | undefined {
  const { status, by, text } = response;
  const isLasting = status === 501 || (status >= 400 && status < 500 && !passing.has(status));
  if (!isLasting) return undefined;
  // A stranger may send back what it was sent.
  const why = (by === 'unidentified' ? undefined : text) ?? explanations.get(status);
  const message = `it responded ${status}${why === undefined ? '' : `: ${why}`}`;
  return new LastingRefusalError(message, status);
}
