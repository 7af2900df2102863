import type { Access, Role } from './context.ts';
import { parseCredential } from './credential.ts';
import { isNodeId } from './node-id.ts';

/** The header by which a node of this program names itself, in requests and in answers. */
export const nodeHeader = 'X-Cockatiel-Node';

/** The header of a PUT that offers a file, and sends none of it. */
export const offerHeader = 'X-Cockatiel-Offer';

/**
 * Tells whether a request comes from another node of the cluster. Where there are secrets saying so
 * is not enough.
 */
export function isFromPeer(request: Request, access: Access): boolean {
  if (request.headers.get('user-agent')?.startsWith('cockatiel/') !== true) return false;
  const role = provingRole(access);
  return role === undefined || showsSecret(role, request, access);
}

/** Tells whether a peer only asks whether the file is here, and for good. */
export function isOffer(request: Request, access: Access): boolean {
  return request.headers.has(offerHeader) && isFromPeer(request, access);
}

/** The id of the node that sent a request; absent for clients and peers of the original kind. */
export function senderId(request: Request, access: Access): string | undefined {
  const id = request.headers.get(nodeHeader) ?? '';
  return isNodeId(id) && isFromPeer(request, access) ? id : undefined;
}

/**
 * The role whose secret a peer must show: that of the cluster or, where it has none, that of
 * whoever writes. `undefined` where everybody's word is taken.
 */
function provingRole(access: Access): Role | undefined {
  if (access.isRestricted('cluster')) return 'cluster';
  return access.isRestricted('write') ? 'write' : undefined;
}

/** Tells whether a request carries one of a role's secrets. */
export function showsSecret(role: Role, request: Request, access: Access): boolean {
  const credential = parseCredential(request.headers.get('authorization'));
  return credential !== undefined && access.isSecret(role, credential);
}
