import { hostReason } from '../http/node-headers.ts';
import type { Responder } from './peer-identity.ts';
import type { PeerResponse } from './peer-link.ts';

/**
 * What `/_status` below a peer's URL shows. `node`: a node, which may refuse to show its status.
 * `legacy`: the Python version. `elsewhere`: a node that reads another path than the one meant.
 * `unidentified`: anything else.
 */
export type Standing = 'node' | 'legacy' | 'elsewhere' | 'unidentified';

/** Judges the response to a request for `/_status`. */
export function toStanding(response: PeerResponse & { by: Responder }): Standing {
  const { by, status, reason, isStatus } = response;
  if (by === 'unidentified') return isStatus === true ? 'legacy' : 'unidentified';
  if (reason === hostReason) return 'node';
  return status === 404 || status === 421 ? 'elsewhere' : 'node';
}
