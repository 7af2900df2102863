import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsV4Signer } from 'aws4fetch';
import { accessKeyId, secretAccessKey } from './test-credentials.ts';

/** Signing keys, by what they are made of. */
const cache = new Map<string, ArrayBuffer>();

/** What S3 refuses a request for, before it looks at anything else: a status and a code. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
}

/**
 * Checks what the HTTP client of a node could spoil: the signature (AWS Signature Version 4), the
 * hash of the body, and its length, without which S3 takes none.
 */
export async function refusalOf(
  request: IncomingMessage,
  body: Buffer,
): Promise<Refusal | undefined> {
  const { headers } = request;
  if (headers.authorization?.includes(`Credential=${accessKeyId}/`) !== true) {
    return { status: 403, code: 'InvalidAccessKeyId' };
  }
  if (headers.authorization !== (await signatureOf(request))) {
    return { status: 403, code: 'SignatureDoesNotMatch' };
  }
  const hash = headers['x-amz-content-sha256'];
  if (hash !== 'UNSIGNED-PAYLOAD' && hash !== createHash('sha256').update(body).digest('hex')) {
    return { status: 400, code: 'XAmzContentSHA256Mismatch' };
  }
  const hasLength = headers['transfer-encoding'] === undefined;
  return hasLength ? undefined : { status: 411, code: 'MissingContentLength' };
}

/** The `Authorization` that a request should have, with the headers that it says are signed. */
async function signatureOf({ method = '', url, headers }: IncomingMessage): Promise<string | null> {
  const { authorization = '', host = '' } = headers;
  const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\/s3\//u.exec(authorization) ?? [];
  const [, names = ''] = /SignedHeaders=([^,]+)/u.exec(authorization) ?? [];
  const signed = new Headers();
  for (const name of names.split(';')) {
    if (name !== 'host') signed.set(name, String(headers[name]));
  }
  const request = await new AwsV4Signer({
    method,
    url: `http://${host}${url}`,
    headers: signed,
    datetime: String(headers['x-amz-date']),
    service: 's3',
    region,
    accessKeyId,
    secretAccessKey,
    cache,
  }).sign();
  return request.headers.get('authorization');
}
