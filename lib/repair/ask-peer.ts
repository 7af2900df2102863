import { DeliveryError, UnauthorizedError } from '../delivery/delivery-error.ts';
import type { Peer } from '../delivery/peer.ts';
import { isUnauthorizedStatus } from '../delivery/response-status.ts';
import { type ComparisonName, type OfBothSets, parseBothLists } from '../inventory/comparison.ts';

/** A server that does not know the route: the Python version, or an earlier version of this one. */
const unknownRouteStatuses = new Set([404, 405, 501]);

/**
 * Sends a peer a question about its sets. Returns numbers below the limits, or `undefined` where
 * the peer does not know the question. Rejects with a `DeliveryError` where it gives no result.
 */
export async function askPeer(
  peer: Peer,
  name: ComparisonName,
  bytes: Uint8Array<ArrayBuffer>,
  limits: OfBothSets<number>,
): Promise<OfBothSets<readonly number[]> | undefined> {
  const body = { sizeBytes: bytes.length, read: async () => bytes };
  const { by, status, text, content } = await peer.request({ method: 'POST', name, body });
  if (unknownRouteStatuses.has(status)) return undefined;
  const message = `it responded ${status}${text === undefined ? '' : `: ${text}`}`;
  if (isUnauthorizedStatus(status)) throw new UnauthorizedError(message, 'rejected');
  if (by === 'unidentified') throw new DeliveryError(`${message}, and is no node`, 'protocol');
  if (status !== 200) throw new DeliveryError(message, 'rejected');
  const lists = parseBothLists(content ?? '', limits);
  if (lists === undefined) throw new DeliveryError('its response is malformed', 'protocol');
  return lists;
}
