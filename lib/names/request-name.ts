import { InvalidNameError } from '../errors/domain-errors.ts';
import { copyString } from './copy-string.ts';
import { exceedsBytes } from './exceeds-bytes.ts';
import { fitsSegment, maxNameBytes, maxSegmentBytes } from './stored-name.ts';

/** The directory inside the storage directory for the node's own files, such as staged uploads. */
export const workingDirectory = '.cockatiel';

/** A segment with nothing to decode, nothing to refuse, and few enough bytes. */
const plainSegment = /^[\w-][\w.-]{0,200}$/u;

/**
 * Turns the path of a URL into a name: percent-decoded once, and opaque from then on. `/` gives the
 * empty name. Throws an `InvalidNameError` that says what is wrong with a path that can't name a
 * file.
 */
export function parseRequestName(pathname: string): string {
  if (pathname === '/') return '';
  const segments = pathname.slice(1).split('/').map(decodeSegment);
  const name = segments.join('/');
  if (exceedsBytes(name, maxNameBytes)) {
    throw new InvalidNameError(`The name is longer than ${maxNameBytes} bytes.`);
  }
  return copyString(name);
}

/** Turns what a client says in plain text into a name. Throws as `parseRequestName` does. */
export function parseName(text: string): string {
  return parseRequestName(`/${text.split('/').map(encodeURIComponent).join('/')}`);
}

/**
 * Turns a directory that a client names in plain text into the beginning of a name, with a slash at
 * its end; `''` for the root. Throws as `parseRequestName` does.
 */
export function parseDirectory(text: string): string {
  const segments = text.split('/');
  while (segments[0] === '') segments.shift();
  while (segments.at(-1) === '') segments.pop();
  return segments.length === 0 ? '' : `${parseName(segments.join('/'))}/`;
}

/** Tells whether a name belongs to the server: it is a route (`_…`) or has the working prefix. */
export function isReserved(name: string): boolean {
  return name.startsWith('_') || name.startsWith(workingDirectory);
}

/** What is wrong with a path of two slashes, or with a directory in the place of a file. */
export function emptySegment(): InvalidNameError {
  return new InvalidNameError('The name has an empty segment.');
}

function decodeSegment(encoded: string): string {
  // Most segments are plain, and need none of the checks below.
  if (plainSegment.test(encoded)) return encoded;
  const segment = decode(encoded);
  if (segment === '') throw emptySegment();
  if (segment === '.' || segment === '..') {
    throw new InvalidNameError('The name has a segment "." or "..".');
  }
  if (/[/\\]/u.test(segment)) {
    throw new InvalidNameError('The name has an encoded slash or a backslash.');
  }
  if (/\p{Cc}/u.test(segment)) throw new InvalidNameError('The name has a control character.');
  if (!fitsSegment(segment)) {
    throw new InvalidNameError(`A segment of the name is longer than ${maxSegmentBytes} bytes.`);
  }
  return segment;
}

function decode(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch {
    throw new InvalidNameError('The name is not UTF-8 in percent-encoding.');
  }
}
