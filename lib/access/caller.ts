import { parseAuthorization } from '../http/authorization.ts';
import { instanceHeader, nodeHeader, offerHeader } from '../http/node-headers.ts';
import type { Access, Role } from './access.ts';
import { isNodeId } from './node-id.ts';

/** What of a request tells who sent it. */
export interface RequestSender {
  readonly headers: Pick<Headers, 'get'>;
}

/**
 * Tells whether a request comes from another node of the cluster. Where there are secrets saying so
 * is not enough.
 */
export function isFromPeer(request: RequestSender, access: Access): boolean {
  if (request.headers.get('user-agent')?.startsWith('cockatiel/') !== true) return false;
  const role = provingRole(access);
  return role === undefined || showsSecret(role, request, access);
}

/** Tells whether a peer only asks whether the file is here, and for good. */
export function isOffer(request: Request, access: Access): boolean {
  return request.headers.has(offerHeader) && isFromPeer(request, access);
}

/**
 * The process that sent a request, or its node id where it shows no instance; absent for clients
 * and peers of the Python version. Where a secret for writing stands in for that of the cluster
 * nobody's id counts: what came from a node is not sent to it, so a client could keep a deletion
 * from any node by that node's id.
 */
export function senderId(request: Request, access: Access): string | undefined {
  if (provingRole(access) === 'write') return undefined;
  const id = request.headers.get(instanceHeader) ?? request.headers.get(nodeHeader) ?? '';
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
export function showsSecret(role: Role, request: RequestSender, access: Access): boolean {
  const credential = parseAuthorization(request.headers.get('authorization'));
  return credential !== undefined && access.isSecret(role, credential);
}
