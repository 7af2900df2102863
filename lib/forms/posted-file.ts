import { contentType } from '../http/content-type.ts';
import { type StoredName, splitName } from '../names/stored-name.ts';
import { formatLocation } from '../names/url-path.ts';

/** A file that was posted, as its sender is told of it. */
export interface PostedFile {
  /** The stored name. */
  readonly name: string;
  /** As in a `Location`. */
  readonly url: string;
  /** In bytes. */
  readonly size: number;
  /** In lower-case hex. */
  readonly sha1: string;
  /** The media type that the file is served as, without a charset. */
  readonly type: string;
}

/** Describes a file that is stored. */
export function describePosted(
  name: StoredName,
  { sizeBytes: size, sha1 }: { readonly sizeBytes: number; readonly sha1: string },
  publicUrl: string,
): PostedFile {
  const url = formatLocation(publicUrl, name);
  return { name, url, size, sha1, type: contentType(splitName(name).extension) };
}
