import { describeError } from '../../lib/errors/describe-error.ts';
import { ObjectStoreError } from '../../lib/errors/domain-errors.ts';
import type {
  ContentFacts,
  ObjectBody,
  ObjectInfo,
  ObjectPage,
  ObjectRange,
  ObjectStore,
  OpenObject,
  SpooledContent,
  StagedUpload,
  StagingStore,
} from '../../lib/object-store/object-store.ts';
import { inLargeChunks } from './in-large-chunks.ts';
import { limitKeys } from './limit-keys.ts';
import { contentLabel, readLabel } from './object-label.ts';
import type { R2Bucket, R2Condition, R2Object, R2Value } from './r2-bucket.ts';

export interface R2StoreOptions {
  /** What all keys begin with: nothing, or something that ends with a slash. */
  readonly prefix?: string;
  /**
   * Makes of a body what a bucket takes, which wants to know the length; a `FixedLengthStream` of
   * Workers unless given.
   */
  readonly toValue?: (content: SpooledContent) => R2Value | Promise<R2Value>;
}

const pageSize = 1000;
const metadataKey = 'cockatiel';
const noSuchUpload = 'R2-10024';

/** A bucket of Cloudflare's R2, through a binding of a Worker. It honours conditions of a `put`. */
export function createR2Store(bucket: R2Bucket, options: R2StoreOptions = {}): ObjectStore {
  const { prefix = '', toValue = toFixedLengthStream } = options;

  async function put(
    key: string,
    body: ObjectBody,
    { sha1, isUtf8 }: ContentFacts,
    onlyIf: R2Condition,
  ): Promise<string | undefined> {
    const value = body instanceof Uint8Array ? body : await toValue(body);
    const label = contentLabel(isUtf8);
    const customMetadata = label === undefined ? {} : { [metadataKey]: label };
    const object = await call(() =>
      bucket.put(`${prefix}${key}`, value, { onlyIf, sha1, customMetadata }),
    );
    return object?.etag;
  }

  const store: ObjectStore = {
    putIfAbsent: (key, body, facts) => put(key, body, facts, { etagDoesNotMatch: '*' }),
    replace: (key, version, body, facts) => put(key, body, facts, { etagMatches: version }),
    async markDeleted(key) {
      const customMetadata = { [metadataKey]: contentLabel('deleted') as string };
      await call(() => bucket.put(`${prefix}${key}`, new Uint8Array(), { customMetadata }));
    },
    get: (key, range) => getObject(bucket, `${prefix}${key}`, range),
    async head(key) {
      const object = await call(() => bucket.head(`${prefix}${key}`));
      return object === null ? undefined : infoOf(object);
    },
    list: (start, page) => listPage(bucket, prefix, start, page),
    staging: createR2Staging(bucket, prefix),
  };
  return limitKeys(store, prefix);
}

async function getObject(
  bucket: R2Bucket,
  key: string,
  range: ObjectRange | undefined,
): Promise<OpenObject | undefined> {
  const options =
    range === undefined
      ? {}
      : {
          onlyIf: { etagMatches: range.version },
          range: { offset: range.first, length: range.last - range.first + 1 },
        };
  const object = await call(() => bucket.get(key, options));
  if (object === null || !('body' in object)) return undefined;
  return { ...infoOf(object), body: inLargeChunks(object.body) };
}

async function listPage(
  bucket: R2Bucket,
  prefix: string,
  start: string,
  page: string | undefined,
): Promise<ObjectPage> {
  const after = page === undefined ? {} : { startAfter: `${prefix}${page}` };
  const found = await call(() =>
    bucket.list({ prefix: `${prefix}${start}`, limit: pageSize, ...after }),
  );
  const objects = found.objects.map(({ key, size, uploaded }) => ({
    key: key.slice(prefix.length),
    sizeBytes: size,
    modifiedMs: uploaded.getTime(),
  }));
  return { objects, next: found.truncated ? objects.at(-1)?.key : undefined };
}

/** A binding can't list uploads in parts. R2 itself drops those that are seven days old. */
function createR2Staging(bucket: R2Bucket, prefix: string): StagingStore {
  const resume = ({ key, uploadId }: StagedUpload): ReturnType<R2Bucket['resumeMultipartUpload']> =>
    bucket.resumeMultipartUpload(`${prefix}${key}`, uploadId);
  return {
    begin: async (key) =>
      (await call(() => bucket.createMultipartUpload(`${prefix}${key}`))).uploadId,
    addPart: async (upload, number, bytes) =>
      (await call(() => resume(upload).uploadPart(number, bytes))).etag,
    async complete(upload, tags) {
      const parts = tags.map((etag, index) => ({ partNumber: index + 1, etag }));
      await call(() => resume(upload).complete(parts));
    },
    async abort(upload) {
      await call(() => resume(upload).abort()).catch((error: ObjectStoreError) => {
        if (error.code !== noSuchUpload) throw error;
      });
    },
    listUploads: async () => [],
    remove: (key) => call(() => bucket.delete(`${prefix}${key}`)),
  };
}

function infoOf({ size, etag, customMetadata }: R2Object): ObjectInfo {
  return { sizeBytes: size, version: etag, ...readLabel(customMetadata?.[metadataKey]) };
}

/** A binding says what is wrong with a code of R2's at the end of a message, such as `(10001)`. */
async function call<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const detail = describeError(error);
    const code = /\((\d{5})\)$/u.exec(detail)?.[1];
    const isTransient = code === undefined || transientCodes.has(code);
    throw new ObjectStoreError({ code: `R2-${code ?? 'failed'}`, detail, isTransient });
  }
}

/** Internal error, service unavailable, too many requests, client disconnect. */
const transientCodes = new Set(['10001', '10043', '10054', '10058', '10062']);

/** What Workers have in place of a `Content-Length`. */
declare const FixedLengthStream: new (sizeBytes: number) => TransformStream<Uint8Array, Uint8Array>;

function toFixedLengthStream(content: SpooledContent): ReadableStream<Uint8Array> {
  const { readable, writable } = new FixedLengthStream(content.sizeBytes);
  // Its failure is that of the reader.
  void write(content, writable).catch(() => undefined);
  return readable;
}

async function write(content: SpooledContent, to: WritableStream<Uint8Array>): Promise<void> {
  const writer = to.getWriter();
  try {
    for await (const chunk of content.read()) await writer.write(chunk);
    await writer.close();
  } catch (error) {
    await writer.abort(error);
    throw error;
  }
}
