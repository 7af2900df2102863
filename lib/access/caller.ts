import { parseAuthorization } from '../http/authorization.ts';
import { instanceHeader, nodeHeader, offerHeader } from '../http/node-headers.ts';
import type { Access, Caller, Role } from './access.ts';
import { isNodeId } from './node-id.ts';

const noRoles: ReadonlySet<Role> = new Set();

/**
 * Finds out who sent a request, from its headers. A peer is known by its `User-Agent`; where the
 * cluster or its writers have secrets it must also send one of those. Computes one HMAC at most,
 * and none for a request without a credential.
 */
export function identifyCaller(headers: Pick<Headers, 'get'>, access: Access): Caller {
  const credential = parseAuthorization(headers.get('authorization'));
  const roles = credential === undefined ? noRoles : access.rolesOf(credential);
  const role = peerRole(access);
  const isPeer =
    headers.get('user-agent')?.startsWith('cockatiel/') === true &&
    (role === undefined || roles.has(role));
  if (!isPeer) return { roles, isPeer, isOffer: false, nodeId: undefined, senderId: undefined };
  const nodeId = headers.get(nodeHeader);
  // Where the secret of writers stands in for that of the cluster, any writer can send any id.
  // Operations are not sent back to their sender, so a writer could keep a deletion from any node.
  const senderId = role === 'write' ? null : (headers.get(instanceHeader) ?? nodeId);
  return {
    roles,
    isPeer,
    isOffer: headers.get(offerHeader) !== null,
    nodeId: idFrom(nodeId),
    senderId: idFrom(senderId),
  };
}

/**
 * The role whose secret makes a peer: the cluster's or, if it has none, the writers'. `undefined`
 * where neither has secrets, and every peer is believed.
 */
function peerRole(access: Access): Role | undefined {
  if (access.isRestricted('cluster')) return 'cluster';
  return access.isRestricted('write') ? 'write' : undefined;
}

function idFrom(text: string | null): string | undefined {
  return text !== null && isNodeId(text) ? text : undefined;
}
