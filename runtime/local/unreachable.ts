import { DeliveryError } from '../../lib/delivery/delivery-error.ts';
import { describeError } from '../../lib/errors/describe-error.ts';
import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';

/** Why a bucket can't be used as a peer: every other request would fail alike. */
export function unreachable(error: unknown): DeliveryError {
  const isOfStore = error instanceof ObjectStoreError;
  const reason = isOfStore ? `${error.code}: ${error.detail}` : describeError(error);
  return new DeliveryError(reason, 'unreachable');
}
