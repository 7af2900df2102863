import type { RequestContext } from '../../lib/context.ts';
import { bodyResponse } from '../../lib/http/body-response.ts';
import { contentType } from '../../lib/http/content-type.ts';
import { formatHttpDate } from '../../lib/http/http-date.ts';
import { offsetHeader } from '../../lib/http/upload-offset.ts';
import { partsOf, type StoredName } from '../../lib/names/stored-name.ts';
import { formatLocation } from '../../lib/names/url-path.ts';
import type { HeldUpload } from '../../lib/uploads/held-upload.ts';
import { lengthHeader, metadataHeader } from './tus-headers.ts';

type UploadHeaders = Readonly<Record<string, string>>;

/** How far an upload is: what a client needs to go on with it. */
export function progressHeaders({ info, expiresMs }: HeldUpload): UploadHeaders {
  const expires = formatHttpDate(Math.floor(expiresMs / 1000));
  return {
    [offsetHeader]: String(info.offset),
    ...(info.stored === undefined && expires !== undefined && { 'Upload-Expires': expires }),
  };
}

/** What its client has said of an upload. */
export function declaredHeaders({ info: { sizeBytes, metadata } }: HeldUpload): UploadHeaders {
  return {
    ...(sizeBytes === undefined
      ? { 'Upload-Defer-Length': '1' }
      : { [lengthHeader]: String(sizeBytes) }),
    ...(metadata !== '' && { [metadataHeader]: metadata }),
  };
}

/** Where the file is that an upload has become. */
export function storedHeaders(
  name: StoredName,
  { config }: Pick<RequestContext, 'config'>,
): UploadHeaders {
  return { 'Content-Location': formatLocation(config.publicUrl, name) };
}

/** A response that describes the file that an upload has become, as JSON. */
export function storedResponse(
  name: StoredName,
  { info }: HeldUpload,
  { config }: Pick<RequestContext, 'config'>,
  { status, headers }: { readonly status: number; readonly headers: UploadHeaders },
): Response {
  const url = formatLocation(config.publicUrl, name);
  const { sha1, extension } = partsOf(name);
  const file = { name, url, size: info.offset, sha1, type: contentType(extension) };
  return bodyResponse(`${JSON.stringify(file)}\n`, 'application/json', status, headers);
}
