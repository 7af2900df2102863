import { InvalidNameError } from '../errors/domain-errors.ts';
import { copyString } from './copy-string.ts';
import { maxNameBytes, maxSegmentBytes } from './stored-name.ts';

/** The directory inside the storage directory that holds what has no name yet. */
export const workingDirectory = '.cockatiel';

/** Nothing to decode, nothing to refuse, and short in bytes as well. */
const plainSegment = /^[\w-][\w.-]{0,200}$/u;
const utf8 = new TextEncoder();

/**
 * Turns the path of a URL into the name that was asked for, decoded once and opaque from then on.
 * `/` gives the empty name. Throws an `InvalidNameError` that says what is wrong with any other
 * path that can't name a file.
 */
export function parseRequestName(pathname: string): string {
  if (pathname === '/') return '';
  const segments = pathname.slice(1).split('/').map(decodeSegment);
  const name = segments.join('/');
  if (name.length * 3 > maxNameBytes && utf8.encode(name).length > maxNameBytes) {
    throw new InvalidNameError(`The name is longer than ${maxNameBytes} bytes.`);
  }
  return copyString(name);
}

/** Tells whether a name is the server's own: a route (`_…`), or with its working prefix. */
export function isReserved(name: string): boolean {
  return name.startsWith('_') || name.startsWith(workingDirectory);
}

function decodeSegment(encoded: string): string {
  // Most names are plain, and plain ones need none of what follows.
  if (plainSegment.test(encoded)) return encoded;
  const segment = decode(encoded);
  if (segment === '') throw new InvalidNameError('The name has an empty segment.');
  if (segment === '.' || segment === '..') {
    throw new InvalidNameError('The name has a segment "." or "..".');
  }
  if (/[/\\]/u.test(segment)) {
    throw new InvalidNameError('The name has an encoded slash or a backslash.');
  }
  if (/\p{Cc}/u.test(segment)) throw new InvalidNameError('The name has a control character.');
  if (utf8.encode(segment).length > maxSegmentBytes) {
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
