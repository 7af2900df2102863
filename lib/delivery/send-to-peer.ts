import { ObjectStoreError } from '../errors/domain-errors.ts';
import { errorCode } from '../errors/error-code.ts';
import { CorruptFileError } from '../storage/verification.ts';
import { DeliveryError } from './delivery-error.ts';
import type { PeerLink, PeerRequest, PeerResponse } from './peer-link.ts';

/** Nothing listens there, or there is no route. */
const unreachableCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
]);
/** What TLS says of a certificate: no other operation would get through either. */
const certificateCode = /CERT|^UNABLE_TO_|^ERR_TLS_/u;

/**
 * Sends a request over a peer's link. Rejects with a `DeliveryError` when no response comes, with
 * another error when this node could not read the body.
 */
export async function sendToPeer(link: PeerLink, request: PeerRequest): Promise<PeerResponse> {
  try {
    return await link.send(request);
  } catch (error) {
    // A link that knows more of its peer says so itself.
    if (error instanceof DeliveryError) throw error;
    const code = errorCode(error);
    // A network does not fail like this: it was this node's disk, in the middle of the body.
    if (error instanceof CorruptFileError || code === 'EIO') throw error;
    // Nor like this: it was the bucket that this node keeps its files in.
    if (error instanceof ObjectStoreError) throw error;
    const isUnreachable =
      code !== undefined && (unreachableCodes.has(code) || certificateCode.test(code));
    // When several addresses were tried in vain, the error has a list of causes and no message.
    const message = (error instanceof Error && error.message) || code || String(error);
    throw new DeliveryError(message, isUnreachable ? 'unreachable' : 'protocol');
  }
}
