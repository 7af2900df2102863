import { WrongOffsetError } from '../errors/domain-errors.ts';
import { defaultTransferLimits } from '../limits/transfer-limits.ts';
import type { PartialTransfers, Storage } from '../storage/storage.ts';

/**
 * The partial transfers of a node on an object store: there are none. A store shows no object
 * before it is whole, and what is larger than the memory could not be kept there. Peers are told so
 * by an offset that is absent, and send each file as a whole.
 */
export function createObjectPartials(stage: Storage['stage']): PartialTransfers {
  return {
    resumableFromBytes: defaultTransferLimits.resumableFromBytes,
    offsetOf: () => undefined,
    async append(_sha1, body, { first, totalBytes }) {
      // Another process at this URL has told the sender where to go on.
      if (first > 0) throw new WrongOffsetError(0);
      return await stage(body, totalBytes);
    },
  };
}
