import { isNodeId } from './node-id.ts';

/** Tells whether a request says that it comes from another node of the cluster. */
export function isFromPeer(request: Request): boolean {
  return request.headers.get('user-agent')?.startsWith('cockatiel/') === true;
}

/** The header of a PUT that offers a file, and sends none of it. */
export const offerHeader = 'X-Cockatiel-Offer';

/** Tells whether a peer only asks whether the file is here, and for good. */
export function isOffer(request: Request): boolean {
  return isFromPeer(request) && request.headers.has(offerHeader);
}

/** The id of the node that sent a request; absent for clients and peers of the original kind. */
export function senderId(request: Request): string | undefined {
  const id = request.headers.get('x-cockatiel-node') ?? '';
  return isFromPeer(request) && isNodeId(id) ? id : undefined;
}
