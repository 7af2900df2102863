import type { S3Bucket } from './s3-bucket.ts';

/** Small, so that lists have several pages. */
const maxKeys = 50;

/** A page of the objects that a `ListObjectsV2` asks for. */
export function listObjectsXml({ objects }: S3Bucket, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const after = query.get('start-after') ?? '';
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(prefix) && compareBytes(key, after) > 0)
    .toSorted(compareBytes);
  const page = keys.slice(0, maxKeys);
  const entries = page.map((key) => {
    const { body, modified } = objects.get(key) as NonNullable<ReturnType<typeof objects.get>>;
    const size = `<Size>${body.length}</Size>`;
    return `<Contents><Key>${encodeKey(key)}</Key><LastModified>${modified}</LastModified>${size}</Contents>`;
  });
  const isTruncated = `<IsTruncated>${keys.length > page.length}</IsTruncated>`;
  return `<ListBucketResult>${isTruncated}${entries.join('')}</ListBucketResult>`;
}

/** The uploads in parts that a `ListMultipartUploads` asks for. */
export function listUploadsXml({ uploads }: S3Bucket, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const entries = [...uploads].filter(([, { key }]) => key.startsWith(prefix));
  const xml = entries.map(
    ([id, { key, initiated }]) =>
      `<Upload><Key>${encodeKey(key)}</Key><UploadId>${id}</UploadId><Initiated>${initiated}</Initiated></Upload>`,
  );
  return `<ListMultipartUploadsResult>${xml.join('')}</ListMultipartUploadsResult>`;
}

/** As AWS does: a space is a plus. */
function encodeKey(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}

/** Keys are in the order of their UTF-8. */
function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
