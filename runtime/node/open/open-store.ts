import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import { UnusableStoreError } from '../../../lib/object-store/probe-store.ts';
import { openS3 } from '../../objects/open-s3.ts';
import { sendStream } from '../../objects/send-stream.ts';
import type { ResolvedNodeOptions } from '../node-options.ts';

/** Opens the bucket of a node. Throws an `UnusableStoreError` where the options forbid that. */
export function openStore({
  storage,
  peerUrls,
  objectCredentials,
}: ResolvedNodeOptions): ObjectStore {
  if (peerUrls.length > 0) throw new UnusableStoreError('a node on a bucket has no peers');
  if (objectCredentials === undefined) throw new UnusableStoreError('it needs an access key');
  return openS3(storage, { credentials: objectCredentials, sendStream });
}
