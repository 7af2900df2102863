import { HttpError } from '../../lib/http/http-error.ts';
import { fileNameOf } from '../../lib/names/file-name-of.ts';
import { isReserved, parseDirectory, parseName } from '../../lib/names/request-name.ts';

/** It is kept as long as the upload. */
const maxMetadataLength = 4096;
/** The name of a file whose client gives none. */
const unnamed = 'file';

/** Parses `Upload-Metadata`: the decoded values by their keys. Throws a 400 if it is malformed. */
export function parseMetadata(text: string): ReadonlyMap<string, string> {
  if (text.length > maxMetadataLength) {
    throw new HttpError(400, `Upload-Metadata is longer than ${maxMetadataLength} characters.`);
  }
  if (text.trim() === '') return new Map();
  return new Map(
    text.split(',').map((pair) => {
      const [key = '', value = '', ...more] = pair.trim().split(/ +/u);
      const decoded = decode(value);
      if (key === '' || decoded === undefined || more.length > 0) throw malformed();
      return [key, decoded] as const;
    }),
  );
}

/**
 * The name that an upload asks for: its `path` as that of a PUT; else what its `filename` (`name`
 * where there is none) comes to as the name of a file that is posted, in the directory that
 * `prefix` says. Throws an `InvalidNameError` for what can't be a name.
 */
export function nameOfUpload(metadata: ReadonlyMap<string, string>): string {
  const path = metadata.get('path');
  if (path !== undefined) return parseName(path);
  const directory = parseDirectory(metadata.get('prefix') ?? '');
  const segment = fileNameOf(metadata.get('filename') ?? metadata.get('name') ?? '') ?? unnamed;
  return directory + (isReserved(directory + segment) ? unnamed + segment : segment);
}

/** Base64 of UTF-8. */
function decode(value: string): string | undefined {
  try {
    const bytes = Uint8Array.from(atob(value), (byte) => byte.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function malformed(): HttpError {
  return new HttpError(400, 'Upload-Metadata is not a list of keys, each with a value in base64.');
}
