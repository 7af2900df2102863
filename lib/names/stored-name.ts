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
/** What would lead out of the directory, break the lines of a log, or not survive UTF-8. */
const unsafePattern = /(?:^|\/)\.{0,2}(?:\/|$)|[\\\p{Cc}\p{Cs}]/u;
const utf8 = new TextEncoder();

/**
 * Reads a name, wherever it came from, as a stored name; `undefined` when it has no stamp, is too
 * long, or is none a request could ask for: old logs and queues hold whatever somebody once sent.
 */
export function parseStoredName(name: string): StoredNameParts | undefined {
  const { directory, stem, extension } = splitName(name);
  const [, seconds = '', sha1 = ''] = stampPattern.exec(stem) ?? [];
  if (sha1 === '' || unsafePattern.test(name) || !fits(name)) return undefined;
  return { name: name as StoredName, directory, seconds: Number(seconds), sha1, extension };
}

/** A stored name again, of one that was kept in another form; it was checked when it was made. */
export function restoreStoredName(name: string): StoredName {
  return name as StoredName;
}

/** What a stored name says; every stored name can be read, and was checked when it was made. */
export function partsOf(name: StoredName): StoredNameParts {
  const { directory, stem, extension } = splitName(name);
  const seconds = stem.slice(startOfStamp(stem) + 1, -sha1Length - 1);
  return { name, directory, seconds: Number(seconds), sha1: stem.slice(-sha1Length), extension };
}

/**
 * The last segment of a stored name without the stamp, as its sender called the file. Where only
 * dots would be left, which are no name of a file, the stamp stays.
 */
export function unstampedSegment(name: StoredName): string {
  const { stem, extension } = splitName(name);
  const segment = stem.slice(0, startOfStamp(stem)) + extension;
  return /^\.+$/u.test(segment) ? stem + extension : segment;
}

/** Tells whether a segment could be the last one of a stored name, whatever it is here. */
export function isStampedSegment(segment: string): boolean {
  return stampPattern.test(splitName(segment).stem);
}

/** Tells whether a directory entry may have such a name, on every file system in use. */
export function fitsSegment(segment: string): boolean {
  return segment.length * 3 <= maxSegmentBytes || utf8.encode(segment).length <= maxSegmentBytes;
}

/** Puts time and content hash into a request's name; `undefined` when that makes it too long. */
export function stampName(
  name: string,
  seconds: number,
  sha1: string,
): StoredNameParts | undefined {
  const { directory, stem, extension } = splitName(name);
  const prefix = directory === '' ? '' : `${directory}/`;
  return parseStoredName(`${prefix}${stem}_${seconds}_${sha1}${extension}`);
}

/**
 * Cuts a name before its last extension, as Python's `os.path.splitext` does, which the original
 * used: dots that lead a segment do not begin an extension.
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
  // A UTF-16 unit takes three bytes at most: most names need not be encoded to be measured.
  if (name.length * 3 <= maxSegmentBytes) return true;
  return utf8.encode(name).length <= maxNameBytes && name.split('/').every(fitsSegment);
}
