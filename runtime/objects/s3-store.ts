import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import type {
  ContentFacts,
  ObjectBody,
  ObjectInfo,
  ObjectPage,
  ObjectRange,
  ObjectStore,
  OpenObject,
} from '../../lib/object-store/object-store.ts';
import { limitKeys } from './limit-keys.ts';
import { contentLabel, readLabel } from './object-label.ts';
import type { S3Address } from './s3-address.ts';
import { createS3Client, type S3Client, type S3ClientOptions } from './s3-client.ts';
import { responseError } from './s3-errors.ts';
import { drain, readXml, requireOk } from './s3-responses.ts';
import { createS3Staging } from './s3-staging.ts';
import { decodeKey, readElement, readElements } from './s3-xml.ts';

const labelHeader = 'x-amz-meta-cockatiel';
const pageSize = 1000;

/** A bucket behind any S3 API that honours `If-None-Match` and `If-Match` of a PUT. */
export function createS3Store(options: S3ClientOptions): ObjectStore {
  const send = createS3Client(options);
  const { prefix, checksum } = options.address;

  async function putIf(
    condition: Readonly<Record<string, string>>,
    key: string,
    body: ObjectBody,
    facts: ContentFacts,
  ): Promise<string | undefined> {
    const headers = { ...describeContent(facts, checksum), ...condition };
    const response = await send({ method: 'PUT', key, headers, body });
    if (response.status === 412) return await drain(response);
    // The object of a replacement has gone.
    if (response.status === 404 && 'if-match' in condition) return await requireBucket(response);
    await requireOk(response);
    await drain(response);
    return versionOf(response);
  }

  const store: ObjectStore = {
    putIfAbsent: (key, body, facts) => putIf({ 'if-none-match': '*' }, key, body, facts),
    async replace(key, version, body, facts) {
      const done = await putIf({ 'if-match': version }, key, body, facts);
      if (done !== undefined) return done;
      // A radosgw takes the quotes, which RFC 9110 §8.8.3 asks for, as part of the tag.
      const unquoted = /^"([^"]*)"$/u.exec(version)?.[1];
      return unquoted && (await putIf({ 'if-match': unquoted }, key, body, facts));
    },
    async markDeleted(key) {
      const headers = { [labelHeader]: contentLabel('deleted') as string };
      const response = await send({ method: 'PUT', key, headers, body: new Uint8Array() });
      await requireOk(response);
      await drain(response);
    },
    get: (key, range) => getObject(send, key, range),
    async head(key) {
      const response = await send({ method: 'HEAD', key });
      if (response.status === 404) return await drain(response);
      await requireOk(response);
      await drain(response);
      return infoOf(response, Number(response.headers.get('content-length') ?? Number.NaN));
    },
    list: (start, page) => listPage(send, prefix, start, page),
    staging: createS3Staging(send, prefix),
  };
  return limitKeys(store, prefix);
}

async function getObject(
  send: S3Client,
  key: string,
  range: ObjectRange | undefined,
): Promise<OpenObject | undefined> {
  const headers =
    range === undefined
      ? {}
      : { range: `bytes=${range.first}-${range.last}`, 'if-match': range.version };
  const response = await send({ method: 'GET', key, headers });
  if (response.status === 404) return await requireBucket(response);
  if (response.status === 412) return await drain(response);
  await requireOk(response);
  const sizeBytes = sizeOf(response, range);
  const body = response.body ?? new Blob().stream();
  const info = infoOf(response, sizeBytes);
  if (range === undefined || info.version === range.version) return { ...info, body };
  // A store that ignores the condition.
  return await body.cancel().then(() => undefined);
}

/** The size of the whole object. Throws where the response is another part than was asked for. */
function sizeOf({ status, headers }: Response, range: ObjectRange | undefined): number {
  if (range === undefined) return Number(headers.get('content-length') ?? Number.NaN);
  const [, total = ''] = (headers.get('content-range') ?? '').split('/');
  if (status === 206) return Number(total);
  const detail = 'the store sent another range than it was asked for';
  throw new ObjectStoreError({ code: 'RangeIgnored', detail, isTransient: false });
}

function infoOf(response: Response, sizeBytes: number): ObjectInfo {
  if (!Number.isSafeInteger(sizeBytes)) throw incomplete('Content-Length');
  return {
    sizeBytes,
    version: versionOf(response),
    ...readLabel(response.headers.get(labelHeader)),
  };
}

function versionOf({ headers }: Response): string {
  const tag = headers.get('etag');
  if (tag === null) throw incomplete('ETag');
  return tag;
}

function incomplete(header: string): ObjectStoreError {
  const detail = `the response of the store has no valid ${header}`;
  return new ObjectStoreError({ code: 'IncompleteResponse', detail, isTransient: false });
}

/** A store that knows this checksum refuses a body that does not match it. */
function describeContent(
  { sha1, isUtf8 }: ContentFacts,
  checksum: S3Address['checksum'],
): Record<string, string> {
  const base64 = btoa(
    String.fromCharCode(...(sha1.match(/../gu) ?? []).map((hex) => Number.parseInt(hex, 16))),
  );
  const label = contentLabel(isUtf8);
  return {
    ...(checksum === 'sha1' && { 'x-amz-checksum-sha1': base64 }),
    ...(label !== undefined && { [labelHeader]: label }),
  };
}

/** One page, which begins behind a key: no token of the store is needed. */
async function listPage(
  send: S3Client,
  prefix: string,
  start: string,
  page: string | undefined,
): Promise<ObjectPage> {
  const response = await send({
    method: 'GET',
    query: {
      'list-type': '2',
      'encoding-type': 'url',
      'max-keys': String(pageSize),
      prefix: `${prefix}${start}`,
      ...(page !== undefined && { 'start-after': `${prefix}${page}` }),
    },
  });
  const xml = await readXml(response, 'ListBucketResult');
  const objects = readElements(xml, 'Contents').map((entry) => ({
    key: decodeKey(readElement(entry, 'Key') ?? '').slice(prefix.length),
    sizeBytes: listedSize(entry),
    modifiedMs: Date.parse(readElement(entry, 'LastModified') ?? ''),
  }));
  const isTruncated = readElement(xml, 'IsTruncated') === 'true';
  return { objects, next: isTruncated ? objects.at(-1)?.key : undefined };
}

/** An entry without its size must not be taken for an empty object, which is a mark. */
function listedSize(entry: string): number {
  const size = readElement(entry, 'Size') ?? '';
  if (/^\d{1,15}$/u.test(size)) return Number(size);
  const detail = 'an entry in a list of the store has no valid Size';
  throw new ObjectStoreError({ code: 'IncompleteResponse', detail, isTransient: false });
}

/** Nothing is there, unless the bucket itself is missing: that says nothing of the object. */
async function requireBucket(response: Response): Promise<undefined> {
  const error = await responseError(response);
  if (error instanceof ObjectStoreError && error.code === 'NoSuchBucket') throw error;
  return undefined;
}
