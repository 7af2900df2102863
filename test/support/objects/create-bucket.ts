import { parseS3Address } from '../../../runtime/objects/s3-address.ts';
import { createS3Client, type S3Client } from '../../../runtime/objects/s3-client.ts';
import { sendStream } from '../../../runtime/objects/send-stream.ts';
import { accessKeyId, bucketName, secretAccessKey } from './test-credentials.ts';

/** Sends requests to the bucket of the tests at a store. */
function openClient(endpoint: string): S3Client {
  return createS3Client({
    address: parseS3Address(`s3://${bucketName}?endpoint=${endpoint}`),
    credentials: () => ({ accessKeyId, secretAccessKey }),
    fetch,
    sendStream,
  });
}

/** Makes the bucket of the tests. */
export async function createBucket(endpoint: string): Promise<void> {
  const response = await openClient(endpoint)({ method: 'PUT' });
  if (!response.ok) throw new Error(`The bucket was not made: ${await response.text()}`);
}

/** Puts an object there as somebody else would, in place of what is there. */
export async function plantObject(endpoint: string, key: string, content: string): Promise<void> {
  const body = new TextEncoder().encode(content);
  const response = await openClient(endpoint)({ method: 'PUT', key, body });
  if (!response.ok) throw new Error(`The object was not stored: ${await response.text()}`);
}
