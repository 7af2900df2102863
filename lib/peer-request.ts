import { isNodeId } from './node-id.ts';

/** Tells whether a request says that it comes from another node of the cluster. */
export function isFromPeer(request: Request): boolean {
  return request.headers.get('user-agent')?.startsWith('cockatiel/') === true;
}

/** The id of the node that sent a request; absent for clients and peers of the original kind. */
export function senderId(request: Request): string | undefined {
  const id = request.headers.get('x-cockatiel-node') ?? '';
  return isFromPeer(request) && isNodeId(id) ? id : undefined;
}
