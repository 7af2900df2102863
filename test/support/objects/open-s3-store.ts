import type { ObjectStore } from '../../../lib/object-store/object-store.ts';
import { parseS3Address } from '../../../runtime/objects/s3-address.ts';
import type { S3ClientOptions } from '../../../runtime/objects/s3-client.ts';
import { createS3Store } from '../../../runtime/objects/s3-store.ts';
import { sendStream } from '../../../runtime/objects/send-stream.ts';
import { accessKeyId, bucketName, secretAccessKey } from './test-credentials.ts';

/** The bucket of an S3 double, or of another store, with a prefix of its own. */
export function openS3Store(
  endpoint: string,
  prefix = '',
  options: Partial<S3ClientOptions> = {},
): ObjectStore {
  return createS3Store({
    address: parseS3Address(`s3://${bucketName}/${prefix}?endpoint=${endpoint}`),
    credentials: () => ({ accessKeyId, secretAccessKey }),
    fetch,
    sendStream,
    ...options,
  });
}
