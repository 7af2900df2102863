import { AwsV4Signer } from 'aws4fetch';
import type { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import type { SpooledContent } from '../../lib/object-store/object-store.ts';
import { createRequestsInFlight, type PendingRequest } from './in-flight.ts';
import type { S3Address } from './s3-address.ts';
import { connectionError } from './s3-errors.ts';
import { watchContent } from './watched-content.ts';

/** What signs requests. No part of it is ever logged. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** A request that is signed. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
}

/**
 * Sends a body that is not in memory, with its exact `Content-Length`, which `fetch` of some hosts
 * drops. Resolves with the whole response; rejects where the connection breaks, where the content
 * can't be read, and as soon as the signal aborts.
 */
export type SendStream = (
  request: SignedRequest,
  content: SpooledContent,
  signal: AbortSignal,
) => Promise<Response>;

export interface S3ClientOptions {
  readonly address: S3Address;
  /** Asked for each request, so that they can be replaced. */
  readonly credentials: () => S3Credentials;
  readonly fetch: typeof fetch;
  readonly sendStream: SendStream;
  /** How long a store may take until its response begins; 30 s by default. */
  readonly responseTimeoutMs?: number;
  /** Aborts all requests: the node stops, and must not wait for a store that does not respond. */
  readonly signal?: AbortSignal | undefined;
}

/** One request to the bucket, or to an object in it. */
export interface S3Request {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE';
  /** Without the prefix of the address; absent for the bucket itself. */
  readonly key?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array<ArrayBuffer> | SpooledContent;
}

/**
 * Sends requests to one bucket. Rejects with an `ObjectStoreError` where there is no response, and
 * so does the reading of a body that breaks off. What makes the content of a request unreadable is
 * thrown as it is. The caller reads each body, or cancels it.
 */
export type S3Client = (request: S3Request) => Promise<Response>;

const defaultResponseTimeoutMs = 30_000;
/** Each is good for a day, and for one secret. */
const maxSigningKeys = 4;
const sha256OfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Creates what signs requests (AWS Signature Version 4) and sends them. */
export function createS3Client(options: S3ClientOptions): S3Client {
  const { address, credentials, sendStream } = options;
  const { responseTimeoutMs = defaultResponseTimeoutMs } = options;
  const { region } = address;
  const inFlight = createRequestsInFlight(options.signal);
  /** Each takes four hashes to make, where a request takes two. */
  const signingKeys = new Map<string, ArrayBuffer>();

  async function sign({ method, key, query, headers, body }: S3Request): Promise<SignedRequest> {
    if (signingKeys.size >= maxSigningKeys) signingKeys.clear();
    const signed = await new AwsV4Signer({
      method,
      url: urlOf(address, key, query),
      headers: { ...headers, 'x-amz-content-sha256': await payloadHash(body) },
      service: 's3',
      region,
      cache: signingKeys,
      ...withoutUndefined(credentials()),
    }).sign();
    return { method, url: signed.url, headers: signed.headers };
  }

  /** The body of the response may take any time. */
  async function fetchWithin(
    { method, url, headers }: SignedRequest,
    body: Uint8Array<ArrayBuffer> | undefined,
    pending: PendingRequest,
  ): Promise<Response> {
    const timer = setTimeout(() => pending.abort(timeoutError()), responseTimeoutMs);
    try {
      const init = { method, headers, redirect: 'manual', signal: pending.signal } as const;
      return await options.fetch(url, body === undefined ? init : { ...init, body });
    } finally {
      clearTimeout(timer);
    }
  }

  /** What can't be read here is no fault of the store. */
  async function sendContent(
    signed: SignedRequest,
    content: SpooledContent,
    pending: PendingRequest,
  ): Promise<Response> {
    const source = watchContent(content);
    try {
      return await sendStream(signed, source.content, pending.signal);
    } catch (error) {
      throw source.failure === undefined ? failureOf(pending, error) : source.failure.error;
    }
  }

  return async (request) => {
    const { body } = request;
    const signed = await sign(request);
    // A compressed body would have another size than the object.
    signed.headers.set('accept-encoding', 'identity');
    const pending = inFlight.begin();
    try {
      const isInMemory = body === undefined || body instanceof Uint8Array;
      const response = isInMemory
        ? await fetchWithin(signed, body, pending).catch((error: unknown) => {
            throw failureOf(pending, error);
          })
        : await sendContent(signed, body, pending);
      return pending.watch(response);
    } catch (error) {
      pending.end();
      throw error;
    }
  };
}

/** Why there is no response; an engine may not say for what a request was aborted. */
function failureOf({ signal }: PendingRequest, error: unknown): ObjectStoreError {
  return connectionError(signal.aborted ? signal.reason : error);
}

function timeoutError(): Error {
  return Object.assign(new Error('The store did not respond in time.'), { code: 'ETIMEDOUT' });
}

/** The URL of an object. Each segment is encoded, and a slash stays one. */
function urlOf(
  { endpoint, bucket, prefix, style }: S3Address,
  key: string | undefined,
  query: S3Request['query'],
): string {
  const url = new URL(endpoint);
  if (style === 'host') url.hostname = `${bucket}.${endpoint.hostname}`;
  const path = key === undefined ? '' : `${prefix}${key}`;
  const segments = path.split('/').map(encodeURIComponent).join('/');
  url.pathname = style === 'host' ? `/${segments}` : `/${bucket}/${segments}`;
  if (key === undefined && style === 'path') url.pathname = `/${bucket}`;
  for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
  return url.href;
}

async function payloadHash(body: S3Request['body']): Promise<string> {
  if (body === undefined) return sha256OfNothing;
  if (!(body instanceof Uint8Array)) return 'UNSIGNED-PAYLOAD';
  const hash = await crypto.subtle.digest('SHA-256', body);
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function withoutUndefined({ accessKeyId, secretAccessKey, sessionToken }: S3Credentials): {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
} {
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken !== undefined && { sessionToken }),
  };
}
