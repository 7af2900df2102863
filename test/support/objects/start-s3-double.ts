import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createS3Bucket, type S3Bucket } from './s3-bucket.ts';
import { listObjectsXml, listUploadsXml } from './s3-double-xml.ts';
import { bucketName } from './test-credentials.ts';
import { refusalOf } from './verify-request.ts';

/** What the double does with a request instead of what it should. */
export type S3Fault =
  | {
      readonly status: number;
      readonly code: string;
      /** Whether it responds before it has read the body, and then closes the connection. */
      readonly isEarly?: boolean;
    }
  /** The connection is closed, before or after the request was carried out. */
  | 'cut-before'
  | 'cut-after'
  /** The body of the response ends early. */
  | 'cut-body'
  /** There is no response, or no end of it: the connection stays open. */
  | 'hang'
  | 'hang-body';

/** A bucket in memory behind an S3 API on the loopback. */
export interface S3Double {
  readonly endpoint: string;
  readonly bucket: S3Bucket;
  /** Whether it honours the conditions of a PUT; it does by default. */
  honoursConditions: boolean;
  /** Called with each request; what it returns is what the request comes to. */
  onRequest: (
    method: string,
    key: string,
    query: URLSearchParams,
  ) => S3Fault | undefined | Promise<S3Fault | undefined>;
  /** The head of each request: method, path and query. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** The reply to a request. */
interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

/** Starts it on a free port. Buckets have one name. */
export async function startS3Double(): Promise<S3Double> {
  const bucket = createS3Bucket();
  const server = createServer((request, response) => {
    void serve(request, response).catch((error: unknown) => response.destroy(error as Error));
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    const { pathname, searchParams } = new URL(url, 'http://double');
    double.requests.push(`${method} ${url}`);
    const key = decodeURIComponent(pathname.slice(`/${bucketName}/`.length));
    const fault = await double.onRequest(method, key, searchParams);
    if (fault === 'hang') return;
    if (fault === 'cut-before') return void request.socket.destroy();
    if (typeof fault === 'object' && fault.isEarly === true) {
      response.setHeader('connection', 'close');
      return reply(response, errorReply(fault.status, fault.code));
    }
    const body = await readBody(request);
    if (typeof fault === 'object') return reply(response, errorReply(fault.status, fault.code));
    const refusal = await refusalOf(request, body);
    const result =
      refusal === undefined
        ? carryOut(request, key, searchParams, body)
        : errorReply(refusal.status, refusal.code);
    if (fault === 'cut-after') return void request.socket.destroy();
    reply(response, result, fault);
  }

  function carryOut(
    { method, headers }: IncomingMessage,
    key: string,
    query: URLSearchParams,
    body: Buffer,
  ): Reply {
    const uploadId = query.get('uploadId') ?? undefined;
    if (key === '') {
      return {
        status: 200,
        body: (query.has('uploads') ? listUploadsXml : listObjectsXml)(bucket, query),
      };
    }
    if (method === 'POST' && query.has('uploads')) {
      return { status: 200, body: `<UploadId>${bucket.begin(key)}</UploadId>` };
    }
    if (method === 'POST' && uploadId !== undefined) {
      return { status: 200, body: `<ETag>${bucket.complete(uploadId)}</ETag>` };
    }
    if (method === 'PUT' && uploadId !== undefined) {
      return {
        status: 200,
        headers: { etag: bucket.addPart(uploadId, Number(query.get('partNumber')), body) },
      };
    }
    if (method === 'PUT') return put(key, headers, body);
    if (method === 'DELETE') {
      if (uploadId === undefined) bucket.objects.delete(key);
      else bucket.uploads.delete(uploadId);
      return { status: 204 };
    }
    return read(key, headers, method === 'HEAD');
  }

  function put(key: string, headers: IncomingMessage['headers'], body: Buffer): Reply {
    const found = bucket.objects.get(key);
    if (double.honoursConditions) {
      if (headers['if-none-match'] === '*' && found !== undefined) {
        return errorReply(412, 'PreconditionFailed');
      }
      const tag = headers['if-match'];
      if (tag !== undefined && found === undefined) return errorReply(404, 'NoSuchKey');
      if (tag !== undefined && tag !== found?.etag) return errorReply(412, 'PreconditionFailed');
    }
    const checksum = headers['x-amz-checksum-sha1'];
    if (checksum !== undefined && checksum !== createHash('sha1').update(body).digest('base64')) {
      return errorReply(400, 'BadDigest');
    }
    const label = headers['x-amz-meta-cockatiel'] as string | undefined;
    return { status: 200, headers: { etag: bucket.put(key, body, label) } };
  }

  function read(key: string, headers: IncomingMessage['headers'], isHead: boolean): Reply {
    const found = bucket.objects.get(key);
    if (found === undefined) return errorReply(404, 'NoSuchKey');
    const { body, etag, label } = found;
    const tag = headers['if-match'];
    if (tag !== undefined && tag !== etag) return errorReply(412, 'PreconditionFailed');
    const about = { etag, ...(label !== undefined && { 'x-amz-meta-cockatiel': label }) };
    const [, first, last] = /^bytes=(\d+)-(\d+)$/u.exec(headers.range ?? '') ?? [];
    if (first !== undefined) {
      const part = body.subarray(Number(first), Number(last) + 1);
      const range = `bytes ${first}-${last}/${body.length}`;
      return { status: 206, headers: { ...about, 'content-range': range }, body: part };
    }
    if (!isHead) return { status: 200, headers: about, body };
    return { status: 200, headers: { ...about, 'content-length': String(body.length) } };
  }

  const double: S3Double = {
    endpoint: '',
    bucket,
    honoursConditions: true,
    onRequest: () => undefined,
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(double, { endpoint: `http://127.0.0.1:${port}` });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function errorReply(status: number, code: string): Reply {
  return {
    status,
    body: `<Error><Code>${code}</Code><Message>injected &amp; so</Message></Error>`,
  };
}

function reply(response: ServerResponse, { status, headers, body }: Reply, fault?: S3Fault): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  const length = bytes === undefined ? {} : { 'content-length': String(bytes.length) };
  response.writeHead(status, { ...length, ...headers });
  const isHalf = fault === 'cut-body' || fault === 'hang-body';
  if (!isHalf || bytes === undefined) return void response.end(bytes);
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (fault === 'cut-body') response.destroy();
  });
}
