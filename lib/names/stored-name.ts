import { exceedsBytes } from './exceeds-bytes.ts';

declare const storedName: unique symbol;

/** A full name as on disk: `[dir/…/]stem_<seconds>_<sha1>[.ext]`. Only this file makes one. */
export type StoredName = string & { readonly [storedName]: true };

/** What a stored name says about its file. */
export interface StoredNameParts {
  readonly name: StoredName;
  /** The directories of the name, without a trailing slash; empty at the root. */
  readonly directory: string;
  /** Unix time of the upload, in whole seconds. */
  readonly seconds: number;
  /** Lower-case hex SHA-1 of the content. */
  readonly sha1: string;
  /** The extension with its dot; empty when there is none. */
  readonly extension: string;
}

/** Longest name of one directory entry, in bytes, on every file system in use. */
export const maxSegmentBytes = 255;

/** Longest whole name, in bytes. */
export const maxNameBytes = 1024;

const sha1Length = 40;
const stampPattern = /^.+_(\d{1,15})_([0-9a-f]{40})$/su;
/** What would lead out of a directory, break a line of a log, or not survive UTF-8. */
const unsafePattern = /(?:^|\/)\.{0,2}(?:\/|$)|[\\\p{Cc}\p{Cs}]/u;

/**
 * Parses a name from any source. `undefined` if it has no stamp, is too long, or can't be the name
 * of a request: logs and queues of old versions hold whatever clients once sent.
 */
export function parseStoredName(name: string): StoredNameParts | undefined {
  const { directory, stem, extension } = splitName(name);
  const [, seconds = '', sha1 = ''] = stampPattern.exec(stem) ?? [];
  if (sha1 === '' || unsafePattern.test(name) || !fits(name)) return undefined;
  return { name: name as StoredName, directory, seconds: Number(seconds), sha1, extension };
}

/** The stored name that was kept in another form; it was checked when it was made. */
export function restoreStoredName(name: string): StoredName {
  return name as StoredName;
}

/** The parts of a stored name. Nothing is checked again. */
export function partsOf(name: StoredName): StoredNameParts {
  const { directory, stem, extension } = splitName(name);
  const seconds = stem.slice(startOfStamp(stem) + 1, -sha1Length - 1);
  return { name, directory, seconds: Number(seconds), sha1: stem.slice(-sha1Length), extension };
}

/**
 * The last segment of a stored name without the stamp: what its sender called the file. The stamp
 * stays if only dots would be left, because those can't name a file.
 */
export function unstampedSegment(name: StoredName): string {
  const { stem, extension } = splitName(name);
  const segment = stem.slice(0, startOfStamp(stem)) + extension;
  return /^\.+$/u.test(segment) ? stem + extension : segment;
}

/** Tells whether a segment could be the last one of a stored name. */
export function isStampedSegment(segment: string): boolean {
  return stampPattern.test(splitName(segment).stem);
}

/** Tells whether a segment can name a directory entry on every file system in use. */
export function fitsSegment(segment: string): boolean {
  return !exceedsBytes(segment, maxSegmentBytes);
}

/**
 * Puts time and content hash into the name of a request, and returns the parts of the result.
 * `undefined` if that is too long, or if no request can have such a name.
 */
export function stampName(
  name: string,
  seconds: number,
  sha1: string,
): StoredNameParts | undefined {
  const { directory, stem, extension } = splitName(name);
  const prefix = directory === '' ? '' : `${directory}/`;
  const stamped = `${prefix}${stem}_${seconds}_${sha1}${extension}`;
  if (unsafePattern.test(name) || !fits(stamped)) return undefined;
  return { name: stamped as StoredName, directory, seconds, sha1, extension };
}

/**
 * Splits a name before its last extension, as Python's `os.path.splitext` does: dots at the start
 * of a segment do not begin an extension.
 */
export function splitName(name: string): { directory: string; stem: string; extension: string } {
  const slash = name.lastIndexOf('/');
  const segment = name.slice(slash + 1);
  const leadingDots = segment.length - segment.replace(/^\.+/u, '').length;
  const dot = segment.lastIndexOf('.');
  const cut = dot > leadingDots ? dot : segment.length;
  return {
    directory: name.slice(0, Math.max(slash, 0)),
    stem: segment.slice(0, cut),
    extension: segment.slice(cut),
  };
}

function startOfStamp(stem: string): number {
  return stem.lastIndexOf('_', stem.length - sha1Length - 2);
}

function fits(name: string): boolean {
  if (!exceedsBytes(name, maxSegmentBytes)) return true;
  return !exceedsBytes(name, maxNameBytes) && name.split('/').every(fitsSegment);
}
