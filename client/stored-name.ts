import { formatLocation } from '../lib/names/url-path.ts';
import type { StoredFile } from './options.ts';

/** The time and the SHA-1 in the last segment of a name, before its extension. */
const stampPattern = /_\d{1,15}_([\da-f]{40})(?=(?:\.[^./]*)?$)/u;

/** The SHA-1 in a stored name; `undefined` where it is none. */
export function sha1In(name: string): string | undefined {
  return stampPattern.exec(name)?.[1];
}

/**
 * Reads where a node has stored a body that was sent under a name. `undefined` if that is not the
 * name of this body, as far as it shows.
 */
export function readStored(
  location: string,
  sentName: string,
  nodeUrl: string,
): StoredFile | undefined {
  const depth = sentName.split('/').length;
  const name = decode(location.split('/').slice(-depth).join('/'));
  const sha1 = sha1In(name);
  const isSame = name === sentName || name.replace(stampPattern, '') === sentName;
  if (sha1 === undefined || !isSame) return undefined;
  const url = /^https?:/iu.test(location) ? location : formatLocation(nodeUrl, name);
  return { name, url, sha1 };
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
