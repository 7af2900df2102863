import { createHash } from 'node:crypto';

/** An object in a bucket of the S3 double. */
export interface S3Object {
  readonly body: Buffer;
  readonly etag: string;
  /** The metadata `cockatiel`. */
  readonly label: string | undefined;
  readonly modified: string;
}

/** An upload in parts. */
export interface S3Upload {
  readonly key: string;
  readonly initiated: string;
  readonly parts: Map<number, Buffer>;
}

/** What a bucket of the S3 double holds. */
export interface S3Bucket {
  readonly objects: Map<string, S3Object>;
  readonly uploads: Map<string, S3Upload>;
  /** Stores an object, and returns its entity tag. */
  put(key: string, body: Buffer, label?: string): string;
  begin(key: string): string;
  addPart(uploadId: string, number: number, body: Buffer): string;
  complete(uploadId: string): string;
}

/** Creates an empty bucket. */
export function createS3Bucket(): S3Bucket {
  const objects = new Map<string, S3Object>();
  const uploads = new Map<string, S3Upload>();
  let count = 0;

  function put(key: string, body: Buffer, label?: string): string {
    const etag = tagOf(body);
    objects.set(key, { body, etag, label, modified: new Date().toISOString() });
    return etag;
  }

  return {
    objects,
    uploads,
    put,
    begin(key) {
      count += 1;
      uploads.set(`upload-${count}`, {
        key,
        initiated: new Date().toISOString(),
        parts: new Map(),
      });
      return `upload-${count}`;
    },
    addPart(uploadId, number, body) {
      uploads.get(uploadId)?.parts.set(number, body);
      return tagOf(body);
    },
    complete(uploadId) {
      const { key, parts } = uploads.get(uploadId) as S3Upload;
      uploads.delete(uploadId);
      const numbers = [...parts.keys()].toSorted((one, other) => one - other);
      return put(key, Buffer.concat(numbers.map((number) => parts.get(number) as Buffer)));
    },
  };
}

function tagOf(body: Buffer): string {
  return `"${createHash('md5').update(body).digest('hex')}"`;
}
