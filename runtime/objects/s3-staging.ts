import type { ListedUpload, StagingStore } from '../../lib/object-store/object-store.ts';
import type { S3Client, S3Request } from './s3-client.ts';
import { connectionError, responseError } from './s3-errors.ts';
import { decodeKey, encodeText, readElement, readElements } from './s3-xml.ts';

/** The part of a bucket that only keys of staging are used with. */
export function createS3Staging(send: S3Client, prefix: string): StagingStore {
  /** Sends a request, and returns the text of its response. */
  async function text(request: S3Request): Promise<string> {
    const response = await send(request);
    if (!response.ok) throw await responseError(response);
    return await response.text().catch((error: unknown) => {
      throw connectionError(error);
    });
  }

  /** Nothing is done where nothing is there. */
  async function remove(request: S3Request): Promise<void> {
    const response = await send(request);
    if (!response.ok && response.status !== 404) throw await responseError(response);
    await response.arrayBuffer();
  }

  return {
    async begin(key) {
      return required(await text({ method: 'POST', key, query: { uploads: '' } }), 'UploadId');
    },
    async addPart({ key, uploadId }, number, body) {
      const query = { partNumber: String(number), uploadId };
      const response = await send({ method: 'PUT', key, query, body });
      if (!response.ok) throw await responseError(response);
      await response.arrayBuffer();
      return response.headers.get('etag') ?? '';
    },
    async complete({ key, uploadId }, tags) {
      const parts = tags.map(
        (tag, index) =>
          `<Part><PartNumber>${index + 1}</PartNumber><ETag>${encodeText(tag)}</ETag></Part>`,
      );
      const xml = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
      const body = new TextEncoder().encode(xml);
      // A failure may come after the head of a 200.
      required(await text({ method: 'POST', key, query: { uploadId }, body }), 'ETag');
    },
    abort: ({ key, uploadId }) => remove({ method: 'DELETE', key, query: { uploadId } }),
    remove: (key) => remove({ method: 'DELETE', key }),
    async listUploads(start) {
      const query = { uploads: '', 'encoding-type': 'url', prefix: `${prefix}${start}` };
      const xml = await text({ method: 'GET', query });
      return readElements(xml, 'Upload').map(
        (entry): ListedUpload => ({
          key: decodeKey(readElement(entry, 'Key') ?? '').slice(prefix.length),
          uploadId: readElement(entry, 'UploadId') ?? '',
          begunMs: Date.parse(readElement(entry, 'Initiated') ?? ''),
        }),
      );
    },
  };
}

/** The text of an element that must be there. */
function required(xml: string, name: string): string {
  const found = readElement(xml, name);
  if (found !== undefined) return found;
  const code = readElement(xml, 'Code') ?? 'IncompleteResponse';
  throw connectionError(Object.assign(new Error(`The response has no ${name}.`), { code }));
}
