import type { ListedUpload, StagingStore } from '../../lib/object-store/object-store.ts';
import type { S3Client, S3Request } from './s3-client.ts';
import { drain, readXml, requireOk } from './s3-responses.ts';
import { decodeKey, encodeText, readElement, readElements } from './s3-xml.ts';

/** The part of a bucket that only keys of staging are used with. */
export function createS3Staging(send: S3Client, prefix: string): StagingStore {
  /** The text of the element of this name in the response to a request. */
  async function ask(request: S3Request, element: string): Promise<string> {
    return readElement(await readXml(await send(request), element), element) ?? '';
  }

  /** Nothing is done where nothing is there. */
  async function remove(request: S3Request): Promise<void> {
    const response = await send(request);
    if (response.status !== 404) await requireOk(response);
    await drain(response);
  }

  return {
    begin: (key) => ask({ method: 'POST', key, query: { uploads: '' } }, 'UploadId'),
    async addPart({ key, uploadId }, number, body) {
      const query = { partNumber: String(number), uploadId };
      const response = await send({ method: 'PUT', key, query, body });
      await requireOk(response);
      await drain(response);
      return response.headers.get('etag') ?? '';
    },
    async complete({ key, uploadId }, tags) {
      const parts = tags.map(
        (tag, index) =>
          `<Part><PartNumber>${index + 1}</PartNumber><ETag>${encodeText(tag)}</ETag></Part>`,
      );
      const xml = `<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`;
      const body = new TextEncoder().encode(xml);
      await ask({ method: 'POST', key, query: { uploadId }, body }, 'ETag');
    },
    abort: ({ key, uploadId }) => remove({ method: 'DELETE', key, query: { uploadId } }),
    remove: (key) => remove({ method: 'DELETE', key }),
    async listUploads(start) {
      const query = { uploads: '', 'encoding-type': 'url', prefix: `${prefix}${start}` };
      const response = await send({ method: 'GET', query });
      const xml = await readXml(response, 'ListMultipartUploadsResult');
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
