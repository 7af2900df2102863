import type { PeerResponse } from '../delivery/peer-link.ts';
import { isUnauthorizedStatus, isUnavailableStatus } from '../delivery/response-status.ts';
import { crowdedReason } from '../http/node-headers.ts';

/**
 * What the response to a batch says of its operations: they have their responses, or this is the
 * response to each of them, or they must be sent alone: because there are too many batches, because
 * this one is too large, or because nobody there takes any.
 */
export function meaningOf({
  status,
  instance,
  reason,
}: PeerResponse): 'done' | 'for each' | 'crowded' | 'too large' | 'unable' {
  // It is too large for a proxy, or for a slow link.
  if (status === 413 || status === 408) return 'too large';
  if (reason === crowdedReason) return 'crowded';
  if (isUnavailableStatus(status)) return 'for each';
  // A proxy may refuse a method or a path that it does not know.
  if (instance === undefined) return 'unable';
  if (status === 200) return 'done';
  const isOfAll = isUnauthorizedStatus(status) || status === 421 || status >= 500;
  return isOfAll && status !== 501 ? 'for each' : 'unable';
}
