import type { PeerRequest, PeerResponse } from './peer-link.ts';
import { isUnauthorizedStatus } from './response-status.ts';

/** Whether a peer lets this node write, as far as its responses have shown. */
export interface PeerAccess {
  /** The status of the last rejection, if nothing was let through since. */
  readonly refusal: number | undefined;
  /** Whether the process that gave this response is known to let this node write. */
  isGrantedBy(response: PeerResponse): boolean;
  /** Notes the response to a request. */
  note(request: PeerRequest, response: PeerResponse): void;
}

/** These come after the secret was found to be good; others may come before. */
const passed = new Set([200, 201, 302, 404, 409]);

/** Creates the access to a peer that has not responded yet. */
export function createPeerAccess(): PeerAccess {
  let refusal: number | undefined;
  let grantedBy: string | undefined;
  return {
    get refusal() {
      return refusal;
    },
    isGrantedBy(response) {
      return grantedBy !== undefined && grantedBy === processOf(response);
    },
    note({ method }, response) {
      const { status } = response;
      // Reading may be open to everybody.
      if (method === 'GET' || method === 'HEAD') return;
      if (isUnauthorizedStatus(status)) {
        refusal = status;
        grantedBy = undefined;
      } else if (passed.has(status)) {
        refusal = undefined;
        grantedBy = processOf(response);
      }
    },
  };
}

/** A node of 1.0.0 shows its id only. */
function processOf({ instance, nodeId }: PeerResponse): string | undefined {
  return instance ?? nodeId;
}
