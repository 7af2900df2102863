import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import { UnusableStoreError } from '../../../lib/object-store/probe-store.ts';
import { openS3 } from '../../objects/open-s3.ts';
import { sendStream } from '../../objects/send-stream.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';

/**
 * The bucket at an address. `signal` aborts all requests to it, because the node stops. Throws an
 * `UnusableStoreError` where there is no access key.
 */
export function openStore(
  address: string,
  { objectCredentials }: Pick<ResolvedNodeOptions, 'objectCredentials'>,
  signal?: AbortSignal,
): ObjectStore {
  if (objectCredentials === undefined) throw new UnusableStoreError('it needs an access key');
  return openS3(address, { credentials: objectCredentials, sendStream, signal });
}
